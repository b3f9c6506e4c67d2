package import HallmarkCore

/// A format of model files: one type of each, which reads hostile bytes and executes nothing.
package protocol ModelFormat: Sendable {
    var name: FormatName { get }
    /// The endings of file names that mean this format, in lower case and without the dot.
    var extensions: Set<String> { get }
    /// Every rule that an inspection can find broken, by id.
    var rules: [FindingRule] { get }

    /// Whether the first bytes of a file (``ModelDetector/headSize`` or all) are of this format, whatever its name.
    func recognises(_ head: [UInt8]) -> Bool

    /// Whether a file is of this format, whatever its name, where it takes more than the first bytes to say.
    func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool

    /// Whether a file with one of the extensions is certainly something else.
    func excludes(_ head: [UInt8]) -> Bool

    /// Reads the bytes from end to end; a format that cannot do that reports why with severity `unknown`.
    func inspect(_ source: any ByteSource) throws(FileError) -> Inspection

    /// Reads bytes that may lie inside of a container; one that opens others goes by what the context leaves it.
    func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection
}

extension ModelFormat {
    package func inspect(_ source: any ByteSource, in _: inout ScanContext) throws(FileError) -> Inspection {
        try inspect(source)
    }

    package func recognises(_: any ByteSource, head: [UInt8]) throws(FileError) -> Bool { recognises(head) }

    package func excludes(_: [UInt8]) -> Bool { false }
}

/// A format whose models are folders.
package protocol ModelBundleFormat: Sendable {
    var name: FormatName { get }
    /// The endings of folder names that mean this format, in lower case and without the dot.
    var extensions: Set<String> { get }
    /// Every rule that an inspection can find broken, by id.
    var rules: [FindingRule] { get }

    /// Reads the folder's structure and the files that the format knows.
    func inspect(_ bundle: ModelBundle) throws(FileError) -> Inspection
}

/// A folder that is one model, wherever its files come from: a directory or git's objects.
package struct ModelBundle: Sendable {
    /// The paths of the files relative to the folder, sorted by their bytes.
    package let files: [String]
    /// Opens one of the files.
    package let open: @Sendable (String) throws(FileError) -> any ByteSource

    package init(files: [String], open: @escaping @Sendable (String) throws(FileError) -> any ByteSource) {
        self.files = files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.open = open
    }
}
