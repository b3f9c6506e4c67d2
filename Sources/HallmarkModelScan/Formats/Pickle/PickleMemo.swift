/// The memo of an unpickler: values by their index, dense as a rule, sparse when a pickle pleases.
struct PickleMemo {
    /// How many values are kept.
    static let maximumEntries = 1 << 22

    private var dense: [PickleValue] = []
    private var sparse: [UInt32: PickleValue] = [:]

    /// How many indexes hold a value: the next index of MEMOIZE.
    var count: Int { dense.count + sparse.count }

    /// The value under an index, or `nil`.
    subscript(index: UInt32) -> PickleValue? {
        Int(index) < dense.count ? dense[Int(index)] : sparse[index]
    }

    /// Sets the value under an index; false when the memo is full.
    mutating func set(_ value: PickleValue, at index: UInt32) -> Bool {
        if Int(index) < dense.count {
            dense[Int(index)] = value
            return true
        }
        guard count < Self.maximumEntries || sparse[index] != nil else { return false }
        if Int(index) == dense.count {
            sparse[index] = nil
            dense.append(value)
        } else {
            sparse[index] = value
        }
        return true
    }
}
