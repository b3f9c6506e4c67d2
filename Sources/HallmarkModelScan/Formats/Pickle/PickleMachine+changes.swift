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
            guard case .listed(let listed) = standing(of: index) else { return }
            switch listed.kind {
            case .rawArray: return try buildArray(state)
            case .templated: return try checkTemplate(index, state)
            case .partial: return checkPartial(state)
            case .embedding: return try checkEmbedding(index, state)
            default:
                try checkState(state)
                return try change(target, by: .settingState)
            }
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
        if size != .max, let elements = elements(of: state), elements.count > 5, case .integer(let own) = elements[5],
            own != -1, own != Int64(size)
        {
            inspection.report(PickleRules.objectArrays, "a type of another size than its name says", at: place)
        }
        guard sawObjectType else { return }
        // Version, byte order, base, names, fields (numpy/core/src/multiarray/descriptor.c, `arraydescr_setstate`).
        let parts = elements(of: state) ?? []
        if parts.count < 5 || !isPlainBase(parts[2]) || !hasPlainFields(parts[4]) {
            inspection.report(PickleRules.objectArrays, "a record that could hold objects", at: place)
        }
    }

    /// Whether a type is no array of another, or one of a type of plain values.
    private func isPlainBase(_ base: PickleValue) -> Bool {
        if case .constant = base { return true }
        guard case .elementType = elements(of: base)?.first else { return false }
        return true
    }

    /// Whether a record has no fields, or fields of types of plain values, each in a tuple with its place.
    private func hasPlainFields(_ fields: PickleValue) -> Bool {
        if case .constant = fields { return true }
        guard case .dictionary(let number) = fields, let items = lastItems, items.map == number else { return false }
        return items.values.indices.allSatisfy { index in
            if index.isMultiple(of: 2) { return true }
            guard case .elementType = elements(of: items.values[index])?.first else { return false }
            return true
        }
    }

    /// A map that was made by a call could have any attribute in it.
    private mutating func checkState(_ state: PickleValue) throws(InspectionError) {
        guard case .instance(let index) = state, case .listed(let listed) = standing(of: index),
            case .mapping = listed.kind
        else { return }
        inspection.report(
            PickleRules.mutation,
            "takes the attributes from what \(Finding.quote(name(of: index))) gave",
            at: place
        )
    }

    /// The import that Python could call when it is given a value.
    func callable(_ value: PickleValue) -> UInt32? {
        switch value {
        case .imported(let index): return index
        case .instance(let index):
            guard case .listed(let listed) = standing(of: index) else { return nil }
            switch listed.kind {
            case .partial, .getter: return index
            default: return nil
            }
        default: return nil
        }
    }

    /// Looks for a function under a name that Python calls of itself, such as `__setstate__`.
    mutating func checkItem(_ key: PickleValue, _ value: PickleValue) throws(InspectionError) {
        guard let index = callable(value) else { return }
        switch key {
        case .text(let text) where text.encoding == .binary: return
        case .text:
            if let name = try string(key), !name.utf8.starts(with: "__".utf8) { return }
        // What was computed can be any name.
        case .opaque, .instance: break
        default: return
        }
        inspection.report(
            PickleRules.mutation,
            "hides \(Finding.quote(name(of: index))) under a name that Python may call",
            at: place
        )
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
