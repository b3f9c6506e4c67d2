package import HallmarkCore

/// TorchServe's archive: a zip of a model, a manifest and the code that serves it.
package struct TorchModelArchive: ModelFormat {
    package let name = FormatName(rawValue: "torch-model-archive")
    package let extensions: Set<String> = ["mar"]
    package var rules: [FindingRule] { TorchModelArchiveRules.all + ZipRules.all }

    /// How many bytes a manifest may have.
    package static let maximumManifestSize = 1 << 20
    static let manifest = "MAR-INF/MANIFEST.json"

    package init() {}

    package func recognises(_: [UInt8]) -> Bool { false }

    /// By its manifest.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard ZippedModel.isZip(head) else { return false }
        do throws(InspectionError) {
            return try ZipDirectory(source).entries.contains { $0.text == Self.manifest }
        } catch {
            guard case .file(let error) = error else { return false }
            throw error
        }
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext()
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        scope.archive = nil
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            let reader = try ZipReader(source, into: &inspection)
            try Self.checkManifest(reader, &scope, &inspection)
            for entry in reader.directory.entries where Program.kind(named: entry.text) != nil {
                let message = "\(ZipDirectory.quote(entry)) is code"
                inspection.report(TorchModelArchiveRules.code, message, at: entry.place)
            }
            try reader.inspectMembers(in: &scope, into: &inspection)
        }
    }

    private static func checkManifest(
        _ reader: ZipReader,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        guard let entry = reader.directory.entries.first(where: { $0.text == manifest }) else {
            return inspection.report(TorchModelArchiveRules.manifest, "no \(manifest)", at: 0)
        }
        guard let content = try reader.content(of: entry, &context, &inspection) else { return }
        let bytes: [UInt8]
        do {
            bytes = try content.allBytes(maximumSize: maximumManifestSize)
        } catch {
            throw .file(error)
        }
        do {
            guard let model = try JSONParser.parse(bytes).object?["model"]?.object else {
                return inspection.report(TorchModelArchiveRules.manifest, "a manifest of no model", at: entry.place)
            }
            if let file = model["requirementsFile"]?.string {
                let message = "installs the packages of \(Finding.quote(file))"
                inspection.report(TorchModelArchiveRules.code, message, at: entry.place)
            }
        } catch {
            inspection.report(TorchModelArchiveRules.manifest, "the manifest: \(error)", at: entry.place)
        }
    }
}

/// The rules of TorchServe's archives.
package enum TorchModelArchiveRules {
    package static let code = FindingRule(
        "MAR001",
        .suspicious,
        "A model archive that brings code runs it as soon as it is served.",
        advice: "Read the code before you serve it, or use a handler of TorchServe's own.",
        references: ["CWE-829", "ATLAS AML.T0011.000"]
    )
    package static let manifest = FindingRule(
        "MAR002",
        .suspicious,
        "A model archive must have a manifest that says what the model is.",
        advice: "Do not serve it; ask its author for one that torch-model-archiver wrote.",
        references: ["CWE-20"]
    )

    package static let all = [code, manifest]
}
