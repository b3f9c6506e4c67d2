internal import HallmarkCore

/// Reads the pickles of a file one after the other, and what PyTorch's old form puts behind them.
struct PickleStream {
    private let source: any ByteSource
    private let archive: TorchMembers?
    private let nesting: Int
    private let capacity: Int
    private var isLegacyPyTorch = false
    /// The sizes of the storages that the pickles name, by their keys.
    private var storages: [String: UInt64] = [:]

    init(
        _ source: any ByteSource,
        archive: TorchMembers?,
        nesting: Int = 0,
        capacity: Int = PickleMachine.maximumStackDepth
    ) {
        self.capacity = capacity
        self.source = source
        self.archive = archive
        self.nesting = nesting
    }

    mutating func read(into inspection: inout Inspection) throws(InspectionError) {
        let isCompressed = try isCompressed()
        if isCompressed { inspection.report(PickleRules.compressed, "compressed, or in another container", at: 0) }
        var offset: UInt64 = 0
        var index = 0
        repeat {
            var machine = PickleMachine(source, at: offset, archive: archive, nesting: nesting, capacity: capacity)
            machine.isLegacyPyTorch = isLegacyPyTorch
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
            isLegacyPyTorch = isLegacyPyTorch || index == 1 && machine.sawPyTorchMagic
            storages.merge(machine.storages) { max($0, $1) }
            offset = machine.offset
            if isLegacyPyTorch, index == Pickle.legacyPyTorchPickles {
                return try readLegacyStorages(from: offset, into: &inspection)
            }
        } while offset < source.count && index < Pickle.maximumPickles
        if isLegacyPyTorch {
            inspection.report(PickleRules.legacyPyTorch, "begins with the magic of torch.save, and ends early", at: 0)
        }
        if index >= Pickle.maximumPickles, offset < source.count {
            inspection.report(PickleRules.limit, "more than \(Pickle.maximumPickles) pickles", at: offset)
        }
        if index > 1 { inspection.report(PickleRules.several, "\(index) pickles, one after the other") }
    }

    /// Each storage is a count of eight bytes and the elements (torch/serialization.py, `_legacy_load`); their order is
    /// of no account where all of them together fill the file.
    private func readLegacyStorages(
        from offset: UInt64,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        var expected: UInt64 = 0
        for size in storages.values {
            let (sum, overflow) = expected.addingReportingOverflow(size)
            let (whole, more) = sum.addingReportingOverflow(8)
            guard !overflow, !more else {
                throw .refused(PickleRules.malformed, "tensors beyond any file", at: offset)
            }
            expected = whole
        }
        let left = source.count - offset
        guard left != expected else { return }
        inspection.report(
            PickleRules.trailing,
            "\(left) bytes follow the pickles, the tensors need \(expected)",
            at: offset
        )
        // What stands there instead of tensors may be one more pickle.
        var machine = PickleMachine(source, at: offset, archive: nil, nesting: nesting, capacity: capacity)
        if left > 0, case .stopped = try machine.run() { inspection.add(machine.inspection) }
        if !machine.imports.isEmpty { inspection.add(machine.inspection) }
    }

    /// Whether the bytes begin as those of a compressor or container that loaders of pickles open.
    private func isCompressed() throws(InspectionError) -> Bool {
        let magics: [[UInt8]] = [
            Array("BZh".utf8),
            [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], [0x5D, 0x00, 0x00], [0x04, 0x22, 0x4D, 0x18],
            [0x50, 0x4B, 0x03, 0x04],
            [0x37, 0x7A, 0xBC, 0xAF], [0x28, 0xB5, 0x2F, 0xFD],
        ]
        let cursor = SourceCursor(source, truncated: PickleRules.truncated)
        let head = try cursor.bytes(at: 0, count: Int(min(source.count, 8)))
        return magics.contains { head.starts(with: $0) }
    }
}
