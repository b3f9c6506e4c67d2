internal import HallmarkCore

/// The formats that the scanner knows; a new format is added to the two lists here.
package struct ModelFormats: Sendable {
    package let files: [any ModelFormat]
    package let bundles: [any ModelBundleFormat]

    /// Every format of this version: those that are read, then those that are only recognised.
    package static let standard = ModelFormats(
        files: [Safetensors(), GGUF(), Pickle(), CoreMLModel(), NumPyArray(), PyTorchArchive()] + ZippedModel.all
            + [HDF5()] + [FlaxMessage(), XGBoostModel(), LightGBMModel(), MXNetGraph(), MXNetParameters()]
            + [ONNXModel()]
            + RecognisedFormat.all,
        bundles: [CoreMLPackage(), CoreMLCompiled()]
    )

    package init(files: [any ModelFormat], bundles: [any ModelBundleFormat]) {
        self.files = files
        self.bundles = bundles
    }

    /// Every rule of every format, each once, by id.
    package var rules: [FindingRule] {
        let all = files.flatMap(\.rules) + bundles.flatMap(\.rules) + GeneralRules.all + ConfigurationRules.all
        return Set(all).sorted { $0.id < $1.id }
    }

    /// The formats by which a file has to be read: all that its name claims and all that its content is.
    ///
    /// A file can be two things at once, and which one counts is up to whoever loads it.
    func formats(name: String, head: [UInt8]) -> (claimed: [any ModelFormat], recognised: [any ModelFormat]) {
        let ending = Self.fileExtension(of: name)
        // A pointer stands for whatever the name says.
        let isPointer = ModelDetector.isPointer(head)
        let claimed = files.filter { $0.extensions.contains(ending) && (isPointer || !$0.excludes(head)) }
        return (claimed, files.filter { $0.recognises(head) })
    }

    /// The formats that all of a file's content is, whatever its name.
    func formats(of source: any ByteSource, head: [UInt8]) throws(FileError) -> [any ModelFormat] {
        var found: [any ModelFormat] = []
        for format in files where try format.recognises(source, head: head) { found.append(format) }
        return found
    }

    /// The bundle format of a folder's name.
    func bundleFormat(name: String) -> (any ModelBundleFormat)? {
        let ending = Self.fileExtension(of: name)
        return bundles.first { $0.extensions.contains(ending) }
    }

    /// Whether the name alone, without any content, means a model or a bundle.
    package func isModelName(_ name: String) -> Bool {
        let ending = Self.fileExtension(of: name)
        return files.contains { $0.extensions.contains(ending) } || bundleFormat(name: name) != nil
    }

    /// What follows the last dot of the last component, in lower case; empty without a dot.
    static func fileExtension(of path: String) -> String {
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...]
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return (String(name[name.index(after: dot)...]) ?? "").lowercased()
    }
}
