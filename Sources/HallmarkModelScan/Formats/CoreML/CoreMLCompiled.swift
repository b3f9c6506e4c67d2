package import HallmarkCore

/// A compiled Core ML model (`.mlmodelc`), in a format that Apple does not document: never more than `unknown`.
package struct CoreMLCompiled: ModelBundleFormat {
    /// The endings of the files that Apple's compiler writes.
    static let expectedExtensions: Set<String> = ["bin", "json", "mil", "net", "shape", "weights", "mlmodelc", "plist"]

    package init() {}

    package let name = FormatName.coreMLCompiled
    package let extensions: Set<String> = ["mlmodelc"]
    package var rules: [FindingRule] { [CoreMLRules.compiled, CoreMLRules.unlisted] }

    package func inspect(_ bundle: ModelBundle) throws(FileError) -> Inspection {
        var inspection = Inspection()
        inspection.report(CoreMLRules.compiled, "a compiled model of \(bundle.files.count) files")
        for path in bundle.files where !Self.expectedExtensions.contains(ModelFormats.fileExtension(of: path)) {
            inspection.report(CoreMLRules.unlisted, "\(Finding.quote(path)) is nothing that the compiler writes")
        }
        return inspection
    }
}
