/// A literal of Python as numpy writes it into headers: text, whole numbers, truth, tuples, lists and maps.
enum PythonLiteral {
    /// A key of a map and its value.
    struct Entry {
        let key: String
        let value: PythonLiteral
    }

    case text(String)
    case integer(Int64)
    case truth(Bool)
    case none
    case tuple([PythonLiteral])
    case list([PythonLiteral])
    case dictionary([Entry])

    /// How deep tuples and lists may nest.
    static let maximumDepth = 16

    /// Reads a whole text; `nil` for anything that is not plainly such a literal.
    init?(_ bytes: [UInt8]) {
        var parser = Parser(bytes: bytes)
        guard let value = parser.value(0), parser.isAtEnd else { return nil }
        self = value
    }

    private struct Parser {
        let bytes: [UInt8]
        var index = 0

        var isAtEnd: Bool {
            mutating get {
                skipBlanks()
                return index == bytes.count
            }
        }

        mutating func skipBlanks() {
            while index < bytes.count, [0x20, 0x0A].contains(bytes[index]) { index += 1 }
        }

        mutating func take(_ character: Character) -> Bool {
            skipBlanks()
            guard index < bytes.count, bytes[index] == character.asciiValue else { return false }
            index += 1
            return true
        }

        mutating func value(_ depth: Int) -> PythonLiteral? {
            guard depth < PythonLiteral.maximumDepth else { return nil }
            if take("(") {
                // One value in parentheses without a comma is that value.
                guard let (values, hasComma) = values(until: ")", depth) else { return nil }
                return values.count == 1 && !hasComma ? values[0] : .tuple(values)
            }
            if take("[") { return values(until: "]", depth).map { .list($0.0) } }
            if take("{") { return dictionary(depth) }
            if index < bytes.count, bytes[index] == 0x27 || bytes[index] == 0x22 { return text().map { .text($0) } }
            return word()
        }

        private mutating func values(until end: Character, _ depth: Int) -> ([PythonLiteral], Bool)? {
            var values: [PythonLiteral] = []
            var hasComma = true
            while !take(end) {
                guard hasComma, let value = value(depth + 1) else { return nil }
                values.append(value)
                hasComma = take(",")
            }
            return (values, hasComma)
        }

        private mutating func dictionary(_ depth: Int) -> PythonLiteral? {
            var pairs: [Entry] = []
            var hasComma = true
            while !take("}") {
                guard hasComma, case .text(let key) = value(depth + 1), take(":"), let value = value(depth + 1),
                    !pairs.contains(where: { $0.key == key })
                else { return nil }
                pairs.append(Entry(key: key, value: value))
                hasComma = take(",")
            }
            return .dictionary(pairs)
        }

        /// Text without escapes, which field names may have and no type needs.
        private mutating func text() -> String? {
            let quote = bytes[index]
            guard let end = bytes[(index + 1)...].firstIndex(of: quote) else { return nil }
            let content = bytes[(index + 1)..<end]
            index = end + 1
            guard !content.contains(UInt8(ascii: "\\")), !content.contains(0x0A) else { return nil }
            return String(validating: content, as: UTF8.self)
        }

        private mutating func word() -> PythonLiteral? {
            let start = index
            while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
            switch String(decoding: bytes[start..<index], as: UTF8.self) {
            case "True": return .truth(true)
            case "False": return .truth(false)
            case "None": return PythonLiteral.none
            // Python 2 wrote its long numbers with a letter.
            case let word: return Int64(word.last == "L" ? String(word.dropLast()) : word).map { .integer($0) }
            }
        }

        private func isWordByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
