package import HallmarkCore

/// Python's pickle, protocols 0 to 5: a program for a stack machine, which the scanner simulates and never runs.
///
/// A pickle is safe when all that it imports is listed (`ListedImport`), all that it calls is harmless, and every
/// reader of pickles reads it alike, to the last byte of the file.
package struct Pickle: ModelFormat {
    /// How many pickles one after the other are read.
    package static let maximumPickles = 1 << 16
    /// How many pickles a PyTorch file of the old form begins with (torch/serialization.py, `_legacy_save`).
    static let legacyPyTorchPickles = 5

    package init() {}

    package let name = FormatName.pickle
    package let extensions: Set<String> = ["pkl", "pickle", "pck", "joblib", "dill"]
    package var rules: [FindingRule] { PickleRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        PickleHead(head).isPickle
    }

    /// An import can stand behind anything that an unpickler reads without a word, so that the first bytes do not tell.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
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
        try Inspection.collect { (inspection) throws(InspectionError) in
            try Self.read(source, into: &inspection)
        }
    }

    private static func read(_ source: any ByteSource, into inspection: inout Inspection) throws(InspectionError) {
        let isCompressed = try isCompressed(source)
        if isCompressed { inspection.report(PickleRules.compressed, "compressed, or in another container", at: 0) }
        var offset: UInt64 = 0
        var index = 0
        var isLegacyPyTorch = false
        repeat {
            var machine = PickleMachine(source, at: offset)
            let outcome = try machine.run()
            switch outcome {
            case .stopped: inspection.add(machine.inspection)
            case .unread: return inspection.add(machine.inspection)
            case .broken(let finding):
                // What runs before a pickle breaks has run.
                if index == 0 && !isCompressed || !machine.imports.isEmpty {
                    inspection.add(machine.inspection)
                    inspection.report(finding)
                }
                if index > 0 { inspection.report(PickleRules.trailing, "bytes follow the pickle's end", at: offset) }
                return
            }
            index += 1
            isLegacyPyTorch = isLegacyPyTorch || machine.sawPyTorchMagic
            offset = machine.offset
            // The tensors' bytes follow, which are covered by the finding about the old form.
            if isLegacyPyTorch, index >= legacyPyTorchPickles, try !beginsPickle(source, at: offset) { break }
        } while offset < source.count && index < maximumPickles
        if isLegacyPyTorch {
            inspection.report(PickleRules.legacyPyTorch, "begins with the magic of torch.save", at: 0)
        }
        if index >= maximumPickles, offset < source.count {
            inspection.report(PickleRules.limit, "more than \(maximumPickles) pickles", at: offset)
        }
        if index > 1 { inspection.report(PickleRules.several, "\(index) pickles, one after the other") }
    }

    private static func beginsPickle(_ source: any ByteSource, at offset: UInt64) throws(InspectionError) -> Bool {
        guard source.count - offset >= 2 else { return false }
        let bytes = try SourceCursor(source, truncated: PickleRules.truncated).bytes(at: offset, count: 2)
        return bytes[0] == PickleOpcode.proto.rawValue && bytes[1] <= PickleMachine.maximumProtocol
    }

    /// Whether the bytes begin as those of a compressor or container that loaders of pickles open.
    private static func isCompressed(_ source: any ByteSource) throws(InspectionError) -> Bool {
        let magics: [[UInt8]] = [
            [0x1F, 0x8B], [0x78, 0x01], [0x78, 0x5E], [0x78, 0x9C], [0x78, 0xDA], Array("BZh".utf8),
            [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], [0x5D, 0x00, 0x00], [0x04, 0x22, 0x4D, 0x18],
            [0x50, 0x4B, 0x03, 0x04],
            [0x37, 0x7A, 0xBC, 0xAF], [0x28, 0xB5, 0x2F, 0xFD],
        ]
        let cursor = SourceCursor(source, truncated: PickleRules.truncated)
        let head = try cursor.bytes(at: 0, count: Int(min(source.count, 8)))
        return magics.contains { head.starts(with: $0) }
    }
}
