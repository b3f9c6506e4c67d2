internal import HallmarkCore

/// What imports and calls.
extension PickleMachine {
    mutating func executeCall(_ opcode: PickleOpcode) throws(InspectionError) {
        switch opcode {
        case .global: try push(try importByLines())
        case .stackGlobal:
            let name = try string(try pop())
            let module = try string(try pop())
            try push(try addImport(module: module, name: name))
        case .inst:
            let callee = try importByLines()
            let (count, first, _) = try popToMark()
            try call(callee, arguments: count == first.count ? first : nil)
        case .obj:
            let (count, first, _) = try popToMark()
            guard let callee = first.first else {
                throw .refused(PickleRules.malformed, "makes an object of nothing", at: place)
            }
            try call(callee, arguments: count == first.count ? Array(first.dropFirst()) : nil)
        case .newObjEx:
            _ = try pop()
            let arguments = elements(of: try pop())
            try call(try popCallee(), arguments: arguments, byNew: true)
        case .newObj:
            let arguments = elements(of: try pop())
            try call(try popCallee(), arguments: arguments, byNew: true)
        default:
            let arguments = elements(of: try pop())
            try call(try popCallee(), arguments: arguments)
        }
    }

    private mutating func call(
        _ callee: PickleValue,
        arguments: [PickleValue]?,
        byNew: Bool = false
    ) throws(InspectionError) {
        guard case .imported(let index) = callee else {
            inspection.report(PickleRules.call, "calls something that is not an imported name", at: place)
            return try push(.opaque)
        }
        callCount += 1
        guard case .listed(let listed) = standing(of: index) else { return try push(.instance(index)) }
        try push(try result(of: index, listed.kind, arguments, byNew: byNew))
    }

    /// What calling a listed name gives, and a finding where its arguments are not those that make it harmless.
    private mutating func result(
        of index: UInt32,
        _ kind: ListedImport.Kind,
        _ arguments: [PickleValue]?,
        byNew: Bool
    ) throws(InspectionError) -> PickleValue {
        switch kind {
        case .latin1Encoder:
            if try !isLatin1Encoding(arguments) { report("encodes with something else than Latin-1") }
        case .elementType: return try elementType(index, arguments)
        case .reference: report("calls \(Finding.quote(name(of: index))), which may only be kept")
        case .attribute, .typeOf, .typeByName, .representation, .arrayMaker, .partial, .getter:
            return try result(of: index, kind, arguments)
        case .object where !byNew, .templated where !byNew, .embedding where !byNew:
            report("calls \(Finding.quote(name(of: index))) instead of only making an instance")
        case .reconstructor:
            guard let arguments, arguments.count > 1, case .imported(let made) = arguments[0],
                case .listed(let listed) = standing(of: made), listed.kind.isClass
            else {
                report("makes an instance of something that is not listed")
                return .opaque
            }
            // The base's initialiser is called, unless it is object's (Lib/copyreg.py).
            guard case .imported(let base) = arguments[1], case .listed(let listed) = standing(of: base),
                listed.kind.mayBeCalled
            else {
                report("makes an instance by an initialiser that is not listed")
                return .opaque
            }
            return .instance(made)
        case .rebuilder:
            guard case .imported(let made) = arguments?.first, case .listed(let listed) = standing(of: made),
                listed.kind.mayBeHandedOn
            else {
                report("lets \(Finding.quote(name(of: index))) call something that is not listed")
                return .opaque
            }
            if case .tensor = listed.kind, let arguments, arguments.count > 2 {
                try checkTensor(made, elements(of: arguments[2]))
            }
            return .instance(made)
        case .tensor: try checkTensor(index, arguments)
        case .nestedPickle: try readNested(arguments)
        default: break
        }
        return .instance(index)
    }

    mutating func report(_ message: String) {
        inspection.report(PickleRules.call, message, at: place)
    }

    /// numpy's short names of types, such as `f8`; the type of objects is told from the others.
    private mutating func elementType(
        _ index: UInt32,
        _ arguments: [PickleValue]?
    ) throws(InspectionError) -> PickleValue {
        if case .imported(let type) = arguments?.first, imports[Int(type)].isRecord {
            return .elementType(index, size: .max)
        }
        if let argument = arguments?.first, let name = try string(argument)?.utf8 {
            let letters = name.drop { "|<>=".utf8.contains($0) }
            let isShort = letters.dropFirst().allSatisfy { "0123456789".utf8.contains($0) }
            if isShort, let kind = letters.first {
                if kind == UInt8(ascii: "O") {
                    sawObjectType = true
                    return .objectType(index)
                }
                let width: UInt32 = kind == UInt8(ascii: "U") ? 4 : 1
                let size = UInt32(String(letters.dropFirst()) ?? "").map { $0.multipliedReportingOverflow(by: width) }
                if "?bBiufcSaUVMm".utf8.contains(kind) {
                    // `b`, `B` and `?` alone are bytes.
                    return .elementType(index, size: size.map { $0.overflow ? 0 : $0.partialValue } ?? 1)
                }
            }
        }
        inspection.report(PickleRules.objectArrays, "elements that are not plain numbers, text or objects", at: place)
        return .instance(index)
    }

    private func isLatin1Encoding(_ arguments: [PickleValue]?) throws(InspectionError) -> Bool {
        guard let arguments, arguments.count == 2, let codec = try string(arguments[1]) else { return false }
        return ["latin1", "latin-1"].contains(codec)
    }

    /// A pickle in the bytes of another is read like one in a file.
    private mutating func readNested(_ arguments: [PickleValue]?) throws(InspectionError) {
        guard let arguments, arguments.count == 1, let bytes = binary(arguments[0]) else {
            return report("opens a pickle that is not written out")
        }
        guard nesting < Pickle.maximumNesting else {
            return inspection.report(PickleRules.limit, "a pickle in \(nesting) others", at: place)
        }
        var stream = PickleStream(bytes, archive: nil, nesting: nesting + 1, capacity: remainingCapacity)
        let start = place
        let found: Inspection
        do {
            found = try Inspection.collect { (found) throws(InspectionError) in try stream.read(into: &found) }
        } catch {
            throw .file(error)
        }
        for finding in found.findings { inspection.report(finding.inside("a nested pickle", at: start)) }
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
