/// What imports, calls, changes and reaches outside of the pickle.
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

    mutating func executeCall(_ opcode: PickleOpcode) throws(InspectionError) {
        switch opcode {
        case .global: try push(try importByLines())
        case .stackGlobal:
            let name = try string(try pop())
            let module = try string(try pop())
            try push(try addImport(module: module, name: name))
        case .inst:
            let callee = try importByLines()
            let (count, first) = try popToMark()
            try call(callee, arguments: count == first.count ? first : nil)
        case .obj:
            let (count, first) = try popToMark()
            guard let callee = first.first else {
                throw .refused(PickleRules.malformed, "makes an object of nothing", at: place)
            }
            try call(callee, arguments: count == first.count ? Array(first.dropFirst()) : nil)
        case .newObjEx:
            _ = try pop()
            let arguments = elements(of: try pop())
            try call(try pop(), arguments: arguments)
        default:
            let arguments = elements(of: try pop())
            try call(try pop(), arguments: arguments)
        }
    }

    mutating func executeOutside(_ opcode: PickleOpcode) throws(InspectionError) {
        switch opcode {
        case .persid:
            let (kept, _, _) = try readLine(keeping: Self.maximumNameSize)
            let text = Finding.quote(String(decoding: kept, as: UTF8.self))
            inspection.report(PickleRules.persistentIdentifier, "the persistent id \(text)", at: place)
            try push(.opaque)
        case .binPersid:
            if try isStorageIdentifier(try pop()) {
                inspection.report(PickleRules.storageIdentifier, "a tensor's storage by its key", at: place)
            } else {
                inspection.report(PickleRules.persistentIdentifier, "a persistent id", at: place)
            }
            try push(.opaque)
        case .ext1: try pushExtension(UInt32(try readByte()))
        case .ext2: try pushExtension(UInt32(try read(UInt16.self)))
        case .ext4: try pushExtension(try read(UInt32.self))
        case .nextBuffer:
            inspection.report(PickleRules.outOfBand, "a buffer from outside of the pickle", at: place)
            try push(.opaque)
        default: _ = try top()
        }
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
            case (.mapping, .settingState), (.array, .settingState), (.elementType, .settingState): return
            default: report(change, "what \(Finding.quote(name(of: index))) gave")
            }
        case (.imported(let index), _): report(change, Finding.quote(name(of: index)))
        default: report(change, "a value that does not take it")
        }
    }

    private mutating func report(_ change: Change, _ target: String) {
        inspection.report(PickleRules.mutation, "\(change.description) \(target)", at: place)
    }

    private mutating func call(_ callee: PickleValue, arguments: [PickleValue]?) throws(InspectionError) {
        guard case .imported(let index) = callee else {
            inspection.report(PickleRules.call, "calls something that is not an imported name", at: place)
            return try push(.opaque)
        }
        callCount += 1
        if case .listed(let listed) = standing(of: index) { try check(arguments, of: listed.kind) }
        try push(.instance(index))
    }

    private mutating func check(
        _ arguments: [PickleValue]?,
        of kind: ListedImport.Kind
    ) throws(InspectionError) {
        switch kind {
        case .latin1Encoder:
            guard try !isLatin1Encoding(arguments) else { return }
            inspection.report(PickleRules.call, "encodes with something else than Latin-1", at: place)
        case .elementType:
            guard try !isPlainElementType(arguments) else { return }
            inspection.report(PickleRules.objectArrays, "elements that are not plain numbers or text", at: place)
        default: return
        }
    }

    /// Whether the first argument is one of numpy's short type names, such as `f8`, and no type of objects.
    private func isPlainElementType(_ arguments: [PickleValue]?) throws(InspectionError) -> Bool {
        guard let argument = arguments?.first, let name = try string(argument)?.utf8 else { return false }
        let letters = name.drop { "|<>=".utf8.contains($0) }
        guard let kind = letters.first, "?bBiufcSaUVMm".utf8.contains(kind) else { return false }
        return letters.dropFirst().allSatisfy { "0123456789".utf8.contains($0) }
    }

    private func isLatin1Encoding(_ arguments: [PickleValue]?) throws(InspectionError) -> Bool {
        guard let arguments, arguments.count == 2, let codec = try string(arguments[1]) else { return false }
        return ["latin1", "latin-1"].contains(codec)
    }

    /// Whether a persistent id is `('storage', <storage class>, …)`, as torch.save writes it.
    private func isStorageIdentifier(_ value: PickleValue) throws(InspectionError) -> Bool {
        guard let elements = elements(of: value), elements.count >= 2, try string(elements[0]) == "storage",
            case .imported(let index) = elements[1]
        else { return false }
        return imports[Int(index)].module == "torch" && ListedImport.storages.contains(imports[Int(index)].name)
    }

    private mutating func pushExtension(_ code: UInt32) throws(InspectionError) {
        inspection.report(PickleRules.registry, "the extension \(code)", at: place)
        try push(.opaque)
    }

    private mutating func importByLines() throws(InspectionError) -> PickleValue {
        let module = try nameLine()
        let name = try nameLine()
        return try addImport(module: module, name: name)
    }

    private mutating func nameLine() throws(InspectionError) -> String? {
        let (kept, _, length) = try readLine(keeping: Self.maximumNameSize)
        return kept.count == length ? String(validating: kept, as: UTF8.self) : nil
    }
}
