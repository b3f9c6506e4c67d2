package import HallmarkCore

/// Python's pickle, protocols 0 to 5: a program for a stack machine, which the scanner simulates and never runs.
///
/// A pickle is safe when all that it imports is listed (`ListedImport`), all that it calls is harmless, and every
/// reader of pickles reads it alike, to the last byte of the file.
package struct Pickle: ModelFormat {
    /// How many pickles one after the other are read.
    package static let maximumPickles = 1 << 16
    /// How many pickles may lie in each other's bytes.
    package static let maximumNesting = 8
    /// How many pickles a PyTorch file of the old form begins with (torch/serialization.py, `_legacy_save`).
    static let legacyPyTorchPickles = 5

    private let compressions: Compressions

    package init(_ compressions: Compressions = .standard) {
        self.compressions = compressions
    }

    package let name = FormatName.pickle
    package let extensions: Set<String> = ["pkl", "pickle", "pck", "joblib", "dill"]
    package var rules: [FindingRule] {
        PickleRules.all + [PyTorchRules.storage, ZipRules.expansion, CompressionRules.bomb]
    }

    package func recognises(_ head: [UInt8]) -> Bool {
        PickleHead(head).isPickle
    }

    /// An import can stand behind anything that an unpickler reads without a word, so that the first bytes do not tell.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        if let compressed = try CompressedPickle(source, compressions) { return try compressed.isPickle() }
        let first = PickleHead(head)
        guard first.isUndecided else { return first.isPickle }
        let all = PickleHead(all: source, head: head)
        if let failure = all.failure { throw failure }
        return all.isPickle
    }

    /// Pkl, the configuration language, shares the extension `pkl`.
    package func excludes(_ head: [UInt8]) -> Bool {
        PickleHead(head).isOtherText
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext()
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            guard let compressed = try compressedPickle(source) else {
                var stream = PickleStream(source, archive: scope.archive)
                return try stream.read(into: &inspection)
            }
            try compressed.read(in: &scope, into: &inspection)
        }
    }

    private func compressedPickle(_ source: any ByteSource) throws(InspectionError) -> CompressedPickle? {
        do {
            return try CompressedPickle(source, compressions)
        } catch {
            throw .file(error)
        }
    }
}
