internal import HallmarkCore

/// Simulates an unpickler: its stack, marks and memo, with as much of each value as the rules need.
///
/// Whatever CPython's unpickler would go on with, this goes on with too; where it stops, CPython has stopped before or
/// at the same opcode. So nothing runs that was not seen here.
struct PickleMachine {
    /// How reading a pickle ended.
    enum Outcome {
        case stopped
        /// The bytes cannot be read further, for the reason given.
        case broken(Finding)
        /// What follows is of a form that is not read; a finding says so.
        case unread
    }

    /// The highest protocol.
    static let maximumProtocol: UInt8 = 5
    /// How many values the stack may hold.
    static let maximumStackDepth = 1 << 22
    /// How many marks may stand on the stack.
    static let maximumMarks = 1 << 20
    /// How many different names a pickle may import.
    static let maximumImports = 1 << 16
    /// How many bytes a module's or attribute's name may have.
    static let maximumNameSize = 1024
    /// How many bytes all these names may have.
    static let maximumNamesSize = 1 << 24
    /// How many bytes of a number's line are looked at.
    static let maximumNumberSize = 4096
    /// How many elements of a tuple are remembered: more than any listed name has arguments that matter.
    static let maximumArguments = 64
    /// How many tuples, and how many maps, are remembered.
    static let maximumTuples = 32
    /// The number with which torch.save began its files before it wrote zip archives, as LONG1 has it.
    private static let pyTorchMagic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

    var inspection = Inspection()
    /// Whether arrays of joblib are passed over as joblib does; a plain unpickler takes their bytes for opcodes.
    var readsArrays: Bool
    private(set) var imports: [PickleImport] = []
    private(set) var opcodeCount = 0
    private(set) var importCount = 0
    var callCount = 0
    private(set) var sawPyTorchMagic = false
    /// Set once what follows cannot be read.
    var isUnread = false

    private(set) var cursor: SourceCursor
    /// The offset of the opcode that is being executed.
    private(set) var place: UInt64
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo = PickleMemo()
    /// Whether something was remembered under an index that readers read differently.
    private var memoIsAmbiguous = false
    private var frameEnd: UInt64?
    private var standings: [PickleImport.Standing] = []
    private var importIndexes: [PickleImport: UInt32] = [:]
    /// The elements of the tuples that were made last, each at the place of its number; `nil` for a long one.
    private var tuples: [[PickleValue]?] = []
    private var tupleNumber: UInt64 = 0
    private var mapNumber: UInt64 = 0
    /// The maps that were made last, each at the place of its number, and whether something was put into them.
    private var maps: [(number: UInt64, isChanged: Bool)] = []
    /// All that is in a map, which was put into it at once, and the offset behind the opcode that did.
    private(set) var lastItems: (values: [PickleValue], map: UInt64, end: UInt64)?
    /// Whether an array of joblib was met.
    var sawArray = false
    /// The array whose bytes follow.
    var pendingArray: JoblibArray?

    /// The archive that the pickle lies in, and in how many pickles' bytes.
    let archive: TorchMembers?
    let nesting: Int
    /// How many values the stack and the memo may each hold: what the pickles around this one leave.
    let capacity: Int
    /// How many bytes the names have that were imported.
    private var namesSize = 0
    /// How many values each tuple, list and map stands for when all that is shared is written out.
    var tupleSizes: [Float] = []
    var listSizes: [Float] = []
    var mapSizes: [Float] = []
    var sawExpansion = false
    /// Whether an earlier pickle of the file had PyTorch's magic.
    var isLegacyPyTorch = false
    /// The sizes of the storages that the pickle names, by their keys.
    var storages: [String: UInt64] = [:]
    /// The imports that may only be called, where they stand.
    private var guardedImports: [UInt32] = []
    /// Whether numpy's type of objects was made, of which records could be made too.
    var sawObjectType = false

    init(
        _ source: any ByteSource,
        at offset: UInt64,
        archive: TorchMembers? = nil,
        nesting: Int = 0,
        capacity: Int = Self.maximumStackDepth
    ) {
        self.archive = archive
        self.nesting = nesting
        self.capacity = capacity
        // What joblib opens inside of an array, it opens with the plain unpickler.
        self.readsArrays = nesting == 0
        self.cursor = SourceCursor(source, at: offset, truncated: PickleRules.truncated)
        self.place = offset
    }

