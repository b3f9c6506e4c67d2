/// What operations on texts that are written in a template give.
enum JinjaFolding {
    static func element(_ value: JinjaValue, _ key: JinjaValue) -> JinjaValue {
        switch (value, key) {
        case (.texts(let texts), .integer(let index)):
            return .texts(texts.compactMap { pick(Array($0), index).map { String($0) } })
        case (.list(let elements), _) where !elements.isEmpty && elements.allSatisfy { $0 == .macro }: return .macro
        case (.list(let elements), .integer(let index)): return pick(elements, index) ?? .unknown(isHidden: false)
        case (.map(let members), .texts(let keys)):
            let found = keys.sorted().compactMap { members[$0] }
            return found.first.map { first in found.dropFirst().reduce(first) { $0.joined(with: $1) } }
                ?? .unknown(isHidden: false)
        case (.map(let members), _): return .unknown(isHidden: members.values.contains(where: \.isHidden))
        default: return .unknown(isHidden: value.isHidden)
        }
    }

    private static func pick<Element>(_ elements: [Element], _ index: Int) -> Element? {
        let place = index < 0 ? index.addingReportingOverflow(elements.count).partialValue : index
        return elements.indices.contains(place) ? elements[place] : nil
    }

    static func slice(_ value: JinjaValue, _ bounds: [JinjaValue?]) -> JinjaValue {
        func number(_ index: Int) -> Int?? {
            guard index < bounds.count, let bound = bounds[index] else { return .some(nil) }
            if case .integer(let number) = bound { return .some(number) }
            return nil
        }
        guard let start = number(0), let end = number(1), let step = number(2) else {
            return .unknown(isHidden: value.isHidden)
        }
        switch value {
        case .texts(let texts):
            return .texts(texts.map { String(slice(Array($0), start, end, step ?? 1)) })
        case .list(let elements): return .list(slice(elements, start, end, step ?? 1))
        default: return .unknown(isHidden: value.isHidden)
        }
    }

    /// Python's slice.
    private static func slice<Element>(_ elements: [Element], _ start: Int?, _ end: Int?, _ step: Int) -> [Element] {
        guard step != 0, step > -1 << 30, step < 1 << 30 else { return [] }
        let count = elements.count
        func bound(_ value: Int?, _ missing: Int) -> Int {
            guard let value else { return missing }
            let place = value < 0 ? max(value, -count - 1) + count : min(value, count)
            return step > 0 ? max(place, 0) : min(max(place, -1), count - 1)
        }
        let last = bound(end, step > 0 ? count : -1)
        var index = bound(start, step > 0 ? 0 : count - 1)
        var result: [Element] = []
        while step > 0 ? index < last : index > last {
            if elements.indices.contains(index) { result.append(elements[index]) }
            index += step
        }
        return result
    }

    static func concatenation(_ parts: [JinjaValue]) -> JinjaValue {
        if let folded = JinjaValue.product(parts, { $0.joined() }) { return folded }
        // Neighbours that are known are one text to what they hide.
        var isHidden = parts.contains(where: \.isHiddenAsText)
        for (left, right) in zip(parts, parts.dropFirst()) where !isHidden {
            isHidden = JinjaValue.product([left, right]) { $0.joined() }?.isHidden ?? false
        }
        return .unknown(isHidden: isHidden)
    }

    static func operation(_ symbol: JinjaSymbol, _ left: JinjaValue, _ right: JinjaValue) -> JinjaValue {
        switch (symbol, left, right) {
        case (.add, .integer(let left), .integer(let right)): return sum(left.addingReportingOverflow(right))
        case (.subtract, .integer(let left), .integer(let right)): return sum(left.subtractingReportingOverflow(right))
        case (.multiply, .integer(let left), .integer(let right)):
            return sum(left.multipliedReportingOverflow(by: right))
        case (.add, .list(let left), .list(let right)): return .list(of: left + right)
        case (.add, .texts, _), (.add, _, .texts): return concatenation([left, right])
        case (.multiply, .texts(let texts), .integer(let count)), (.multiply, .integer(let count), .texts(let texts)):
            guard count >= 0, count <= JinjaValue.maximumSize else {
                return .unknown(isHidden: texts.contains(where: JinjaNames.hides))
            }
            return .texts(texts.filter { $0.utf8.count * count <= 1 << 16 }.map { String(repeating: $0, count: count) })
        case (.modulo, .texts(let texts), _):
            if case .list(let values) = right { return percent(texts.sorted(), values) }
            return percent(texts.sorted(), [right])
        default:
            let isNumber = isNumber(left) && isNumber(right)
            return isNumber ? .number : .unknown(isHidden: left.isHidden || right.isHidden)
        }
    }

