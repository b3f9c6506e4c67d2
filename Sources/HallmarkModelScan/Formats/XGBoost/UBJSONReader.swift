internal import HallmarkCore

/// Checks a UBJSON document of any size (draft 12) by its grammar, and keeps only the names of the outer members.
struct UBJSONReader {
    private static let maximumName: UInt64 = 1 << 16
    private static let comparedLevels = 3

    private struct Container {
        let isObject: Bool
        /// How many values are left, where the container says so.
        var left: UInt64?
        var names: Set<[UInt8]> = []
    }

    private var cursor: SourceCursor
    private var open: [Container] = []
    private var top: [String] = []

    init(_ source: any ByteSource) {
        self.cursor = SourceCursor(source, truncated: XGBoostRules.structure)
    }

    /// Reads to the end and gives the names of the document's own members.
    mutating func read() throws(InspectionError) -> [String] {
        repeat {
            if try endsContainer() { continue }
            if let last = open.indices.last {
                if let left = open[last].left { open[last].left = left - 1 }
                if open[last].isObject { try readName() }
            }
            try readValue(try marker())
        } while !open.isEmpty
        guard cursor.isAtEnd else {
            throw .refused(XGBoostRules.structure, "\(cursor.remaining) bytes after the value", at: cursor.offset)
        }
        return top
    }

    /// Whether the innermost container ends here, which is then closed.
    private mutating func endsContainer() throws(InspectionError) -> Bool {
        guard let last = open.last else { return false }
        if let left = last.left {
            guard left == 0 else { return false }
            open.removeLast()
            return true
        }
        let end = last.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        while try peek() == UInt8(ascii: "N") { try cursor.skip(1) }
        guard try peek() == end else { return false }
        try cursor.skip(1)
        open.removeLast()
        return true
    }

    private func peek() throws(InspectionError) -> UInt8? {
        cursor.isAtEnd ? nil : try cursor.bytes(at: cursor.offset, count: 1).first
    }

    private mutating func marker() throws(InspectionError) -> UInt8 {
        var byte = try cursor.readByte()
        while byte == UInt8(ascii: "N") { byte = try cursor.readByte() }
        return byte
    }

    private mutating func readName() throws(InspectionError) {
        let place = cursor.offset
        let length = try length(try cursor.readByte())
        guard length <= Self.maximumName else { throw .refused(XGBoostRules.structure, "a name too long", at: place) }
        let name = try cursor.read(Int(length))
        if open.count == 1 { top.append(String(decoding: name, as: UTF8.self)) }
        guard open.count <= Self.comparedLevels, let last = open.indices.last else { return }
        guard open[last].names.insert(name).inserted else {
            let text = String(decoding: name, as: UTF8.self)
            throw .refused(XGBoostRules.members, "\(Finding.quote(text)) appears twice", at: place)
        }
    }

    private mutating func readValue(_ kind: UInt8) throws(InspectionError) {
        let place = cursor.offset
        if let size = Self.size(of: kind) { return try cursor.skip(size) }
        switch kind {
        case UInt8(ascii: "S"), UInt8(ascii: "H"): try cursor.skip(try length(try cursor.readByte()))
        case UInt8(ascii: "["), UInt8(ascii: "{"): try openContainer(isObject: kind == UInt8(ascii: "{"), at: place)
        default: throw .refused(XGBoostRules.structure, "a value of the unknown kind \(kind)", at: place)
        }
    }

    private mutating func openContainer(isObject: Bool, at place: UInt64) throws(InspectionError) {
        guard open.count < XGBoostModel.maximumDepth else {
            throw .refused(XGBoostRules.structure, "nested in \(open.count) others", at: place)
        }
        var container = Container(isObject: isObject)
        var type: UInt8?
        if try peek() == UInt8(ascii: "$") {
            try cursor.skip(1)
            type = try cursor.readByte()
        }
        if try peek() == UInt8(ascii: "#") {
            try cursor.skip(1)
            let count = try length(try cursor.readByte())
            container.left = count
            if let type {
                // Values of one kind stand without it: plain ones only, as XGBoost writes them.
                guard !isObject, let size = Self.size(of: type) else {
                    throw .refused(XGBoostRules.structure, "a container of the kind \(type)", at: place)
                }
                let (total, overflow) = count.multipliedReportingOverflow(by: size)
                guard !overflow else { throw .refused(XGBoostRules.structure, "a list beyond the file", at: place) }
                return try cursor.skip(total)
            }
            guard count <= cursor.remaining else {
                throw .refused(XGBoostRules.structure, "\(count) values; \(cursor.remaining) bytes are left", at: place)
            }
        } else if type != nil {
            throw .refused(XGBoostRules.structure, "a container of one kind without a count", at: place)
        }
        open.append(container)
    }

    private static func size(of kind: UInt8) -> UInt64? {
        switch kind {
        case UInt8(ascii: "Z"), UInt8(ascii: "T"), UInt8(ascii: "F"): 0
        case UInt8(ascii: "i"), UInt8(ascii: "U"), UInt8(ascii: "C"): 1
        case UInt8(ascii: "I"): 2
        case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
        case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
        default: nil
        }
    }

    /// A length by its kind; a negative one is refused.
    private mutating func length(_ kind: UInt8) throws(InspectionError) -> UInt64 {
        let place = cursor.offset
        guard
            [UInt8(ascii: "i"), UInt8(ascii: "U"), UInt8(ascii: "I"), UInt8(ascii: "l"), UInt8(ascii: "L")].contains(
                kind
            ),
            let size = Self.size(of: kind)
        else { throw .refused(XGBoostRules.structure, "a length of the kind \(kind)", at: place) }
        let bytes = try cursor.read(Int(size))
        guard kind == UInt8(ascii: "U") || bytes[0] < 0x80 else {
            throw .refused(XGBoostRules.structure, "a negative length", at: place)
        }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