    /// How many values a pickle inside of this one may have.
    var remainingCapacity: Int { max(0, capacity - max(stack.count, memo.size)) }

    /// Whether marks are left on the stack.
    var hasMarks: Bool { !marks.isEmpty }

    /// Where reading has come to.
    var offset: UInt64 { cursor.offset }

    /// Reads one pickle.
    mutating func run() throws(InspectionError) -> Outcome {
        do throws(InspectionError) {
            while true {
                place = cursor.offset
                let byte = try cursor.readByte()
                guard let opcode = PickleOpcode(rawValue: byte) else {
                    throw .refused(PickleRules.malformed, "0x\(Hex.encode([byte])) is no opcode", at: place)
                }
                opcodeCount += 1
                if opcode == .stop {
                    _ = try pop()
                    checkFrame()
                    // What follows in the frame is the next pickle for some readers and passed over by others.
                    if frameEnd != nil {
                        inspection.report(PickleRules.frame, "the pickle ends before its frame", at: place)
                    }
                    return .stopped
                }
                try execute(opcode)
                checkFrame()
                if let array = pendingArray { try readArray(array) }
                if isUnread { return .unread }
            }
        } catch {
            guard case .refused(let finding) = error else { throw error }
            return .broken(finding)
        }
    }

    // MARK: - Frames

    mutating func beginFrame() throws(InspectionError) {
        let length = try cursor.readLittleEndian(UInt64.self)
        if frameEnd != nil { inspection.report(PickleRules.frame, "a frame begins inside of a frame", at: place) }
        if length > cursor.remaining {
            inspection.report(PickleRules.frame, "a frame of \(length) bytes; \(cursor.remaining) are left", at: place)
        }
        frameEnd = cursor.offset + min(length, cursor.remaining)
    }

    private mutating func checkFrame() {
        guard let end = frameEnd, cursor.offset >= end else { return }
        // CPython 3.12 and before read such bytes anew from somewhere else (cpython#154848).
        if cursor.offset > end { inspection.report(PickleRules.frame, "an opcode crosses its frame's end", at: place) }
        frameEnd = nil
    }

    // MARK: - Stack and marks

    mutating func push(_ value: PickleValue) throws(InspectionError) {
        guard stack.count < capacity else {
            throw .refused(PickleRules.limit, "more than \(capacity) values on the stack", at: place)
        }
        stack.append(value)
    }

    mutating func pop() throws(InspectionError) -> PickleValue {
        let value = try popCallee()
        if !guardedImports.isEmpty { checkGuarded([value]) }
        return value
    }

    /// Takes what is about to be called.
    mutating func popCallee() throws(InspectionError) -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    /// What is harmless only in its call must not become an attribute or an item, from where somebody else would call it.
    private mutating func checkGuarded(_ values: some Sequence<PickleValue>) {
        for case .imported(let index) in values where guardedImports.contains(index) {
            inspection.report(PickleRules.mutation, "hands on \(Finding.quote(name(of: index)))", at: place)
        }
    }

