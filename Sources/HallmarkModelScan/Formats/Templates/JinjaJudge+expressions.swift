extension JinjaJudge {
    /// What an expression can be; reports what it does.
    mutating func value(of expression: JinjaExpression) -> JinjaValue {
        switch expression {
        case .text(let text): return .text(text)
        case .integer(let number): return number.map { .integer($0) } ?? .number
        case .plain: return .number
        case .name(let name): return value(named: name)
        case .list(let elements): return list(elements)
        case .map(let members): return map(members)
        case .attribute(let base, let name): return attribute(base, name)
        case .element(let base, let key): return element(base, key)
        case .slice(let parts):
            for part in parts.compactMap(\.self) { _ = value(of: part) }
            return .number
        case .call(let callee, let arguments): return call(callee, arguments)
        case .filter(let base, let name, let arguments): return filter(value(of: base), name, arguments)
        case .test(let base, let name, let arguments):
            _ = value(of: base)
            _ = values(of: arguments)
            if !JinjaNames.tests.contains(name) { report(.unread, "uses the unknown test \(Finding.quote(name))") }
            return .number
        case .arithmetic(let first, let rest): return arithmetic(first, rest)
        case .concatenation(let parts): return concatenated(parts.map { value(of: $0) })
        case .comparison(let parts):
            for part in parts { _ = value(of: part) }
            return .number
        case .choice(let parts):
            let values = parts.map { value(of: $0) }.filter { $0 != .number }
            return values.first.map { first in values.dropFirst().reduce(first) { $0.joined(with: $1) } } ?? .number
        case .enclosed: return enclosed
        }
    }

    func values(_ arguments: [JinjaValue]) -> Bool { arguments.allSatisfy(\.isConstant) }

    mutating func values(of arguments: JinjaArguments) -> [JinjaValue] {
        arguments.all.map { value(of: $0) }
    }

    private mutating func value(named name: String) -> JinjaValue {
        if let known = variables[name] { return known }
        if name != "caller", macros[name] != nil { return .macro }
        if name == "loop" || name == "self" || name == "caller" || name == "varargs" || name == "kwargs" {
            return .object
        }
        if JinjaNames.functions.contains(name) { return .function(name) }
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            report(.outside, "uses the name \(Finding.quote(name)), which is not ASCII")
        } else if JinjaNames.foreign.contains(name) {
            report(.outside, "uses \(Finding.quote(name)), which no conversation has")
            return .function(name)
        } else {
            check(name)
        }
        return .unknown(isHidden: false)
    }

    private mutating func list(_ elements: [JinjaExpression]) -> JinjaValue {
        .list(of: elements.map { value(of: $0) })
    }

    private mutating func map(_ members: [(key: JinjaExpression, value: JinjaExpression)]) -> JinjaValue {
        var result: [String: JinjaValue] = [:]
        var isKnown = true
        var isHidden = false
        for member in members {
            let (key, value) = (value(of: member.key), value(of: member.value))
            isHidden = isHidden || key.isHidden || value.isHidden
            if case .texts(let texts) = key, texts.count == 1, let text = texts.first {
                result[text] = value
            } else {
                isKnown = false
            }
        }
        return isKnown ? .map(of: result) : .unknown(isHidden: isHidden)
    }

    private mutating func attribute(_ base: JinjaExpression, _ name: String) -> JinjaValue {
        let value = value(of: base)
        check(name)
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            report(.outside, "reaches for \(Finding.quote(name)), which is not ASCII")
        }
        checkBase(value)
        if name.utf8.first == UInt8(ascii: "_"), !isData(value) {
            report(.outside, "reaches for \(Finding.quote(name))")
        }
        var results: [JinjaValue] = []
        if case .name(let object) = base, let known = variables["\(object).\(name)"] { results.append(known) }
        if case .map(let members) = value { members[name].map { results.append($0) } }
        if results.isEmpty, case .unknown(isHidden: true) = value { return value }
        return results.first.map { first in results.dropFirst().reduce(first) { $0.joined(with: $1) } }
            ?? .unknown(isHidden: false)
    }

    private mutating func checkBase(_ value: JinjaValue) {
        if case .function(let function) = value {
            report(.outside, "reaches into the function \(Finding.quote(function))")
        } else if value == .macro {
            report(.outside, "reaches into a macro")
        }
    }

    private func isData(_ value: JinjaValue) -> Bool {
        switch value {
        case .generated, .unknown(isHidden: true): false
        default: true
        }
    }

    private mutating func element(_ base: JinjaExpression, _ key: JinjaExpression) -> JinjaValue {
        let value = value(of: base)
        if case .slice(let parts) = key {
            let bounds = parts.map { $0.map { self.value(of: $0) } }
            return JinjaFolding.slice(value, bounds)
        }
        let index = self.value(of: key)
        check(index)
        checkBase(value)
        return JinjaFolding.element(value, index)
    }

    // MARK: - Calls

    private mutating func call(_ callee: JinjaExpression, _ arguments: JinjaArguments) -> JinjaValue {
        switch callee {
        case .name(let name): return call(named: name, arguments)
        case .attribute(let base, let name): return call(method: name, of: base, arguments)
        default:
            let function = value(of: callee)
            let values = values(of: arguments)
            if function != .macro || values.contains(where: \.isHidden) { report(.outside, "calls what it computes") }
            return .unknown(isHidden: true)
        }
    }

    private mutating func call(named name: String, _ arguments: JinjaArguments) -> JinjaValue {
        // A macro gives the template's own text.
        if let parameters = macros[name], name == "caller" || variables[name] == nil {
            bind(parameters, arguments)
            return .unknown(isHidden: true)
        }
        if ["caller", "loop"].contains(name) || variables[name] == .macro {
            if values(of: arguments).contains(where: \.isHidden) {
                report(.outside, "hands on a name that is put together")
            }
            return .unknown(isHidden: true)
        }
        var function = name
        if case .function(let alias) = variables[name] { function = alias }
        guard JinjaNames.functions.contains(function), variables[name] == nil || function != name else {
            _ = values(of: arguments)
            let kind: Problem.Kind =
                JinjaNames.acting.contains(function) || JinjaNames.fault(of: function) == .code ? .code : .outside
            report(kind, "calls \(Finding.quote(name)), which no runtime gives to a conversation")
            return .unknown(isHidden: true)
        }
        let positional = arguments.positional.map { value(of: $0) }
        let named = arguments.named.map { ($0.name, value(of: $0.value)) }
        let spread = arguments.spread.map { value(of: $0) }
        switch function {
        case "range":
            if positional.contains(where: {
                if case .integer(let n) = $0 { abs(n) > Self.maximumRepetition } else { false }
            }) {
                report(.outside, "counts further than any conversation")
            }
            return .unknown(isHidden: false)
        case "dict", "namespace":
            var members: [String: JinjaValue] = [:]
            if case .map(let first)? = positional.first { members = first }
            for (name, value) in named { members[name] = value }
            return spread.isEmpty ? .map(of: members) : .unknown(isHidden: spread.contains(where: \.isHidden))
        case "strftime_now":
            return .unknown(isHidden: positional.contains { $0.asTexts?.contains { JinjaNames.hides($0) } ?? false })
        case "raise_exception": return .number
        default: return .unknown(isHidden: (positional + spread).contains(where: \.isHidden))
        }
    }

    /// Gives a macro's parameters what it is called with.
    private mutating func bind(_ parameters: [String], _ arguments: JinjaArguments) {
        for (index, argument) in arguments.positional.enumerated() {
            bind(index < parameters.count ? parameters[index] : "varargs", value(of: argument))
        }
        for (name, argument) in arguments.named {
            bind(parameters.contains(name) ? name : "kwargs", value(of: argument))
        }
        for argument in arguments.spread {
            let value = value(of: argument)
            for parameter in parameters where value.isHidden { bind(parameter, value) }
        }
    }

    private mutating func call(
        method: String,
        of base: JinjaExpression,
        _ arguments: JinjaArguments
    ) -> JinjaValue {
        let object = value(of: base)
        let values = values(of: arguments)
        check(method)
        checkBase(object)
        guard JinjaNames.methods.contains(method) else {
            let kind: Problem.Kind = JinjaNames.acting.contains(method) ? .code : .outside
            report(kind, "calls \(Finding.quote(method)), which no conversation needs")
            return .unknown(isHidden: true)
        }
        if method == "get", let key = values.first { check(key) }
        if method == "format" { return format(object, arguments, values) }
        if ["append", "extend", "insert", "add", "update", "setdefault"].contains(method) {
            let changed = JinjaValue.unknown(isHidden: object.isHidden || values.contains(where: \.isHidden))
            if case .name(let name) = base {
                bind(name, changed)
            } else if case .attribute(.name(let name), let member) = base {
                bind("\(name).\(member)", changed)
            }
        }
        return JinjaFolding.method(method, object, values)
    }

    /// `str.format` reaches for attributes by what stands in its braces.
    private mutating func format(
        _ pattern: JinjaValue,
        _ arguments: JinjaArguments,
        _ values: [JinjaValue]
    ) -> JinjaValue {
        guard let patterns = pattern.asTexts else {
            report(.outside, "formats by a text that it does not hold")
            return .unknown(isHidden: true)
        }
        for pattern in patterns where !JinjaFolding.isPlainPattern(pattern) {
            report(.outside, "formats by \(Finding.quote(pattern)), which reaches into its arguments")
        }
        let isPlain = arguments.named.isEmpty && arguments.spread.isEmpty
        return isPlain
            ? JinjaFolding.format(patterns, values)
            : .unknown(isHidden: values.contains(where: \.isHidden) || pattern.isHidden || self.values(values))
    }

    // MARK: - Filters

    mutating func filter(_ base: JinjaValue, _ name: String, _ arguments: JinjaArguments) -> JinjaValue {
        let values = values(of: arguments)
        guard JinjaNames.filters.contains(name) else {
            if name == "attr" {
                for value in values { check(value) }
                report(.outside, "reaches for an attribute by the filter \"attr\"")
            } else {
                report(.unread, "uses the unknown filter \(Finding.quote(name))")
            }
            return .unknown(isHidden: true)
        }
        for (argument, expression) in arguments.named where argument == "attribute" {
            checkPath(value(of: expression))
        }
        switch name {
        case "selectattr", "rejectattr", "groupby":
            if let first = values.first { checkPath(first) }
            if values.count > 1, name != "groupby" { checkTest(values[1]) }
            return .generated(isHidden: base.isHidden)
        case "select", "reject":
            if let first = values.first { checkTest(first) }
            return .generated(isHidden: base.isHidden)
        case "map":
            if let first = arguments.positional.first.map({ value(of: $0) }) { checkFilter(first) }
            return .generated(isHidden: base.isHidden || values.contains(where: \.isHidden))
        case "batch", "slice": return .generated(isHidden: base.isHidden)
        case "format":
            guard let patterns = base.asTexts else {
                return .unknown(isHidden: base.isHidden || values.contains(where: \.isHidden))
            }
            return JinjaFolding.percent(patterns, values)
        default: return JinjaFolding.filter(name, base, values)
        }
    }

    /// Attributes with dots between them.
    private mutating func checkPath(_ path: JinjaValue) {
        guard case .texts(let texts) = path else { return check(path) }
        for text in texts.sorted() {
            for part in text.split(separator: ".") {
                check(String(part))
                if part.utf8.first == UInt8(ascii: "_") { report(.outside, "reaches for \(Finding.quote(part))") }
            }
        }
    }

    private mutating func checkTest(_ name: JinjaValue) {
        let symbols: Set<String> = ["==", "!=", "<", "<=", ">", ">="]
        guard case .texts(let texts) = name else { return report(.outside, "tests by a name that it computes") }
        for text in texts.sorted() where !JinjaNames.tests.contains(text) && !symbols.contains(text) {
            report(.unread, "uses the unknown test \(Finding.quote(text))")
        }
    }

    private mutating func checkFilter(_ name: JinjaValue) {
        guard case .texts(let texts) = name else { return report(.outside, "filters by a name that it computes") }
        for text in texts.sorted() where !JinjaNames.filters.contains(text) {
            if text == "attr" {
                report(.outside, "reaches for an attribute by the filter \"attr\"")
            } else {
                report(.unread, "uses the unknown filter \(Finding.quote(text))")
            }
        }
    }

    // MARK: - Operators

    private mutating func arithmetic(
        _ first: JinjaExpression,
        _ rest: [(symbol: JinjaSymbol, right: JinjaExpression)]
    ) -> JinjaValue {
        var result = value(of: first)
        if rest.isEmpty { return .number }
        for (symbol, right) in rest {
            let right = value(of: right)
            if symbol == .multiply || symbol == .power {
                for case .integer(let number) in [result, right] where abs(number) > Self.maximumRepetition {
                    report(.outside, "repeats more often than any conversation")
                }
            }
            result = JinjaFolding.operation(symbol, result, right)
        }
        return result
    }

    private func concatenated(_ parts: [JinjaValue]) -> JinjaValue {
        JinjaFolding.concatenation(parts)
    }
}
