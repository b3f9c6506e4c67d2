/// Parses a Jinja template into statements, as `jinja2.parser` does; what it refuses no runtime renders.
///
/// Known besides Jinja's own: loop controls, `do`, and the `generation` block of Hugging Face.
struct JinjaParser {
    /// How deep statements and expressions may nest.
    static let maximumDepth = 64
    /// How many expressions may lie in each other.
    static let maximumHeight = 128

    private let tokens: [(token: JinjaToken, offset: Int)]
    private var position = 0
    private var depth = 0
    /// The names of blocks that are open and the tags that end or divide the innermost.
    private var ends: [Set<String>] = []

    private init(_ tokens: [(token: JinjaToken, offset: Int)]) {
        self.tokens = tokens
    }

    /// Parses a whole template.
    static func parse(_ bytes: [UInt8]) throws(JinjaError) -> [JinjaStatement] {
        var parser = JinjaParser(try JinjaLexer.tokens(of: bytes))
        let statements = try parser.statements(until: [])
        guard parser.token == nil else { throw parser.error("the end of a block that was not begun") }
        return statements
    }

    // MARK: - Tokens

    var token: JinjaToken? { position < tokens.count ? tokens[position].token : nil }
    var next: JinjaToken? { position + 1 < tokens.count ? tokens[position + 1].token : nil }
    var offset: Int { position < tokens.count ? tokens[position].offset : tokens.last?.offset ?? 0 }

    func error(_ reason: String) -> JinjaError { JinjaError(reason: reason, offset: offset) }

    mutating func advance() { position += 1 }

    mutating func take(_ wanted: JinjaToken) -> Bool {
        guard token == wanted else { return false }
        advance()
        return true
    }

    mutating func take(_ symbol: JinjaSymbol) -> Bool { take(.symbol(symbol)) }
    mutating func take(word: String) -> Bool { take(.name(word)) }

    mutating func expect(_ wanted: JinjaToken, _ what: String) throws(JinjaError) {
        guard take(wanted) else { throw error("\(what) is due") }
    }

    mutating func name() throws(JinjaError) -> String {
        guard case .name(let name) = token else { throw error("a name is due") }
        advance()
        return name
    }

