/// Follows what a template computes, without any value from outside, and reports what no conversation needs.
struct JinjaJudge {
    /// Something that a template does.
    struct Problem: Hashable, Sendable {
        enum Kind: Sendable {
            /// Reaches what runs code.
            case code
            /// Reaches for more than a conversation.
            case outside
            /// Nothing is known of it.
            case unread
        }

        let kind: Kind
        let message: String
        /// Where in the template, in bytes.
        let offset: Int
    }

    /// How often assignments are followed until they settle.
    private static let maximumPasses = 4
    /// How long a loop or a text may be made by one number.
    static let maximumRepetition = 1 << 20

    private(set) var problems: [Problem] = []
    private var seen: Set<Problem> = []
    /// What each name can be, wherever it is bound; `a.b` for the members of namespaces.
    var variables: [String: JinjaValue] = [:]
    /// The parameters of each macro; of call blocks, under the name by which they are called.
    var macros: [String: [String]] = [:]
    /// What a filter block encloses.
    var enclosed = JinjaValue.unknown(isHidden: true)
    private var place = 0
    private var isReporting = false
    private var isSettled = true
    private var isLastPass = false

    /// What a template does that no template of a conversation needs.
    static func problems(of statements: [JinjaStatement]) -> [Problem] {
        var judge = JinjaJudge()
        judge.collectMacros(statements)
        for pass in 0..<maximumPasses {
            judge.isSettled = true
            judge.isLastPass = pass == maximumPasses - 1
            judge.walk(statements)
            if judge.isSettled { break }
        }
        judge.isReporting = true
        judge.walk(statements)
        return judge.problems
    }

    mutating func report(_ kind: Problem.Kind, _ message: String) {
        guard isReporting else { return }
        let problem = Problem(kind: kind, message: message, offset: place)
        if seen.insert(problem).inserted { problems.append(problem) }
    }

    /// Gives a name one more value that it can have.
    mutating func bind(_ name: String, _ value: JinjaValue) {
        guard let old = variables[name] else {
            variables[name] = value
            isSettled = false
            return
        }
        var joined = old.joined(with: value)
        guard joined != old else { return }
        isSettled = false
        // What still changes grows in a loop.
        if isLastPass { joined = .unknown(isHidden: joined.isHidden) }
        variables[name] = joined
    }

    private mutating func collectMacros(_ statements: [JinjaStatement]) {
        for statement in statements {
            switch statement {
            case .macro(let name, let parameters, let body, _):
                macros[name ?? "caller", default: []] += parameters.map(\.name)
                collectMacros(body)
            case .loop(_, _, let body, _), .body(let body): collectMacros(body)
            case .evaluate, .assign, .outside: continue
            }
        }
    }

    private mutating func walk(_ statements: [JinjaStatement]) {
        for statement in statements {
            switch statement {
            case .evaluate(let expressions, let offset):
                place = offset
                for expression in expressions { _ = value(of: expression) }
            case .assign(let target, let expression, let offset):
                place = offset
                assign(target, value(of: expression))
            case .loop(let target, let source, let body, let offset):
                place = offset
                bind("loop", .object)
                let source = value(of: source)
                place = offset
                assign(target, source.element)
                walk(body)
            case .macro(_, let parameters, let body, let offset):
                place = offset
                for (name, value) in parameters {
                    bind(name, .unknown(isHidden: false))
                    place = offset
                    if let value { bind(name, self.value(of: value)) }
                }
                walk(body)
            case .body(let body): walk(body)
            case .outside(let tag, let offset):
                place = offset
                report(.outside, "uses the tag \(Finding.quote(tag))")
            }
        }
    }

    private mutating func assign(_ target: JinjaTarget, _ value: JinjaValue) {
        switch target {
        case .attribute(let object, let name):
            check(name)
            bind("\(object).\(name)", value)
        case .names(let names):
            for name in names where !name.utf8.allSatisfy({ $0 < 0x80 }) {
                report(.outside, "binds the name \(Finding.quote(name)), which is not ASCII")
            }
            if names.count == 1 { return bind(names[0], value) }
            if case .list(let elements) = value, elements.count == names.count {
                for (name, element) in zip(names, elements) { bind(name, element) }
            } else {
                for name in names { bind(name, value.element) }
            }
        }
    }

    // MARK: - Names

    /// Reports a name that leads into Python's inside, by which something is reached.
    mutating func check(_ name: String) {
        switch JinjaNames.fault(of: name) {
        case .code: report(.code, "reaches for \(Finding.quote(name))")
        case .inner: report(.outside, "reaches for \(Finding.quote(name))")
        case nil: return
        }
    }

    /// Reports a computed name by which something is reached.
    mutating func check(_ key: JinjaValue) {
        switch key {
        case .texts(let texts): for text in texts.sorted() { check(text) }
        case .integer, .number, .object: return
        default: if key.isHidden { report(.outside, "reaches for a name that is put together") }
        }
    }
}