    func top() throws(InspectionError) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else {
            throw .refused(PickleRules.malformed, "takes from an empty stack", at: place)
        }
        return value
    }

    mutating func pushMark() throws(InspectionError) {
        guard marks.count < Self.maximumMarks else {
            throw .refused(PickleRules.limit, "more than \(Self.maximumMarks) marks", at: place)
        }
        marks.append(stack.count)
    }

    /// POP takes a mark when one is on top.
    mutating func popValueOrMark() throws(InspectionError) {
        if marks.last == stack.count {
            marks.removeLast()
        } else {
            _ = try pop()
        }
    }

    /// Takes all values above the last mark, and the mark: how many there were, and the first of them.
    mutating func popToMark() throws(InspectionError) -> (count: Int, first: [PickleValue], size: Float) {
        guard let mark = marks.popLast() else {
            throw .refused(PickleRules.malformed, "looks for a mark that is not there", at: place)
        }
        let values = stack[mark...]
        if !guardedImports.isEmpty { checkGuarded(Array(values)) }
        let result = (values.count, Array(values.prefix(Self.maximumArguments)), size(of: values))
        stack.removeSubrange(mark...)
        return result
    }

    /// Looks at the keys and values above the last mark.
    mutating func checkItems() throws(InspectionError) {
        guard !imports.isEmpty, let mark = marks.last else { return }
        for index in stride(from: mark, to: stack.count - 1, by: 2) where callable(stack[index + 1]) != nil {
            try checkItem(stack[index], stack[index + 1])
        }
    }

    mutating func pushTuple(count: Int, first: [PickleValue], size: Float) throws(InspectionError) {
        if tupleSizes.count == tupleNumber, tupleNumber < Self.maximumWeighed { tupleSizes.append(checked(size + 1)) }
        let kept = count == first.count ? first : nil
        if tuples.count < Self.maximumTuples {
            tuples.append(kept)
        } else {
            tuples[Int(tupleNumber % UInt64(Self.maximumTuples))] = kept
        }
        try push(.tuple(tupleNumber))
        tupleNumber += 1
    }

    /// The elements of a tuple when all are known; `nil` for anything else.
    func elements(of value: PickleValue) -> [PickleValue]? {
        guard case .tuple(let number) = value, tupleNumber - number <= UInt64(Self.maximumTuples) else { return nil }
        return tuples[Int(number % UInt64(Self.maximumTuples))]
    }

    /// Notes what goes into a map; all that is in it, when nothing was in it before.
    mutating func noteItems(_ values: [PickleValue], count: Int, into target: PickleValue) {
        lastItems = nil
        guard case .dictionary(let number) = target else { return }
        let place = Int(number % UInt64(Self.maximumTuples))
        guard place < maps.count, maps[place].number == number, !maps[place].isChanged else { return }
        maps[place].isChanged = true
        if values.count == count { lastItems = (values, number, cursor.offset) }
    }

    /// Whether a map that was made not long ago has something in it.
    func hasItems(_ value: PickleValue) -> Bool {
        guard case .dictionary(let number) = value, number < mapNumber else { return false }
        let map = maps[Int(number % UInt64(Self.maximumTuples))]
        return map.number == number && map.isChanged
    }

    mutating func pushList(_ size: Float = 0) throws(InspectionError) {
        try push(.list(UInt32(listSizes.count)))
        if listSizes.count < Self.maximumWeighed { listSizes.append(checked(size + 1)) }
    }

    mutating func pushMap() throws(InspectionError) {
        if mapSizes.count == mapNumber, mapNumber < Self.maximumWeighed { mapSizes.append(1) }
        let map = (number: mapNumber, isChanged: false)
        if maps.count < Self.maximumTuples {
            maps.append(map)
        } else {
            maps[Int(mapNumber % UInt64(Self.maximumTuples))] = map
        }
        try push(.dictionary(mapNumber))
        mapNumber += 1
    }

    // MARK: - Memo

    mutating func remember(_ index: UInt32) throws(InspectionError) {
        // Python's own reader of pickles for people, pickletools, stops at it.
        if memo[index] != nil {
            inspection.report(PickleRules.ambiguous, "remembers a second value as \(index)", at: place)
        }
        guard memo.set(try top(), at: index, limit: capacity) else {
            throw .refused(PickleRules.limit, "more than \(capacity) values in the memo, or far apart", at: place)
        }
    }

    /// Notes that the top was remembered, and nobody can say where.
    mutating func rememberSomewhere() throws(InspectionError) {
        _ = try top()
        memoIsAmbiguous = true
    }

    mutating func rememberNext() throws(InspectionError) {
        try remember(UInt32(memo.count))
    }

    mutating func recall(_ index: UInt32) throws(InspectionError) {
        guard let value = memoIsAmbiguous ? .opaque : memo[index] else {
            throw .refused(PickleRules.malformed, "recalls \(index), which was never remembered", at: place)
        }
        try push(value)
    }

    // MARK: - Arguments

    mutating func readByte() throws(InspectionError) -> UInt8 { try cursor.readByte() }

    mutating func read<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type
    ) throws(InspectionError) -> Value {
        try cursor.readLittleEndian(type)
    }

    /// Whether a frame is still open.
    var isInFrame: Bool { frameEnd != nil }

    mutating func skip(_ count: some FixedWidthInteger & UnsignedInteger) throws(InspectionError) {
        try cursor.skip(UInt64(count))
    }

    mutating func readLine(
        keeping limit: Int
    ) throws(InspectionError) -> (kept: [UInt8], start: UInt64, length: UInt64) {
        try cursor.readLine(keeping: limit)
    }

    mutating func readText(_ length: UInt64, _ encoding: PickleText.Encoding) throws(InspectionError) {
        let start = cursor.offset
        try cursor.skip(length)
        let text = UInt32(exactly: length).map { PickleText(offset: start, length: $0, encoding: encoding) }
        try push(text.map(PickleValue.text) ?? .constant)
    }

    mutating func readLong1() throws(InspectionError) {
        let bytes = try cursor.read(Int(try readByte()))
        if bytes == Self.pyTorchMagic { sawPyTorchMagic = true }
        try push(Self.integer(bytes))
    }

    /// A number of at most eight bytes, the last of which has its sign.
    private static func integer(_ bytes: [UInt8]) -> PickleValue {
        guard bytes.count <= 8 else { return .constant }
        let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
        return .integer(bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) })
    }

    /// Bytes that stand in the file, as a source; `nil` for any other value.
    func binary(_ value: PickleValue) -> (any ByteSource)? {
        guard case .text(let text) = value, text.encoding == .binary || text.encoding == .bytes else { return nil }
        return SlicedBytes(cursor.source, from: text.offset, count: UInt64(text.length))
    }

    /// Text that stands in the file just as an unpickler would have it; `nil` for any other value.
    ///
    /// - Parameter unescapingLines: whether the line feeds of protocol 0, which are escaped, are taken for what they are.
    func string(_ value: PickleValue, unescapingLines: Bool = false) throws(InspectionError) -> String? {
        guard case .text(let text) = value, text.length <= Self.maximumNameSize + 2 else { return nil }
        var bytes = try cursor.bytes(at: text.offset, count: Int(text.length))
        switch text.encoding {
        case .utf8: return String(validating: bytes, as: UTF8.self)
        case .binary: return nil
        case .rawEscapes:
            guard unescapingLines else { break }
            let text = String(decoding: bytes, as: UTF8.self).split(
                separator: "\\u000a",
                omittingEmptySubsequences: false
            )
            bytes = Array(text.joined(separator: "\n").utf8)
        case .bytes: break
        case .literal:
            guard bytes.count >= 2, bytes.first == bytes.last else { return nil }
            bytes = Array(bytes.dropFirst().dropLast())
        }
        // Escapes and other encodings are computed text.
        guard !bytes.contains(UInt8(ascii: "\\")), bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Imports

    /// What an import means here: in an archive with TorchScript's code, that code defines what lies below `__torch__`.
    private func standing(of name: PickleImport) -> PickleImport.Standing {
        guard archive?.hasCode == true, name.isTorchScript else { return name.standing }
        return .listed(.torchScript)
    }

    func standing(of index: UInt32) -> PickleImport.Standing { standings[Int(index)] }

    func name(of index: UInt32) -> String { imports[Int(index)].description }

    /// Notes an import; its value on the stack is the caller's.
    mutating func addImport(module: String?, name: String?) throws(InspectionError) -> PickleValue {
        importCount += 1
        guard let module, let name else {
            inspection.report(PickleRules.unresolvedImport, "imports a name that is not written out", at: place)
            return .opaque
        }
        let new = PickleImport(module: module, name: name)
        if let index = importIndexes[new] { return .imported(index) }
        guard imports.count < Self.maximumImports else {
            throw .refused(PickleRules.limit, "more than \(Self.maximumImports) imports", at: place)
        }
        namesSize += module.utf8.count + name.utf8.count
        guard namesSize <= Self.maximumNamesSize else {
            throw .refused(PickleRules.limit, "names of more than \(Self.maximumNamesSize) bytes", at: place)
        }
        let standing = standing(of: new)
        let label = Finding.quote(new.description)
        switch standing {
        case .listed: break
        case .dangerous: inspection.report(PickleRules.dangerousImport, "imports \(label)", at: place)
        case .unlisted: inspection.report(PickleRules.unlistedImport, "imports \(label)", at: place)
        }
        let index = UInt32(imports.count)
        imports.append(new)
        standings.append(standing)
        importIndexes[new] = index
        if case .listed(let listed) = standing, listed.kind.isGuarded { guardedImports.append(index) }
        return .imported(index)
    }
}
