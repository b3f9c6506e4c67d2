/// What each opcode does, by CPython's `Modules/_pickle.c`.
extension PickleMachine {
    mutating func execute(_ opcode: PickleOpcode) throws(InspectionError) {
        switch opcode {
        case .stop: break
        case .proto: try beginProtocol()
        case .frame: try beginFrame()
        case .mark: try pushMark()
        case .pop: try popValueOrMark()
        case .popMark: _ = try popToMark()
        case .dup: try push(try top())

        case .none, .newTrue, .newFalse: try push(.constant)
        case .binInt1: try push(.integer(Int64(try readByte())))
        case .binInt2: try push(.integer(Int64(try read(UInt16.self))))
        case .binInt: try push(.integer(Int64(Int32(bitPattern: try read(UInt32.self)))))
        case .binFloat: try pushConstant(after: UInt64(8))
        case .long1: try readLong1()
        case .long4: try readLong4()
        case .int: try readNumber(PickleNumber.isPlainInteger)
        case .long: try readNumber(PickleNumber.isPlainLong)
        case .float: try readNumber(PickleNumber.isPlainFloat)

        case .shortBinBytes: try readText(UInt64(try readByte()), .binary)
        case .binBytes: try readText(UInt64(try read(UInt32.self)), .binary)
        case .binBytes8, .byteArray8: try readText(try read(UInt64.self), .binary)
        case .string: try readStringLine()
        case .unicode: try readUnicodeLine()
        case .shortBinString: try readText(UInt64(try readByte()), .bytes)
        case .binString: try readBinString()
        case .shortBinUnicode: try readText(UInt64(try readByte()), .utf8)
        case .binUnicode: try readText(UInt64(try read(UInt32.self)), .utf8)
        case .binUnicode8: try readText(try read(UInt64.self), .utf8)

        case .emptyList: try pushList()
        case .emptyDict: try pushMap()
        case .emptySet: try push(.set)
        case .emptyTuple: try pushTuple(count: 0, first: [], size: 0)
        case .tuple1: try makeTuple(1)
        case .tuple2: try makeTuple(2)
        case .tuple3: try makeTuple(3)
        case .tuple:
            let (count, first, size) = try popToMark()
            try pushTuple(count: count, first: first, size: size)
        case .list: try pushList(try popToMark().size)
        case .dict:
            try checkItems()
            try checkPairs(try popToMark().count)
            try push(.dictionary(.max))
        case .frozenSet:
            _ = try popToMark()
            try push(.constant)

        case .append:
            let value = try pop()
            grow(try top(), by: size(of: CollectionOfOne(value)))
            try change(try top(), by: .appending)
        case .appends:
            let (count, _, size) = try popToMark()
            let target = try top()
            grow(target, by: size)
            if count > 0 { try change(target, by: .appending) }
        case .setItem:
            let value = try pop()
            let key = try pop()
            try checkItem(key, value)
            grow(try top(), by: size(of: CollectionOfOne(value)) + 1)
            noteItems([key, value], count: 2, into: try top())
            try change(try top(), by: .settingItems)
        case .setItems:
            try checkItems()
            let (count, first, size) = try popToMark()
            try checkPairs(count)
            // Something must be there even where nothing is put into it.
            let target = try top()
            grow(target, by: size)
            guard count > 0 else { break }
            noteItems(first, count: count, into: target)
            try change(target, by: .settingItems)
        case .addItems:
            let count = try popToMark().count
            let target = try top()
            if count > 0 { try change(target, by: .adding) }
        case .build:
            let state = try pop()
            try build(try top(), state)

        case .put: try rememberByLine()
        case .binPut: try remember(UInt32(try readByte()))
        case .longBinPut: try remember(try read(UInt32.self))
        case .memoize: try rememberNext()
        case .get: try recallByLine()
        case .binGet: try recall(UInt32(try readByte()))
        case .longBinGet: try recall(try read(UInt32.self))

        case .global, .inst, .stackGlobal, .reduce, .obj, .newObj, .newObjEx: try executeCall(opcode)
        case .persid, .binPersid, .ext1, .ext2, .ext4, .nextBuffer, .readOnlyBuffer: try executeOutside(opcode)
        }
    }

