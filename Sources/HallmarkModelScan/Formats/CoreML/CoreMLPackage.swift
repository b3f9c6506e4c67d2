package import HallmarkCore

/// A Core ML package (`.mlpackage`): a manifest, a specification and weight files.
package struct CoreMLPackage: ModelBundleFormat {
    /// The largest manifest or other JSON file that is read.
    package static let maximumManifestSize = 1 << 20
    static let manifestName = "Manifest.json"
    static let dataFolder = "Data/"

    package init() {}

    package let name = FormatName.coreMLPackage
    package let extensions: Set<String> = ["mlpackage"]
    package var rules: [FindingRule] { CoreMLRules.all }

    package func inspect(_ bundle: ModelBundle) throws(FileError) -> Inspection {
        var inspection = Inspection()
        guard let manifest = try readManifest(of: bundle, into: &inspection) else { return inspection }
        var listed: Set<String> = [Self.manifestName]
        for path in manifest.paths {
            let covered = bundle.files.filter { $0 == path || $0.utf8.starts(with: (path + "/").utf8) }
            // An empty folder of weights, which exporters write, git does not keep; weights that are missing are CML008.
            if covered.isEmpty, path == manifest.root || !path.hasSuffix("/weights") {
                inspection.report(CoreMLRules.item, "the manifest names \(Finding.quote(path)), which is not there")
            }
            listed.formUnion(covered)
        }
        for path in bundle.files where !listed.contains(path) {
            inspection.report(CoreMLRules.unlisted, "the manifest does not name \(Finding.quote(path))")
        }
        for path in bundle.files where listed.contains(path) && path != Self.manifestName {
            try inspectItem(path, in: bundle, into: &inspection)
        }
        if ModelFormats.fileExtension(of: manifest.root) != "mlmodel" {
            inspection.report(CoreMLRules.kind, "the root is \(Finding.quote(manifest.root))")
        }
        return inspection
    }

    /// Whether a path is relative, and leads neither upwards nor through anything odd.
    static func isPlain(_ path: String) -> Bool {
        path.isPlainPath && path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }

    private func readManifest(
        of bundle: ModelBundle,
        into inspection: inout Inspection
    ) throws(FileError) -> (paths: [String], root: String)? {
        guard bundle.files.contains(Self.manifestName) else {
            inspection.report(CoreMLRules.manifest, "there is no \(Self.manifestName)")
            return nil
        }
        let source = try bundle.open(Self.manifestName)
        guard source.count <= UInt64(Self.maximumManifestSize) else {
            inspection.report(CoreMLRules.manifest, "\(Self.manifestName) has \(source.count) bytes")
            return nil
        }
        let bytes = try source.allBytes(maximumSize: Self.maximumManifestSize)
        do {
            return try Self.parseManifest(bytes, into: &inspection)
        } catch {
            inspection.report(CoreMLRules.manifest, "\(Self.manifestName): \(error)")
            return nil
        }
    }

    private static func parseManifest(
        _ bytes: [UInt8],
        into inspection: inout Inspection
    ) throws(JSONError) -> (paths: [String], root: String) {
        var reader = try JSONReader(JSONParser.parse(bytes))
        _ = try reader.string("fileFormatVersion")
        let rootIdentifier = try reader.string("rootModelIdentifier")
        var entries = try reader.object("itemInfoEntries")
        try reader.finish()
        var paths: [String] = []
        var root: String?
        for identifier in entries.names {
            var entry = try entries.object(identifier)
            let path = try entry.string("path")
            guard isPlain(path) else {
                inspection.report(CoreMLRules.item, "the manifest names \(Finding.quote(path))")
                continue
            }
            paths.append(dataFolder + path)
            if identifier == rootIdentifier { root = dataFolder + path }
        }
        guard let root else { throw JSONError(.unexpected, detail: "rootModelIdentifier names no item") }
        return (paths, root)
    }

    private func inspectItem(
        _ path: String,
        in bundle: ModelBundle,
        into inspection: inout Inspection
    ) throws(FileError) {
        let source = try bundle.open(path)
        switch ModelFormats.fileExtension(of: path) {
        case "mlmodel":
            let (found, references) = try CoreMLModel.read(source)
            inspection.add(found, inside: path)
            let folder = path.pathComponents.dropLast().joined(separator: "/")
            for reference in references.sorted() where !bundle.files.contains("\(folder)/\(reference)") {
                inspection.report(
                    CoreMLRules.reference,
                    "\(path): the weights \(Finding.quote(reference)) are not in the package"
                )
            }
        case "bin": inspection.add(try CoreMLWeights.inspect(source), inside: path)
        case "json":
            do {
                guard source.count <= UInt64(Self.maximumManifestSize) else {
                    throw JSONError(.tooLarge, detail: "\(source.count) bytes")
                }
                _ = try JSONParser.parse(source.allBytes(maximumSize: Self.maximumManifestSize))
            } catch let error as JSONError {
                inspection.report(CoreMLRules.kind, "\(path): \(error)")
            } catch let error as FileError {
                throw error
            } catch {}
        default: inspection.report(CoreMLRules.kind, "\(Finding.quote(path)) is of no known kind")
        }
    }
}
