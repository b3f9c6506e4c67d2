/// What changes values that exist.
extension PickleMachine {
    /// The ways in which an opcode changes a value that exists.
    enum Change {
        /// `append` or `extend`
        case appending
        /// `add`
        case adding
        /// `__setitem__`
        case settingItems
        /// `__setstate__`, or attributes
        case settingState

        var description: String {
            switch self {
            case .appending: "appends to"
            case .adding: "adds to"
            case .settingItems: "sets items of"
            case .settingState: "sets the state of"
            }
        }
    }

    /// The flags of numpy's type of objects, which its own pickles state (`NPY_OBJECT_DTYPE_FLAGS`).
    private static let objectTypeFlags: Int64 = 63

    mutating func build(_ target: PickleValue, _ state: PickleValue) throws(InspectionError) {
        switch target {
        case .objectType: break
        case .elementType(_, let size): return checkRecord(size, state)
        case .instance(let index):
            guard case .listed(let listed) = standing(of: index), case .rawArray = listed.kind else { fallthrough }
            return try buildArray(state)
        default: return try change(target, by: .settingState)
        }
        // Other flags would make numpy take bytes for the addresses of objects.
        guard let elements = elements(of: state), elements.count == 8,
            case .integer(Self.objectTypeFlags) = elements[7]
        else {
            return inspection.report(PickleRules.objectArrays, "a type of objects with a state of its own", at: place)
        }
    }

    /// A record of objects has bytes that numpy would take for their addresses.
    private mutating func checkRecord(_ size: UInt32, _ state: PickleValue) {
        // A size of its own would move all that follows (numpy takes it for text and records).
        if let elements = elements(of: state), elements.count > 5, case .integer(let own) = elements[5], own != -1,
            own != Int64(size)
        {
            inspection.report(PickleRules.objectArrays, "a type of another size than its name says", at: place)
        }
        guard sawObjectType else { return }
        // A base, names and fields (numpy/core/src/multiarray/descriptor.c, `arraydescr_setstate`).
        let parts = elements(of: state)?.dropFirst(3).prefix(3) ?? []
        let isPlain = parts.count == 3 && parts.allSatisfy { if case .constant = $0 { true } else { false } }
        if !isPlain, !hasPlainFields(parts.last) {
            inspection.report(PickleRules.objectArrays, "a record that could hold objects", at: place)
        }
    }

    /// Whether a record's fields are types of plain values, each in a tuple with its place.
    private func hasPlainFields(_ fields: PickleValue?) -> Bool {
        guard case .dictionary(let number) = fields, let items = lastItems, items.map == number else { return false }
        return items.values.indices.allSatisfy { index in
            if index.isMultiple(of: 2) { return true }
            guard case .elementType = elements(of: items.values[index])?.first else { return false }
            return true
        }
    }

    mutating func change(_ target: PickleValue, by change: Change) throws(InspectionError) {
        switch (target, change) {
        case (.list, .appending), (.set, .adding), (.dictionary(_), .settingItems): return
        case (.instance(let index), _):
            // An instance of a name that is not listed has been reported with its import.
            guard case .listed(let listed) = standing(of: index) else { return }
            switch (listed.kind, change) {
            case (.list, .appending), (.set, .adding), (.mapping, .settingItems): return
            case (.mapping, .settingState), (.array, .settingState), (.elementType, .settingState),
                (.object, .settingState):
                return
            default: report(change, "what \(Finding.quote(name(of: index))) gave")
            }
        case (.imported(let index), _): report(change, Finding.quote(name(of: index)))
        default: report(change, "a value that does not take it")
        }
    }

    private mutating func report(_ change: Change, _ target: String) {
        inspection.report(PickleRules.mutation, "\(change.description) \(target)", at: place)
    }
}