    private mutating func beginProtocol() throws(InspectionError) {
        let version = try readByte()
        guard version <= Self.maximumProtocol else {
            throw .refused(PickleRules.malformed, "protocol \(version)", at: place)
        }
        if opcodeCount > 1 {
            inspection.report(PickleRules.ambiguous, "the protocol is given late or twice", at: place)
        }
    }

    private mutating func pushConstant(after count: UInt64) throws(InspectionError) {
        try skip(count)
        try push(.constant)
    }

    private mutating func makeTuple(_ count: Int) throws(InspectionError) {
        var elements: [PickleValue] = []
        for _ in 0..<count { elements.insert(try pop(), at: 0) }
        try pushTuple(count: count, first: elements, size: size(of: elements))
    }

    private mutating func checkPairs(_ count: Int) throws(InspectionError) {
        guard count.isMultiple(of: 2) else {
            throw .refused(PickleRules.malformed, "a key without a value", at: place)
        }
    }

    private mutating func readLong4() throws(InspectionError) {
        let length = try read(UInt32.self)
        guard length <= UInt32(Int32.max) else {
            throw .refused(PickleRules.malformed, "a number of negative length", at: place)
        }
        try pushConstant(after: UInt64(length))
    }

    private mutating func readBinString() throws(InspectionError) {
        let length = try read(UInt32.self)
        // cpython#135321
        if length > UInt32(Int32.max) { inspection.report(PickleRules.ambiguous, "text of negative length", at: place) }
        try readText(UInt64(length), .bytes)
    }

    private mutating func readNumber(_ isPlain: ([UInt8]) -> Bool) throws(InspectionError) {
        let (kept, _, length) = try readLine(keeping: Self.maximumNumberSize)
        if kept.count < length || !isPlain(kept) {
            let text = Finding.quote(String(decoding: kept.prefix(Finding.maximumQuotation), as: UTF8.self))
            inspection.report(PickleRules.ambiguous, "the number \(text)", at: place)
            return try push(.constant)
        }
        // `01` and `00` are true and false, and a long may have its letter.
        let digits = kept.last == UInt8(ascii: "L") ? kept.dropLast() : kept[...]
        try push(Int64(String(decoding: digits, as: UTF8.self)).map(PickleValue.integer) ?? .constant)
    }

    private mutating func readStringLine() throws(InspectionError) {
        let (kept, start, length) = try readLine(keeping: 1)
        guard length >= 2, kept == [UInt8(ascii: "'")] || kept == [UInt8(ascii: "\"")],
            try cursor.bytes(at: start + length - 1, count: 1) == kept
        else {
            throw .refused(PickleRules.malformed, "text without quotation marks", at: place)
        }
        try pushText(start, length, .literal)
    }

    private mutating func readUnicodeLine() throws(InspectionError) {
        let (_, start, length) = try readLine(keeping: 0)
        try pushText(start, length, .rawEscapes)
    }

    private mutating func pushText(
        _ start: UInt64,
        _ length: UInt64,
        _ encoding: PickleText.Encoding
    ) throws(InspectionError) {
        let text = UInt32(exactly: length).map { PickleText(offset: start, length: $0, encoding: encoding) }
        try push(text.map(PickleValue.text) ?? .constant)
    }

    private mutating func rememberByLine() throws(InspectionError) {
        if let index = try readIndex() {
            try remember(index)
        } else {
            try rememberSomewhere()
        }
    }

    private mutating func recallByLine() throws(InspectionError) {
        if let index = try readIndex() {
            try recall(index)
        } else {
            try push(.opaque)
        }
    }

    /// The index of PUT or GET; `nil`, and a finding, for one that readers read differently.
    private mutating func readIndex() throws(InspectionError) -> UInt32? {
        let (kept, _, length) = try readLine(keeping: Self.maximumNumberSize)
        let text = String(decoding: kept, as: UTF8.self)
        guard kept.count == length, PickleNumber.isPlainInteger(kept), let index = UInt32(text) else {
            inspection.report(PickleRules.ambiguous, "the memo's index \(Finding.quote(text))", at: place)
            return nil
        }
        return index
    }
}
