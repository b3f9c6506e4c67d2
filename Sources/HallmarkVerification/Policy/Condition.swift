internal import HallmarkCore
package import HallmarkStatement

/// What a policy asks of a statement's predicate: comparisons of paths with values, joined by `and`, `or` and `not`.
///
/// The language is total: no loop, no call, no change. What is absent or of another kind than what it is compared with is
/// unknown, and unknown stays unknown under `not` (three-valued logic), so that leaving a field out never satisfies a
/// condition.
package struct Condition: Sendable, Hashable {
    /// How many bytes the text of a condition may have.
    package static let maximumSize = 4096
    /// How deep parentheses, `not` and lists may nest.
    package static let maximumDepth = 16
    /// How many elements of lists a path may lead to.
    package static let maximumElements = 1_000_000

    /// The text as it stands in the policy.
    package let text: String
    private let expression: Expression

    /// Reads a condition.
    ///
    /// - Throws: a ``TrustError`` with `.malformedPolicy` that says where.
    package init(_ text: String) throws(TrustError) {
        self.text = text
        self.expression = try ConditionParser.expression(text)
    }

    /// Whether a statement meets it; `nil` where that is unknown.
    package func isMet(by statement: Statement) -> Bool? {
        expression.value(in: statement)
    }

    /// What a path leads to in a statement, for people; `nil` when the condition compares no path.
    func found(in statement: Statement) -> String? {
        let paths = expression.paths.prefix(4)
        guard !paths.isEmpty else { return nil }
        return paths.map { path in
            let values = path.values(in: statement).prefix(4).map { JSONWriter.text(of: $0) }
            return "\(path) = \(values.isEmpty ? "nothing" : values.joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    /// A step through a JSON document.
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
        /// `[*]`: each element of a list.
        case each
    }

    /// Where a value stands, beginning at the statement.
    struct Path: Sendable, Hashable, CustomStringConvertible {
        let steps: [Step]
        let description: String

        /// Whether it may lead to many values.
        var isMany: Bool { steps.contains(.each) }

        /// What it leads to.
        func values(in statement: Statement) -> [JSONValue] { places(in: statement).compactMap(\.self) }

        /// What it leads to in each element of a list; `nil` for an element that does not have it.
        func places(in statement: Statement) -> [JSONValue?] {
            guard case .member(let name)? = steps.first else { return [] }
            var places: [JSONValue?]
            switch name {
            case "predicate": places = [statement.predicate]
            case "predicateType": places = [.string(statement.predicateType)]
            default: places = []
            }
            for step in steps.dropFirst() {
                switch step {
                case .member(let name): places = places.map { $0?[name] }
                case .element(let index):
                    places = places.map { place in
                        place?.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                    }
                case .each:
                    // What is no list has no elements, and then nothing can be said of "all".
                    guard places.allSatisfy({ $0?.array != nil }) else { return [] }
                    places = places.lazy.compactMap { $0?.array }.joined().prefix(Condition.maximumElements + 1).map(
                        \.self
                    )
                    guard places.count <= Condition.maximumElements else { return [] }
                }
            }
            return places
        }
    }

    enum Operand: Sendable, Hashable {
        case path(Path)
        case value(JSONValue)

        var path: Path? { if case .path(let path) = self { path } else { nil } }

        /// The one value; `nil` for none and for many.
        func value(in statement: Statement) -> JSONValue? {
            switch self {
            case .value(let value): return value
            case .path(let path):
                let values = path.values(in: statement)
                return values.count == 1 && !path.isMany ? values[0] : nil
            }
        }
    }

    enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case member = "in"
    }

    enum Quantifier: String, Sendable, Hashable, CaseIterable {
        case all
        case any
    }

    indirect enum Expression: Sendable, Hashable {
        case and([Expression])
        case or([Expression])
        case not(Expression)
        case has(Path)
        case compare(Operand, Comparison, Operand)
        case quantified(Quantifier, Path, Comparison, Operand)

        var paths: [Path] {
            switch self {
            case .and(let parts), .or(let parts): parts.flatMap(\.paths)
            case .not(let part): part.paths
            case .has(let path): [path]
            case .compare(let left, _, let right): [left.path, right.path].compactMap(\.self)
            case .quantified(_, let path, _, let operand): [path] + [operand.path].compactMap(\.self)
            }
        }

        func value(in statement: Statement) -> Bool? {
            switch self {
            case .and(let parts): return Self.all(parts.lazy.map { $0.value(in: statement) })
            case .or(let parts): return Self.any(parts.lazy.map { $0.value(in: statement) })
            case .not(let part): return part.value(in: statement).map { !$0 }
            case .has(let path): return !path.values(in: statement).isEmpty
            case .compare(let left, let comparison, let right):
                if comparison == .member, case .path(let path) = right, path.isMany {
                    return Self.compare(left.value(in: statement), .member, .array(path.values(in: statement)))
                }
                return Self.compare(left.value(in: statement), comparison, right.value(in: statement))
            case .quantified(let quantifier, let path, let comparison, let operand):
                let places = path.places(in: statement)
                // Of nothing, nothing is said: an empty list must not pass for one in which all is well.
                guard !places.isEmpty else { return nil }
                let other = operand.value(in: statement)
                let results = places.lazy.map { Self.compare($0, comparison, other) }
                return quantifier == .all ? Self.all(results) : Self.any(results)
            }
        }

        private static func all(_ results: some Sequence<Bool?>) -> Bool? {
            var isKnown = true
            for result in results {
                guard result != false else { return false }
                isKnown = isKnown && result != nil
            }
            return isKnown ? true : nil
        }

        private static func any(_ results: some Sequence<Bool?>) -> Bool? {
            var isKnown = true
            for result in results {
                guard result != true else { return true }
                isKnown = isKnown && result != nil
            }
            return isKnown ? false : nil
        }

        private static func compare(_ left: JSONValue?, _ comparison: Comparison, _ right: JSONValue?) -> Bool? {
            guard let left, let right else { return nil }
            switch comparison {
            case .equal: return isEqual(left, right)
            case .unequal: return isEqual(left, right).map { !$0 }
            case .member:
                guard let elements = right.array else { return nil }
                return any(elements.lazy.map { isEqual(left, $0) })
            case .less: return isLess(left, right)
            case .greater: return isLess(right, left)
            case .lessOrEqual: return isLess(right, left).map { !$0 }
            case .greaterOrEqual: return isLess(left, right).map { !$0 }
            }
        }

        // Texts are compared by their bytes: Swift takes two spellings of é for one.
        private static func isEqual(_ left: JSONValue, _ right: JSONValue) -> Bool? {
            switch (left, right) {
            case (.string(let left), .string(let right)): left.isExactly(right)
            case (.integer(let left), .integer(let right)): left == right
            case (.bool(let left), .bool(let right)): left == right
            case (.null, .null): true
            default: nil
            }
        }

        // Whole numbers, whole numbers in text (as sizes in predicates are) and times; nothing else has an order.
        private static func isLess(_ left: JSONValue, _ right: JSONValue) -> Bool? {
            if let left = number(left), let right = number(right) { return left < right }
            if let left = time(left), let right = time(right) { return left < right }
            return nil
        }

        private static func number(_ value: JSONValue) -> Int64? {
            value.integer ?? value.string.flatMap { text in Int64(text).flatMap { String($0) == text ? $0 : nil } }
        }

        private static func time(_ value: JSONValue) -> Timestamp? {
            value.string.flatMap { PredicateTime($0)?.timestamp }
        }
    }
}
