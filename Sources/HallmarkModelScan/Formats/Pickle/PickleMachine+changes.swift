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
        guard case .objectType = target else {
            try change(target, by: .settingState)
            return checkRecord(target, state)
        }
        // Other flags would make numpy take bytes for the addresses of objects.
        guard let elements = elements(of: state), elements.count == 8,
            case .integer(Self.objectTypeFlags) = elements[7]
        else {
            return inspection.report(PickleRules.objectArrays, "a type of objects with a state of its own", at: place)
        }
    }

    /// A record of objects has bytes that numpy would take for their addresses.
    private mutating func checkRecord(_ target: PickleValue, _ state: PickleValue) {
        guard sawObjectType, case .instance(let index) = target, case .listed(let listed) = standing(of: index),
            case .elementType = listed.kind
        else { return }
        // A base, names and fields (numpy/core/src/multiarray/descriptor.c, `arraydescr_setstate`).
        let parts = elements(of: state)?.dropFirst(3).prefix(3) ?? []
        let isPlain = parts.count == 3 && parts.allSatisfy { if case .constant = $0 { true } else { false } }
        if !isPlain { inspection.report(PickleRules.objectArrays, "a record that could hold objects", at: place) }
    }

    mutating func change(_ target: PickleValue, by change: Change) throws(InspectionError) {
        switch (target, change) {
        case (.list, .appending), (.set, .adding), (.dictionary, .settingItems): return
        case (.instance(let index), _):
            // An instance of a name that is not listed has been reported with its import.
            guard case .listed(let listed) = standing(of: index) else { return }
            switch (listed.kind, change) {
            case (.rawArray, .settingState):
                inspection.report(PickleRules.rawArrays, "an array's bytes follow", at: place)
                isUnread = true
                return
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
