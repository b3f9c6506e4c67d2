/// Takes a Jinja template apart into tokens, as `jinja2.lexer` does with its usual delimiters.
struct JinjaLexer {
    /// How many tokens a template may have.
    static let maximumTokens = 1 << 18

    private let bytes: [UInt8]
    private var offset = 0
    private var tokens: [(token: JinjaToken, offset: Int)] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The tokens of a whole template and where each stands; comments and the marks of white space are left out.
    static func tokens(of bytes: [UInt8]) throws(JinjaError) -> [(token: JinjaToken, offset: Int)] {
        var lexer = JinjaLexer(bytes)
        while lexer.offset < bytes.count { try lexer.readOutside() }
        return lexer.tokens
    }

    private mutating func add(_ token: JinjaToken, at place: Int) throws(JinjaError) {
        guard tokens.count < Self.maximumTokens else { throw JinjaError(reason: "too many tokens", offset: place) }
        tokens.append((token, place))
    }

    private func byte(_ ahead: Int = 0) -> UInt8? {
        offset + ahead < bytes.count ? bytes[offset + ahead] : nil
    }

    private func follows(_ text: StaticString, at ahead: Int = 0) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + ahead + count <= bytes.count else { return false }
        return bytes[(offset + ahead)..<(offset + ahead + count)].elementsEqual("\(text)".utf8)
    }

    // MARK: - Outside of tags

    private mutating func readOutside() throws(JinjaError) {
        let start = offset
        while let first = byte(), !(first == UInt8(ascii: "{") && Self.begins(byte(1))) { offset += 1 }
        if offset > start { try add(.data, at: start) }
        let place = offset
        switch byte(1) {
        case nil: return
        case UInt8(ascii: "#"):
            offset += 2
            guard passOver("#}") else { throw JinjaError(reason: "a comment without an end", offset: place) }
        case UInt8(ascii: "{"):
            offset += 2
            passOverSign()
            try add(.variableBegin, at: place)
            try readInside(end: "}}", .variableEnd)
        default:
            offset += 2
            passOverSign()
            if passOverRaw() {
                guard passOverEndOfRaw() else { throw JinjaError(reason: "raw text without an end", offset: place) }
                return
            }
            try add(.blockBegin, at: place)
            try readInside(end: "%}", .blockEnd)
        }
    }

    private static func begins(_ byte: UInt8?) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#")
    }

    private mutating func passOverSign() {
        if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") { offset += 1 }
    }

    private mutating func passOver(_ end: StaticString) -> Bool {
        while offset < bytes.count {
            if follows(end) {
                offset += end.utf8CodeUnitCount
                return true
            }
            offset += 1
        }
        return false
    }

    /// Passes over `raw %}` where it stands, or does not move.
    private mutating func passOverRaw() -> Bool {
        let start = offset
        skipWhiteSpace()
        if follows("raw") {
            offset += 3
            skipWhiteSpace()
            if follows("-%}") || follows("+%}") { offset += 1 }
            if follows("%}") {
                offset += 2
                return true
            }
        }
        offset = start
        return false
    }

    private mutating func passOverEndOfRaw() -> Bool {
        while passOver("{%") {
            let start = offset
            passOverSign()
            skipWhiteSpace()
            if follows("endraw") {
                offset += 6
                skipWhiteSpace()
                passOverSign()
                if follows("%}") {
                    offset += 2
                    return true
                }
            }
            offset = start
        }
        return false
    }

    // MARK: - Inside of tags

    private mutating func readInside(end: StaticString, _ token: JinjaToken) throws(JinjaError) {
        let start = offset
        var open: [JinjaSymbol] = []
        while true {
            skipWhiteSpace()
            let place = offset
            guard let first = byte() else { throw JinjaError(reason: "a tag without an end", offset: start) }
            // An end between brackets is none.
            if open.isEmpty {
                let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
                if follows(end, at: isSigned ? 1 : 0) {
                    offset += isSigned ? 3 : 2
                    return try add(token, at: place)
                }
            }
            switch first {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): try add(.text(readText(first)), at: place)
            case UInt8(ascii: "0")...UInt8(ascii: "9"): try add(readNumber(), at: place)
            case _ where Self.isNameStart(first): try add(.name(readName()), at: place)
            default:
                let symbol = try readSymbol()
                if symbol.closing != nil {
                    open.append(symbol)
                } else if symbol.isClosing {
                    guard open.popLast()?.closing == symbol else {
                        throw JinjaError(reason: "brackets that do not fit", offset: place)
                    }
                }
                try add(.symbol(symbol), at: place)
            }
        }
    }

    private mutating func skipWhiteSpace() {
        while let next = byte(), next == 0x20 || (0x09...0x0D).contains(next) { offset += 1 }
    }

    /// Bytes beyond ASCII stand in names too: Python's identifiers are Unicode.
    private static func isNameStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private mutating func readName() -> String {
        let start = offset
        while let next = byte(), Self.isNameStart(next) || (0x30...0x39).contains(next) { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func readNumber() -> JinjaToken {
        let start = offset
        func digits(_ lexer: inout JinjaLexer, _ isDigit: (UInt8) -> Bool) {
            while let next = lexer.byte(), isDigit(next) || next == UInt8(ascii: "_") { lexer.offset += 1 }
        }
        for (letter, radix) in [("x", 16), ("o", 8), ("b", 2)]
        where byte() == UInt8(ascii: "0") && byte(1).map({ $0 | 0x20 }) == letter.utf8.first {
            offset += 2
            digits(&self) { Character(UnicodeScalar($0)).isHexDigit }
            let text = String(decoding: bytes[(start + 2)..<offset].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
            return .integer(Int(text, radix: radix))
        }
        digits(&self) { (0x30...0x39).contains($0) }
        var isFloat = false
        // Two dots, or a dot and a name, are no fraction.
        if byte() == UInt8(ascii: "."), let next = byte(1), (0x30...0x39).contains(next) {
            isFloat = true
            offset += 1
            digits(&self) { (0x30...0x39).contains($0) }
        }
        let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 2 : 1
        if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E"), let next = byte(sign),
            (0x30...0x39).contains(next)
        {
            isFloat = true
            offset += sign
            digits(&self) { (0x30...0x39).contains($0) }
        }
        let text = String(decoding: bytes[start..<offset].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        return isFloat ? .float : .integer(Int(text))
    }

    private mutating func readSymbol() throws(JinjaError) -> JinjaSymbol {
        for length in [2, 1] where offset + length <= bytes.count {
            let text = String(decoding: bytes[offset..<offset + length], as: UTF8.self)
            if let symbol = JinjaSymbol(rawValue: text) {
                offset += length
                return symbol
            }
        }
        throw JinjaError(reason: "a character that no expression has", offset: offset)
    }

    /// Reads a string with the escapes of Python's `unicode-escape`, which Jinja decodes it by.
    private mutating func readText(_ quote: UInt8) throws(JinjaError) -> String {
        let start = offset
        offset += 1
        var text: [UInt8] = []
        while let next = byte() {
            offset += 1
            if next == quote { return String(decoding: text, as: UTF8.self) }
            guard next == UInt8(ascii: "\\") else {
                text.append(next)
                continue
            }
            try readEscape(into: &text)
        }
        throw JinjaError(reason: "a string without an end", offset: start)
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JinjaError) {
        let place = offset
        guard let letter = byte() else { throw JinjaError(reason: "a string without an end", offset: place) }
        offset += 1
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
            UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 0x5C,
            UInt8(ascii: "'"): 0x27, UInt8(ascii: "\""): 0x22,
        ]
        if let byte = plain[letter] { return text.append(byte) }
        switch letter {
        case UInt8(ascii: "\n"): return
        case UInt8(ascii: "x"): try readCode(digits: 2, into: &text)
        case UInt8(ascii: "u"): try readCode(digits: 4, into: &text)
        case UInt8(ascii: "U"): try readCode(digits: 8, into: &text)
        case UInt8(ascii: "N"): throw JinjaError(reason: "a character by its name", offset: place)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            var value = UInt32(letter - 0x30)
            for _ in 0..<2 {
                guard let next = byte(), (0x30...0x37).contains(next) else { break }
                value = value << 3 | UInt32(next - 0x30)
                offset += 1
            }
            Self.append(value, to: &text)
        default: text += [0x5C, letter]
        }
    }

    private mutating func readCode(digits count: Int, into text: inout [UInt8]) throws(JinjaError) {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let next = byte(), let digit = Character(UnicodeScalar(next)).hexDigitValue, value < 1 << 24 else {
                throw JinjaError(reason: "an escape that is none", offset: offset)
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        Self.append(value, to: &text)
    }

    private static func append(_ value: UInt32, to text: inout [UInt8]) {
        // A lone surrogate is no character of a name.
        text += Array(String(Character(UnicodeScalar(value) ?? "\u{FFFD}")).utf8)
    }
}