    private static func isNumber(_ value: JinjaValue) -> Bool {
        switch value {
        case .integer, .number: true
        default: false
        }
    }

    private static func sum(_ result: (partialValue: Int, overflow: Bool)) -> JinjaValue {
        result.overflow ? .number : .integer(result.partialValue)
    }

    // MARK: - Formats

    /// Python's `%`, as far as `%s`, `%c` and `%d` without any more.
    static func percent(_ patterns: [String], _ values: [JinjaValue]) -> JinjaValue {
        let isHidden =
            patterns.contains(where: JinjaNames.hides) || values.contains(where: \.isHiddenAsText)
            // A number can be any character.
            || patterns.contains { $0.contains("%c") } || patterns.contains { $0.contains("%(") && values.isEmpty }
        var arguments: [JinjaValue] = values
        // A character by its number.
        for pattern in patterns {
            var index = 0
            for (sign, letter) in zip(pattern.utf8, pattern.utf8.dropFirst()) where sign == UInt8(ascii: "%") {
                guard index < arguments.count else { break }
                if letter == UInt8(ascii: "c"), case .integer(let number) = arguments[index],
                    let scalar = UInt32(exactly: number).flatMap(UnicodeScalar.init)
                {
                    arguments[index] = .text(String(Character(scalar)))
                }
                index += 1
            }
        }
        let folded = patterns.map { pattern in
            JinjaValue.product(arguments) { fill(pattern, $0) }
        }
        guard folded.allSatisfy({ $0 != nil }) else { return .unknown(isHidden: isHidden) }
        return .texts(folded.flatMap { $0?.asTexts ?? [] })
    }

    private static func fill(_ pattern: String, _ values: [String]) -> String? {
        var result = ""
        var rest = values[...]
        var letters = pattern[...]
        while let letter = letters.popFirst() {
            guard letter == "%" else {
                result.append(letter)
                continue
            }
            switch letters.popFirst() {
            case "%": result.append("%")
            case "s", "c", "d", "i":
                guard let value = rest.popFirst() else { return nil }
                result += value
            default: return nil
            }
        }
        return result
    }

    /// Whether the braces of a pattern of `str.format` hold at most a name or a number.
    static func isPlainPattern(_ pattern: String) -> Bool {
        var isOpen = false
        for byte in pattern.utf8 {
            switch byte {
            case UInt8(ascii: "{"): isOpen = true
            case UInt8(ascii: "}"): isOpen = false
            case UInt8(ascii: "."), UInt8(ascii: "["): if isOpen { return false }
            default: continue
            }
        }
        return true
    }

    /// `str.format`, as far as `{}` and `{0}` without any more.
    static func format(_ patterns: [String], _ values: [JinjaValue]) -> JinjaValue {
        let folded = patterns.map { pattern in JinjaValue.product(values) { fillBraces(pattern, $0) } }
        guard folded.allSatisfy({ $0 != nil }) else {
            let isKnown = values.allSatisfy(\.isConstant)
            return .unknown(
                isHidden: isKnown || patterns.contains(where: JinjaNames.hides)
                    || values.contains(where: \.isHiddenAsText)
            )
        }
        return .texts(folded.flatMap { $0?.asTexts ?? [] })
    }

    private static func fillBraces(_ pattern: String, _ values: [String]) -> String? {
        var result = ""
        var count = 0
        var letters = pattern[...]
        while let letter = letters.popFirst() {
            if letter == "{", letters.first == "{" || letter == "}" && letters.first == "}" {
                letters.removeFirst()
                result.append(letter)
                continue
            }
            guard letter == "{" else {
                result.append(letter)
                continue
            }
            guard let end = letters.firstIndex(of: "}") else { return nil }
            let field = letters[..<end]
            letters = letters[letters.index(after: end)...]
            guard let index = field.isEmpty ? count : Int(field), values.indices.contains(index) else { return nil }
            count += 1
            result += values[index]
        }
        return result
    }

    // MARK: - Filters and methods

