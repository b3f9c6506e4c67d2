/// An array of joblib, whose bytes stand in the stream behind the opcodes that describe it.
struct JoblibArray {
    /// What the array's elements are.
    enum Content {
        /// Plain values of so many bytes in all.
        case plain(UInt64)
        /// One more pickle.
        case objects
    }

    let content: Content
    /// Whether a byte that counts others, and those, stand before (joblib 1.2 and later).
    let isAligned: Bool
}

extension PickleMachine {
    /// The attributes of `NumpyArrayWrapper` (joblib/numpy_pickle.py).
    private static let attributes: Set<String> = [
        "subclass", "shape", "order", "dtype", "allow_mmap", "numpy_array_alignment_bytes",
    ]

    /// How many values may stand before the first array, where the bytes are read in two ways.
    private static let maximumCopied = 1 << 21

    /// Reads what describes the array; what cannot be read exactly is not read further.
    mutating func buildArray(_ state: PickleValue) throws(InspectionError) {
        guard readsArrays else { return }
        guard let array = try joblibArray(state) else {
            inspection.report(PickleRules.rawArrays, "an array's bytes follow, of a size that is not plain", at: place)
            isUnread = true
            return
        }
        // The wrapper gives way to the array.
        _ = try pop()
        try push(.opaque)
        pendingArray = array
    }

    /// Passes over the array's bytes, or reads the pickle that they are.
    mutating func readArray(_ array: JoblibArray) throws(InspectionError) {
        pendingArray = nil
        try readAsPlainUnpickler(array)
        if isInFrame { inspection.report(PickleRules.frame, "an array's bytes stand in a frame", at: place) }
        switch array.content {
        case .plain(let size):
            if array.isAligned { try skip(UInt64(try readByte())) }
            try skip(size)
        case .objects:
            guard nesting < Pickle.maximumNesting else {
                throw .refused(PickleRules.limit, "a pickle in \(nesting) others", at: place)
            }
            var machine = PickleMachine(
                cursor.source,
                at: offset,
                archive: nil,
                nesting: nesting + 1,
                capacity: remainingCapacity
            )
            let outcome = try machine.run()
            inspection.add(machine.inspection)
            switch outcome {
            case .stopped: try skip(machine.offset - offset)
            case .unread: isUnread = true
            case .broken(let finding): throw .refused(finding)
            }
        }
    }

    /// Looks at what a plain unpickler makes of the first array's bytes and of all behind them: they are opcodes to it.
    private mutating func readAsPlainUnpickler(_ array: JoblibArray) throws(InspectionError) {
        // Where it breaks at the first array it never comes to the next; where not, it reads that one too.
        guard !sawArray else { return }
        sawArray = true
        guard capacity - remainingCapacity <= Self.maximumCopied else {
            throw .refused(
                PickleRules.limit,
                "more than \(Self.maximumCopied) values before its first array",
                at: place
            )
        }
        var plain = self
        plain.readsArrays = false
        plain.inspection = Inspection()
        let outcome = try plain.run()
        if case .objects = array.content {
            // It stops where the pickle of the objects does, whose memo is another: only names count.
            let rules = [PickleRules.dangerousImport, PickleRules.unlistedImport]
            for finding in plain.inspection.findings where rules.contains(finding.rule) { inspection.report(finding) }
            return
        }
        let isStopped = if case .stopped = outcome { true } else { false }
        guard isStopped || plain.importCount > importCount else { return }
        inspection.report(PickleRules.ambiguous, "an array's bytes are opcodes to a plain unpickler", at: place)
        inspection.add(plain.inspection)
    }

    private func joblibArray(_ state: PickleValue) throws(InspectionError) -> JoblibArray? {
        guard let items = lastItems, items.end == place, case .dictionary(items.map) = state,
            items.values.count.isMultiple(of: 2)
        else { return nil }
        var attributes: [String: PickleValue] = [:]
        for index in stride(from: 0, to: items.values.count, by: 2) {
            guard let key = try string(items.values[index]), Self.attributes.contains(key),
                attributes.updateValue(items.values[index + 1], forKey: key) == nil
            else { return nil }
        }
        guard attributes.count >= 5, let type = attributes["dtype"], let shape = attributes["shape"] else { return nil }
        let alignment = attributes["numpy_array_alignment_bytes"]
        // An alignment of None means none, which no version writes.
        if let alignment { guard case .integer = alignment else { return nil } }
        if case .objectType = type { return JoblibArray(content: .objects, isAligned: alignment != nil) }
        guard case .elementType(_, let width) = type, width > 0, let dimensions = elements(of: shape) else {
            return nil
        }
        var size = UInt64(width)
        for dimension in dimensions {
            guard case .integer(let count) = dimension, let count = UInt64(exactly: count) else { return nil }
            let (product, overflow) = size.multipliedReportingOverflow(by: count)
            guard !overflow else { return nil }
            size = product
        }
        return JoblibArray(content: .plain(size), isAligned: alignment != nil)
    }
}
