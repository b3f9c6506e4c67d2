/// The one reader of untrusted JSON: RFC 8259 with every liberty taken away.
///
/// Duplicate keys, byte order marks, invalid UTF-8, lone surrogates and bytes after the value are errors, since two
/// readers that disagree on them let one statement be signed and another be believed.
package struct JSONParser {
    /// How far a document may nest.
    package static let maximumDepth = 64
    /// How many bytes a document may have unless a caller says otherwise.
    package static let defaultMaximumSize = 64 << 20

    private var cursor: ByteCursor
    private var depth = 0

    /// Parses a whole document.
    package static func parse(
        _ bytes: [UInt8],
        maximumSize: Int = defaultMaximumSize
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= maximumSize else {
            throw JSONError(.tooLarge, detail: "\(bytes.count) bytes, at most \(maximumSize) are read")
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw JSONError(.byteOrderMark) }
        var parser = JSONParser(cursor: ByteCursor(bytes))
        let value = try parser.value()
        parser.skipWhitespace()
        guard parser.cursor.isAtEnd else { throw JSONError(.trailingBytes, offset: parser.cursor.offset) }
        return value
    }

    private init(cursor: ByteCursor) {
        self.cursor = cursor
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipWhitespace()
        switch cursor.next {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return try number()
        case nil: throw JSONError(.syntax, offset: cursor.offset, detail: "the text ends where a value is due")
        default: throw JSONError(.syntax, offset: cursor.offset, detail: "a value is due")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw JSONError(.tooDeep, offset: cursor.offset) }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try expect(UInt8(ascii: "{"))
        var members: [String: JSONValue] = [:]
        skipWhitespace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipWhitespace()
            let offset = cursor.offset
            let key = try string()
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            let member = try value()
            // Swift compares strings by canonical equivalence, so two spellings of one text are duplicates too.
            guard members.updateValue(member, forKey: key) == nil else {
                throw JSONError(.duplicateKey, offset: offset, detail: "\"\(key.prefix(80))\"")
            }
            skipWhitespace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try expect(UInt8(ascii: "["))
        var elements: [JSONValue] = []
        skipWhitespace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            skipWhitespace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func string() throws(JSONError) -> String {
        let start = cursor.offset
        try expect(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while true {
            let run = cursor.read { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            switch cursor.next {
            case UInt8(ascii: "\""):
                advance()
                // Most strings are one run.
                let whole = text.isEmpty ? run : text[...] + run
                guard let string = String(validating: whole, as: UTF8.self) else {
                    throw JSONError(.encoding, offset: start)
                }
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: run)
                advance()
                try escape(into: &text)
            case nil:
                throw JSONError(.syntax, offset: start, detail: "a string without an end")
            default:
                throw JSONError(.syntax, offset: cursor.offset, detail: "a control character in a string")
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let offset = cursor.offset
        guard let byte = cursor.next else { throw JSONError(.syntax, offset: offset) }
        advance()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            var units = [first]
            if UTF16.isLeadSurrogate(first) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                    throw JSONError(.loneSurrogate, offset: offset)
                }
                units.append(try codeUnit())
            }
            guard let scalars = String(validating: units, as: UTF16.self) else {
                throw JSONError(.loneSurrogate, offset: offset)
            }
            text.append(contentsOf: scalars.utf8)
        default: throw JSONError(.syntax, offset: offset, detail: "an unknown escape")
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let offset = cursor.offset
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = cursor.next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw JSONError(.syntax, offset: offset, detail: "four hexadecimal digits are due")
            }
            unit = unit << 4 | UInt16(digit)
            advance()
        }
        return unit
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = cursor.offset
        let isNegative = take(UInt8(ascii: "-"))
        let leading = cursor.next
        let integerDigits = digits()
        guard integerDigits > 0, integerDigits == 1 || leading != UInt8(ascii: "0") else {
            throw JSONError(.number, offset: start)
        }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() > 0 else { throw JSONError(.number, offset: start) }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw JSONError(.number, offset: start) }
        }
        let text = String(decoding: cursor.bytes[start..<cursor.offset], as: UTF8.self)
        guard isInteger, !(isNegative && text == "-0") else { return .decimal(text) }
        guard let value = Int64(text) else {
            throw JSONError(.number, offset: start, detail: "an integer beyond 64 bits")
        }
        return .integer(value)
    }

    private mutating func digits() -> Int {
        var count = 0
        while let byte = cursor.next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            advance()
            count += 1
        }
        return count
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in "\(text)".utf8 { try expect(byte) }
        return value
    }

    private mutating func skipWhitespace() {
        _ = cursor.read { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard cursor.next == byte else { return false }
        advance()
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard take(byte) else {
            let expected = Character(UnicodeScalar(byte))
            throw JSONError(.syntax, offset: cursor.offset, detail: "\"\(expected)\" is due")
        }
    }

    private mutating func advance() {
        // The caller has seen that a byte follows.
        _ = try? cursor.readByte()
    }
}
