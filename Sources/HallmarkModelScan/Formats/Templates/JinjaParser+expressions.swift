extension JinjaParser {
    /// An expression and how many lie in each other in it.
    struct Part {
        let expression: JinjaExpression
        let height: Int
    }

    /// Reads one expression.
    mutating func expression() throws(JinjaError) -> JinjaExpression { try conditional().expression }

    /// Reads expressions between commas: one alone, or a list.
    mutating func tuple(withConditions: Bool = true) throws(JinjaError) -> JinjaExpression {
        try parts(withConditions: withConditions).expression
    }

    /// Reads the filters behind a value that stands elsewhere.
    mutating func filters(on value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
        var part = Part(expression: value, height: 1)
        // The first filter of a filter block stands without a bar.
        if case .name = token { part = try filter(on: part) }
        while token == .symbol(.pipe) {
            advance()
            part = try filter(on: part)
        }
        return part.expression
    }

    private func part(_ expression: JinjaExpression, over parts: [Part]) throws(JinjaError) -> Part {
        let height = 1 + (parts.map(\.height).max() ?? 0)
        guard height <= Self.maximumHeight else { throw error("expressions lie too deep in each other") }
        return Part(expression: expression, height: height)
    }

    private mutating func parts(withConditions: Bool) throws(JinjaError) -> Part {
        let first = withConditions ? try conditional() : try alternatives()
        guard token == .symbol(.comma) else { return first }
        var all = [first]
        while take(.comma) {
            guard startsExpression else { break }
            all.append(withConditions ? try conditional() : try alternatives())
        }
        return try part(.list(all.map(\.expression)), over: all)
    }

    private var startsExpression: Bool {
        switch token {
        case .name(let name): !["in", "if", "else", "recursive"].contains(name)
        case .text, .integer, .float: true
        case .symbol(let symbol): symbol.closing != nil || symbol == .subtract || symbol == .add
        default: false
        }
    }

    private mutating func conditional() throws(JinjaError) -> Part {
        try nested { (parser) throws(JinjaError) in
            var results = [try parser.alternatives()]
            var conditions: [Part] = []
            while parser.take(word: "if") {
                conditions.append(try parser.alternatives())
                guard parser.take(word: "else") else { continue }
                results.append(try parser.alternatives())
            }
            guard !conditions.isEmpty else { return results[0] }
            // The conditions give nothing, and are looked at all the same.
            let tests = try parser.part(.comparison(conditions.map(\.expression)), over: conditions)
            return try parser.part(.choice(results.map(\.expression) + [tests.expression]), over: results + [tests])
        }
    }

    private mutating func alternatives() throws(JinjaError) -> Part {
        var all: [Part] = []
        repeat { all.append(try negation()) } while take(word: "or") || take(word: "and")
        return all.count == 1 ? all[0] : try part(.choice(all.map(\.expression)), over: all)
    }

    private mutating func negation() throws(JinjaError) -> Part {
        var isNegated = false
        while take(word: "not") { isNegated = true }
        let value = try comparison()
        return isNegated ? try part(.comparison([value.expression]), over: [value]) : value
    }

    private mutating func comparison() throws(JinjaError) -> Part {
        var all = [try sum()]
        while true {
            if case .symbol(let symbol) = token,
                [.equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual].contains(symbol)
            {
                advance()
            } else if token == .name("in") {
                advance()
            } else if token == .name("not"), next == .name("in") {
                advance()
                advance()
            } else {
                break
            }
            all.append(try sum())
        }
        return all.count == 1 ? all[0] : try part(.comparison(all.map(\.expression)), over: all)
    }

    private mutating func sum() throws(JinjaError) -> Part {
        try chain([.add, .subtract]) { (parser) throws(JinjaError) in try parser.concatenation() }
    }

    private mutating func concatenation() throws(JinjaError) -> Part {
        var all = [try product()]
        while take(.tilde) { all.append(try product()) }
        return all.count == 1 ? all[0] : try part(.concatenation(all.map(\.expression)), over: all)
    }

    private mutating func product() throws(JinjaError) -> Part {
        try chain([.multiply, .divide, .floorDivide, .modulo]) { (parser) throws(JinjaError) in
            try parser.chain([.power]) { (parser) throws(JinjaError) in try parser.unary() }
        }
    }

    private mutating func chain(
        _ symbols: Set<JinjaSymbol>,
        _ operand: (inout JinjaParser) throws(JinjaError) -> Part
    ) throws(JinjaError) -> Part {
        let first = try operand(&self)
        var rest: [(symbol: JinjaSymbol, part: Part)] = []
        while case .symbol(let symbol) = token, symbols.contains(symbol) {
            advance()
            rest.append((symbol, try operand(&self)))
        }
        guard !rest.isEmpty else { return first }
        return try part(
            .arithmetic(first.expression, rest.map { ($0.symbol, $0.part.expression) }),
            over: [first] + rest.map(\.part)
        )
    }

    private mutating func unary() throws(JinjaError) -> Part {
        var isSigned = false
        var isNegative = false
        while case .symbol(let symbol) = token, symbol == .subtract || symbol == .add {
            advance()
            isSigned = true
            if symbol == .subtract { isNegative.toggle() }
        }
        var value = try postfix(on: primary())
        if isSigned {
            if case .integer(let number) = value.expression {
                let signed = number.flatMap { isNegative ? 0.subtractingReportingOverflow($0).partialValue : $0 }
                value = try part(.integer(signed), over: [])
            } else {
                value = try part(.arithmetic(value.expression, []), over: [value])
            }
        }
        return try filtered(value)
    }

    private mutating func primary() throws(JinjaError) -> Part {
        guard startsValue else { throw error("an expression is due") }
        let current = token
        advance()
        switch current {
        case .name(let name):
            if ["true", "false", "none", "True", "False", "None"].contains(name) { return try part(.plain, over: []) }
            return try part(.name(name), over: [])
        case .text(var text):
            while case .text(let more) = token {
                advance()
                text += more
            }
            return try part(.text(text), over: [])
        case .integer(let number): return try part(.integer(number), over: [])
        case .float: return try part(.plain, over: [])
        case .symbol(.leftParenthesis):
            if take(.rightParenthesis) { return try part(.list([]), over: []) }
            let inner = try nested { (parser) throws(JinjaError) in try parser.parts(withConditions: true) }
            try expect(.symbol(.rightParenthesis), "a bracket")
            return inner
        case .symbol(.leftBracket): return try list()
        case .symbol(.leftBrace): return try map()
        default: throw error("an expression is due")
        }
    }

    private var startsValue: Bool {
        switch token {
        case .name, .text, .integer, .float: true
        case .symbol(let symbol): symbol.closing != nil
        default: false
        }
    }

    private mutating func list() throws(JinjaError) -> Part {
        var all: [Part] = []
        while !take(.rightBracket) {
            if !all.isEmpty {
                try expect(.symbol(.comma), "a comma")
                if take(.rightBracket) { break }
            }
            all.append(try conditional())
        }
        return try part(.list(all.map(\.expression)), over: all)
    }

    private mutating func map() throws(JinjaError) -> Part {
        var keys: [Part] = []
        var values: [Part] = []
        while !take(.rightBrace) {
            if !keys.isEmpty {
                try expect(.symbol(.comma), "a comma")
                if take(.rightBrace) { break }
            }
            keys.append(try conditional())
            try expect(.symbol(.colon), "a colon")
            values.append(try conditional())
        }
        return try part(.map(zip(keys, values).map { ($0.expression, $1.expression) }), over: keys + values)
    }

    private mutating func postfix(on start: Part) throws(JinjaError) -> Part {
        var value = start
        while case .symbol(let symbol) = token {
            switch symbol {
            case .dot:
                advance()
                if case .integer(let number) = token {
                    advance()
                    value = try part(.element(value.expression, .integer(number)), over: [value])
                } else {
                    value = try part(.attribute(value.expression, try name()), over: [value])
                }
            case .leftBracket:
                advance()
                let key = try key()
                value = try part(.element(value.expression, key.expression), over: [value, key])
            case .leftParenthesis: value = try call(value)
            default: return value
            }
        }
        return value
    }

    private mutating func call(_ value: Part) throws(JinjaError) -> Part {
        let (arguments, parts) = try arguments()
        return try part(.call(value.expression, arguments), over: [value] + parts)
    }

    private mutating func key() throws(JinjaError) -> Part {
        var all: [Part] = []
        while !take(.rightBracket) {
            if !all.isEmpty { try expect(.symbol(.comma), "a comma") }
            all.append(try keyPart())
        }
        guard !all.isEmpty else { throw error("a key is due") }
        return all.count == 1 ? all[0] : try part(.list(all.map(\.expression)), over: all)
    }

    private mutating func keyPart() throws(JinjaError) -> Part {
        func ends(_ token: JinjaToken?) -> Bool { token == .symbol(.rightBracket) || token == .symbol(.comma) }
        var all: [Part?] = []
        if token != .symbol(.colon) {
            let value = try conditional()
            guard token == .symbol(.colon) else { return value }
            all.append(value)
        }
        while take(.colon) {
            all.append(token == .symbol(.colon) || ends(token) ? nil : try conditional())
        }
        return try part(.slice(all.map { $0?.expression }), over: all.compactMap(\.self))
    }

    private mutating func filtered(_ start: Part) throws(JinjaError) -> Part {
        var value = start
        while true {
            if take(.pipe) {
                value = try filter(on: value)
            } else if token == .name("is") {
                advance()
                value = try test(on: value)
            } else if token == .symbol(.leftParenthesis) {
                value = try call(value)
            } else {
                return value
            }
        }
    }

    private mutating func dottedName() throws(JinjaError) -> String {
        var title = try name()
        while take(.dot) { title += "." + (try name()) }
        return title
    }

    private mutating func filter(on value: Part) throws(JinjaError) -> Part {
        let title = try dottedName()
        let (arguments, parts) = token == .symbol(.leftParenthesis) ? try arguments() : (JinjaArguments(), [])
        return try part(.filter(value.expression, title, arguments), over: [value] + parts)
    }

    private mutating func test(on value: Part) throws(JinjaError) -> Part {
        _ = take(word: "not")
        let title = try dottedName()
        var (arguments, parts): (JinjaArguments, [Part]) = (JinjaArguments(), [])
        switch token {
        case .symbol(.leftParenthesis): (arguments, parts) = try self.arguments()
        case .name(let name) where !["else", "or", "and", "is", "if", "in", "not", "recursive"].contains(name):
            fallthrough
        case .text, .integer, .float, .symbol(.leftBracket), .symbol(.leftBrace):
            let argument = try postfix(on: primary())
            arguments.positional.append(argument.expression)
            parts.append(argument)
        default: break
        }
        return try part(.test(value.expression, title, arguments), over: [value] + parts)
    }

    private mutating func arguments() throws(JinjaError) -> (JinjaArguments, [Part]) {
        var arguments = JinjaArguments()
        var parts: [Part] = []
        try expect(.symbol(.leftParenthesis), "a bracket")
        while !take(.rightParenthesis) {
            if !parts.isEmpty {
                try expect(.symbol(.comma), "a comma")
                if take(.rightParenthesis) { break }
            }
            if take(.multiply) || take(.power) {
                let value = try conditional()
                arguments.spread.append(value.expression)
                parts.append(value)
            } else if case .name(let title) = token, next == .symbol(.assign) {
                advance()
                advance()
                let value = try conditional()
                arguments.named.append((title, value.expression))
                parts.append(value)
            } else {
                let value = try conditional()
                arguments.positional.append(value.expression)
                parts.append(value)
            }
        }
        return (arguments, parts)
    }
}
