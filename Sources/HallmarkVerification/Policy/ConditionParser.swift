internal import HallmarkCore

/// Reads the text of a condition.
///
/// ```
/// condition  = conjunction *( "or" conjunction )
/// conjunction = term *( "and" term )
/// term       = "not" term / "(" condition ")" / "has" path / ( "all" / "any" ) path operator operand
///            / operand operator operand
/// operator   = "==" / "!=" / "<" / "<=" / ">" / ">=" / "in"
/// operand    = path / text / number / "true" / "false" / "null" / "[" [ value *( "," value ) ] "]"
/// path       = ( "predicate" / "predicateType" ) *( "." name / "[" text "]" / "[" number "]" / "[*]" )
/// ```
///
/// A text stands in double or single quotes, with no escapes.
struct ConditionParser {
    private let text: [UInt8]
    private let whole: String
    private var index = 0
    private var depth = 0

    static func expression(_ text: String) throws(TrustError) -> Condition.Expression {
        guard text.utf8.count <= Condition.maximumSize else {
            throw TrustError(.malformedPolicy, "a condition has more than \(Condition.maximumSize) bytes")
        }
        var parser = ConditionParser(text: Array(text.utf8), whole: text)
        let expression = try parser.condition()
        parser.skipSpaces()
        guard parser.index == parser.text.count else { throw parser.unexpected("the end, \"and\" or \"or\"") }
        return expression
    }

    /// Reads a path to one value.
    static func path(_ text: String) throws(TrustError) -> Condition.Path {
        var parser = ConditionParser(text: Array(text.utf8.prefix(Condition.maximumSize + 1)), whole: text)
        let path = try parser.path()
        guard parser.index == parser.text.count, !path.isMany else { throw parser.unexpected("a path to one value") }
        return path
    }

    private init(text: [UInt8], whole: String) {
        self.text = text
        self.whole = whole
    }