    static func filter(_ name: String, _ base: JinjaValue, _ values: [JinjaValue]) -> JinjaValue {
        switch name {
        case "length", "count", "int", "float", "abs", "round", "wordcount", "sum": return .number
        case "default", "d": return values.first.map { base.joined(with: $0) } ?? base
        case "join": return join(base, with: values.first ?? .text(""))
        case "first": return base.isConstant ? end(of: base, isFirst: true) : base.element
        case "last": return base.isConstant ? end(of: base, isFirst: false) : base.element
        case "list", "sort", "unique", "items", "dictsort", "max", "min", "random":
            if case .texts(let texts) = base, name == "list", texts.count == 1, let text = texts.first {
                return .list(text.prefix(JinjaValue.maximumSize).map { .text(String($0)) })
            }
            if case .map(let members) = base {
                return name == "list"
                    ? .list(members.keys.sorted().map { .text($0) }) : .unknown(isHidden: base.isHidden)
            }
            if case .list = base, name == "list" { return base }
            return .unknown(isHidden: base.isHidden)
        case "reverse":
            if case .list(let elements) = base { return .list(elements.reversed()) }
            return map(base) { String($0.reversed()) } ?? .unknown(isHidden: base.isHidden)
        case "replace": return replace(base, values)
        case "string", "safe", "escape", "e", "forceescape":
            if base.asTexts != nil { return map(base) { $0 } ?? base }
            return .unknown(isHidden: base.isHiddenAsText)
        case "lower": return map(base) { $0.lowercased() } ?? .unknown(isHidden: base.isHiddenAsText)
        case "upper": return map(base) { $0.uppercased() } ?? .unknown(isHidden: base.isHiddenAsText)
        case "capitalize", "title":
            return map(base) { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
                ?? .unknown(isHidden: base.isHiddenAsText)
        case "trim":
            guard values.isEmpty else { return rest(base, values) }
            return map(base) { strip($0) } ?? .unknown(isHidden: base.isHiddenAsText)
        default: return rest(base, values)
        }
    }

    static func method(_ name: String, _ base: JinjaValue, _ values: [JinjaValue]) -> JinjaValue {
        switch name {
        case "startswith", "endswith", "find", "rfind", "index", "rindex", "count", "isdigit", "isalpha", "isalnum",
            "isspace", "isupper", "islower", "isnumeric", "isdecimal", "istitle", "isidentifier":
            return .number
        case "join": return join(values.first ?? .list([]), with: base)
        case "replace": return replace(base, values)
        case "lower", "casefold": return map(base) { $0.lowercased() } ?? rest(base, values)
        case "upper": return map(base) { $0.uppercased() } ?? rest(base, values)
        case "get", "pop", "setdefault":
            if case .map = base, let key = values.first {
                return values.dropFirst().reduce(element(base, key)) { $0.joined(with: $1) }
            }
            return rest(base, Array(values.dropFirst()))
        case "strip", "lstrip", "rstrip":
            guard values.isEmpty else { return rest(base, values) }
            return map(base) { strip($0) } ?? rest(base, values)
        case "split" where values.count == 1:
            if case .texts(let texts) = base, texts.count == 1, let text = texts.first,
                let separators = values[0].asTexts, separators.count == 1, !separators[0].isEmpty
            {
                let parts = text.split(separator: separators[0], omittingEmptySubsequences: false)
                if parts.count <= JinjaValue.maximumCount { return .list(parts.map { .text(String($0)) }) }
            }
            return .unknown(isHidden: base.isHidden)
        default: return rest(base, values)
        }
    }

    /// What nothing more is known of than what went in.
    private static func rest(_ base: JinjaValue, _ values: [JinjaValue]) -> JinjaValue {
        .unknown(isHidden: base.isHiddenAsText || values.contains(where: \.isHiddenAsText))
    }

    private static func map(_ value: JinjaValue, _ change: (String) -> String) -> JinjaValue? {
        value.asTexts.map { .texts($0.map(change)) }
    }

    private static func strip(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 <= 0x20 }
        let end = bytes.lastIndex { $0 > 0x20 }.map { bytes.index(after: $0) } ?? bytes.startIndex
        return String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self)
    }

    private static func end(of value: JinjaValue, isFirst: Bool) -> JinjaValue {
        switch value {
        case .texts(let texts): .texts(texts.compactMap { (isFirst ? $0.first : $0.last).map { String($0) } })
        case .list(let elements): (isFirst ? elements.first : elements.last) ?? .unknown(isHidden: false)
        default: value.element
        }
    }

    private static func join(_ value: JinjaValue, with separator: JinjaValue) -> JinjaValue {
        var parts: [JinjaValue]
        switch value {
        case .list(let elements): parts = elements
        case .map(let members): parts = members.keys.sorted().map { .text($0) }
        case .texts(let texts) where texts.count == 1: parts = (texts.first ?? "").map { .text(String($0)) }
        case .texts: return .unknown(isHidden: true)
        default: return .unknown(isHidden: value.isHidden || separator.isHidden)
        }
        var all: [JinjaValue] = []
        for part in parts {
            if !all.isEmpty { all.append(separator) }
            all.append(part)
        }
        return concatenation(all)
    }

    private static func replace(_ base: JinjaValue, _ values: [JinjaValue]) -> JinjaValue {
        guard values.count >= 2, !(values[0].asTexts?.contains("") ?? true) else { return rest(base, values) }
        return JinjaValue.product([base, values[0], values[1]]) { row in
            row[0].split(separator: row[1], omittingEmptySubsequences: false).joined(separator: row[2])
        } ?? rest(base, values)
    }
}