    mutating func nested<Result>(
        _ body: (inout JinjaParser) throws(JinjaError) -> Result
    ) throws(JinjaError) -> Result {
        guard depth < Self.maximumDepth else { throw error("nested too deeply") }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: - Statements

    /// Reads statements up to one of the tags, of which the name is left.
    private mutating func statements(until ends: Set<String>) throws(JinjaError) -> [JinjaStatement] {
        var result: [JinjaStatement] = []
        while let current = token {
            let place = offset
            advance()
            switch current {
            case .data: continue
            case .variableBegin:
                result.append(.evaluate([try tuple()], at: place))
                try expect(.variableEnd, "the end of an output")
            case .blockBegin:
                guard case .name(let tag) = token else { throw error("the name of a tag is due") }
                if ends.contains(tag) { return result }
                advance()
                if let statement = try statement(tag, at: place) { result.append(statement) }
            default: throw error("a token outside of tags")
            }
        }
        guard ends.isEmpty else { throw error("a block without an end") }
        return result
    }

    /// Reads what a block encloses up to its end, which is passed over but for the tag's own end.
    private mutating func body(until ends: String...) throws(JinjaError) -> (statements: [JinjaStatement], end: String)
    {
        try expect(.blockEnd, "the end of a tag")
        let found = try nested { (parser) throws(JinjaError) in try parser.statements(until: Set(ends)) }
        return (found, try name())
    }

    private mutating func statement(_ tag: String, at place: Int) throws(JinjaError) -> JinjaStatement? {
        let result: JinjaStatement?
        switch tag {
        case "if": result = try condition(at: place)
        case "for": result = try loop(at: place)
        case "set": result = try assignment(at: place)
        case "macro": result = try macro(at: place)
        case "call": result = try callBlock(at: place)
        case "filter":
            let part = try filters(on: .enclosed)
            result = .body([.evaluate([part], at: place)] + (try body(until: "endfilter").statements))
        case "with": result = try scope(at: place)
        case "autoescape":
            let value = try expression()
            result = .body([.evaluate([value], at: place)] + (try body(until: "endautoescape").statements))
        case "block":
            _ = try name()
            while take(word: "scoped") || take(word: "required") {}
            result = .body(try body(until: "endblock").statements)
            if case .name = token { advance() }
        case "generation": result = .body(try body(until: "endgeneration").statements)
        case "do", "print": result = .evaluate([try tuple()], at: place)
        case "break", "continue": result = nil
        case "extends", "include", "import", "from", "debug":
            // What follows does not matter any more.
            while let current = token, current != .blockEnd { advance() }
            result = .outside(tag, at: place)
        default: throw JinjaError(reason: "the unknown tag \(Finding.quote(tag))", offset: place)
        }
        try expect(.blockEnd, "the end of a tag")
        return result
    }

    private mutating func condition(at place: Int) throws(JinjaError) -> JinjaStatement {
        var parts: [JinjaStatement] = [.evaluate([try tuple(withConditions: false)], at: place)]
        while true {
            let (statements, end) = try body(until: "elif", "else", "endif")
            parts += statements
            switch end {
            case "elif": parts.append(.evaluate([try tuple(withConditions: false)], at: offset))
            case "else":
                parts += try body(until: "endif").statements
                return .body(parts)
            default: return .body(parts)
            }
        }
    }

    private mutating func loop(at place: Int) throws(JinjaError) -> JinjaStatement {
        let target = try target(isLoop: true)
        guard take(word: "in") else { throw error("in is due") }
        let source = try tuple(withConditions: false)
        var parts: [JinjaStatement] = []
        if take(word: "if") { parts.append(.evaluate([try expression()], at: place)) }
        _ = take(word: "recursive")
        let (statements, end) = try body(until: "else", "endfor")
        parts += statements
        if end == "else" { parts += try body(until: "endfor").statements }
        return .loop(target, source, parts, at: place)
    }

    private mutating func target(isLoop: Bool) throws(JinjaError) -> JinjaTarget {
        if !isLoop, case .name(let object) = token, next == .symbol(.dot) {
            advance()
            advance()
            return .attribute(object, try name())
        }
        var names: [String] = []
        var open = 0
        while true {
            if take(.leftParenthesis) {
                open += 1
                continue
            }
            names.append(try name())
            while open > 0, take(.rightParenthesis) { open -= 1 }
            guard take(.comma) else { break }
            while open > 0, take(.rightParenthesis) { open -= 1 }
            if token == .symbol(.assign) || token == .name("in") || token == .blockEnd { break }
        }
        guard open == 0 else { throw error("a bracket is due") }
        return .names(names)
    }

    private mutating func assignment(at place: Int) throws(JinjaError) -> JinjaStatement {
        let target = try target(isLoop: false)
        if take(.assign) { return .assign(target, try tuple(), at: place) }
        let value = try filters(on: .enclosed)
        let statements = try body(until: "endset").statements
        return .body(statements + [.assign(target, value, at: place)])
    }

    private mutating func parameters() throws(JinjaError) -> [(name: String, value: JinjaExpression?)] {
        var found: [(name: String, value: JinjaExpression?)] = []
        guard take(.leftParenthesis) else { return [] }
        while !take(.rightParenthesis) {
            if !found.isEmpty {
                try expect(.symbol(.comma), "a comma")
                if take(.rightParenthesis) { break }
            }
            let parameter = try name()
            found.append((parameter, take(.assign) ? try expression() : nil))
        }
        return found
    }

    private mutating func macro(at place: Int) throws(JinjaError) -> JinjaStatement {
        let title = try name()
        let parameters = try parameters()
        let statements = try body(until: "endmacro").statements
        if case .name = token { advance() }
        return .macro(title, parameters: parameters, statements, at: place)
    }

    private mutating func callBlock(at place: Int) throws(JinjaError) -> JinjaStatement {
        let parameters = try parameters()
        let call = try expression()
        let statements = try body(until: "endcall").statements
        return .body([.evaluate([call], at: place), .macro(nil, parameters: parameters, statements, at: place)])
    }

    private mutating func scope(at place: Int) throws(JinjaError) -> JinjaStatement {
        var parts: [JinjaStatement] = []
        while token != .blockEnd {
            if !parts.isEmpty { try expect(.symbol(.comma), "a comma") }
            let target = try target(isLoop: true)
            try expect(.symbol(.assign), "=")
            parts.append(.assign(target, try expression(), at: place))
        }
        return .body(parts + (try body(until: "endwith").statements))
    }
}