    private mutating func condition() throws(TrustError) -> Condition.Expression {
        var parts = [try conjunction()]
        while take(word: "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction() throws(TrustError) -> Condition.Expression {
        var parts = [try term()]
        while take(word: "and") { parts.append(try term()) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func term() throws(TrustError) -> Condition.Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Condition.maximumDepth else {
            throw TrustError(.malformedPolicy, "a condition nests deeper than \(Condition.maximumDepth): \(whole)")
        }
        if take(word: "not") { return .not(try term()) }
        if take("(") {
            let inner = try condition()
            guard take(")") else { throw unexpected(")") }
            return inner
        }
        if take(word: "has") { return .has(try path()) }
        for quantifier in Condition.Quantifier.allCases where take(word: quantifier.rawValue) {
            let path = try path()
            guard path.isMany else { throw unexpected("a path with [*] before this, after \"\(quantifier.rawValue)\"") }
            return .quantified(quantifier, path, try comparison(), try operand())
        }
        let left = try operand()
        let comparison = try comparison()
        let right = try operand()
        guard left.path != nil || right.path != nil else {
            throw unexpected("a path on one side of \(comparison.rawValue)")
        }
        // Which of many would be meant?
        guard left.path?.isMany != true, right.path?.isMany != true || comparison == .member else {
            throw unexpected("\"all\" or \"any\" before a path with [*]")
        }
        return .compare(left, comparison, right)
    }

    private mutating func comparison() throws(TrustError) -> Condition.Comparison {
        // The longer ones first.
        for comparison in Condition.Comparison.allCases.sorted(by: { $0.rawValue.count > $1.rawValue.count })
        where comparison == .member ? take(word: comparison.rawValue) : take(comparison.rawValue) { return comparison }
        throw unexpected("one of == != < <= > >= in")
    }

    private mutating func operand() throws(TrustError) -> Condition.Operand {
        if let value = try value() { return .value(value) }
        return .path(try path())
    }

    private mutating func value() throws(TrustError) -> JSONValue? {
        skipSpaces()
        if take(word: "true") { return true }
        if take(word: "false") { return false }
        if take(word: "null") { return .null }
        if take("[") {
            depth += 1
            defer { depth -= 1 }
            guard depth <= Condition.maximumDepth else { throw unexpected("lists that nest less") }
            var elements: [JSONValue] = []
            if take("]") { return .array(elements) }
            repeat {
                guard let element = try value() else { throw unexpected("a text, a number, true, false or null") }
                elements.append(element)
            } while take(",")
            guard take("]") else { throw unexpected("]") }
            return .array(elements)
        }
        if let text = try quoted() { return .string(text) }
        return try number().map { .integer($0) }
    }

    private mutating func path() throws(TrustError) -> Condition.Path {
        skipSpaces()
        let start = index
        let first = try name()
        guard first == "predicate" || first == "predicateType" else {
            index = start
            throw unexpected("a value in quotes, or a path that begins with predicate or predicateType")
        }
        var steps: [Condition.Step] = [.member(first)]
        while index < text.count {
            if text[index] == UInt8(ascii: ".") {
                index += 1
                steps.append(.member(try name()))
            } else if text[index] == UInt8(ascii: "[") {
                index += 1
                steps.append(try subscripted())
            } else {
                break
            }
        }
        return Condition.Path(steps: steps, description: String(decoding: text[start..<index], as: UTF8.self))
    }

    private mutating func subscripted() throws(TrustError) -> Condition.Step {
        let step: Condition.Step
        if take("*") {
            step = .each
        } else if let name = try quoted() {
            step = .member(name)
        } else if let number = try number(), let index = Int(exactly: number), index >= 0 {
            step = .element(index)
        } else {
            throw unexpected("*, a number or a name in quotes")
        }
        guard take("]") else { throw unexpected("]") }
        return step
    }

    private mutating func name() throws(TrustError) -> String {
        let start = index
        while index < text.count, Self.isName(text[index]) { index += 1 }
        let name = String(decoding: text[start..<index], as: UTF8.self)
        guard !name.isEmpty else { throw unexpected("a name") }
        return name
    }

    private mutating func quoted() throws(TrustError) -> String? {
        skipSpaces()
        guard index < text.count, text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "'") else {
            return nil
        }
        let quote = text[index]
        guard let end = text[(index + 1)...].firstIndex(of: quote) else { throw unexpected("a quote that is closed") }
        // A backslash would be an escape to some readers.
        guard !text[index..<end].contains(UInt8(ascii: "\\")) else { throw unexpected("a text without \\") }
        defer { index = end + 1 }
        return String(decoding: text[(index + 1)..<end], as: UTF8.self)
    }

    private mutating func number() throws(TrustError) -> Int64? {
        skipSpaces()
        let start = index
        if index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
        while index < text.count, Self.isName(text[index]) { index += 1 }
        let word = String(decoding: text[start..<index], as: UTF8.self)
        guard let number = Int64(word), String(number) == word, index == text.count || text[index] != UInt8(ascii: ".")
        else {
            let isMeant = word.utf8.first.map { $0 == UInt8(ascii: "-") || Self.isDigit($0) } == true
            index = start
            guard !isMeant else { throw unexpected("a whole number of 64 bits") }
            return nil
        }
        return number
    }

    private mutating func skipSpaces() {
        while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
    }

    private mutating func take(_ mark: String) -> Bool {
        skipSpaces()
        guard text[index...].starts(with: mark.utf8) else { return false }
        index += mark.utf8.count
        return true
    }

    private mutating func take(word: String) -> Bool {
        skipSpaces()
        guard text[index...].starts(with: word.utf8) else { return false }
        let end = index + word.utf8.count
        guard end == text.count || !Self.isName(text[end]) else { return false }
        index = end
        return true
    }

    private func unexpected(_ expected: String) -> TrustError {
        let rest = String(decoding: text[index...].prefix(20), as: UTF8.self)
        return TrustError(
            .malformedPolicy,
            "the condition \(whole) needs \(expected) at byte \(index)\(rest.isEmpty ? "" : ", before: \(rest)")"
        )
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
