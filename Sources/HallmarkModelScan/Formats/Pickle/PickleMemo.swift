/// The memo of an unpickler: values by their index, dense as a rule, sparse when a pickle pleases.
struct PickleMemo {
    /// How many values are kept under indexes that are far from the others.
    static let maximumSparse = 1 << 18
    /// How many indexes may be left out between two that are near: some writers begin at 1.
    private static let maximumGap = 64

    private var dense: [PickleValue?] = []
    private var sparse: [UInt32: PickleValue] = [:]

    /// How many indexes hold a value: the next index of MEMOIZE.
    private(set) var count = 0
    /// How many places are taken.
    var size: Int { dense.count + sparse.count }

    /// The value under an index, or `nil`.
    subscript(index: UInt32) -> PickleValue? {
        Int(index) < dense.count ? dense[Int(index)] : sparse[index]
    }

    /// Sets the value under an index; false when the memo is full.
    mutating func set(_ value: PickleValue, at index: UInt32, limit: Int) -> Bool {
        let place = Int(index)
        if place < dense.count {
            if dense[place] == nil { count += 1 }
            dense[place] = value
            return true
        }
        let isKnown = !sparse.isEmpty && sparse[index] != nil
        guard isKnown || size < limit else { return false }
        if !isKnown { count += 1 }
        guard place - dense.count < Self.maximumGap else {
            guard isKnown || sparse.count < Self.maximumSparse else { return false }
            sparse[index] = value
            return true
        }
        // What was sparse and lies in the gap moves.
        while dense.count < place {
            dense.append(sparse.isEmpty ? nil : sparse.removeValue(forKey: UInt32(dense.count)))
        }
        sparse[index] = nil
        dense.append(value)
        return true
    }
}
