/// What is known of a value that a template computes.
indirect enum JinjaValue: Hashable, Sendable {
    /// One of these texts, all written in the template.
    case texts(Set<String>)
    case integer(Int)
    /// A number or a truth of which nothing is known.
    case number
    case list([JinjaValue])
    case map([String: JinjaValue])
    /// A function or a class of the environment that was not called.
    case function(String)
    /// A macro of the template.
    case macro
    /// A namespace, a loop or their like.
    case object
    /// What a filter yields one by one.
    case generated(isHidden: Bool)
    /// Something from outside, or computed; hidden when the template's own texts could make a name of Python in it.
    case unknown(isHidden: Bool)

    /// How many texts, elements and bytes of a text are followed.
    static let maximumCount = 32
    static let maximumSize = 256

    static func text(_ text: String) -> JinjaValue {
        text.utf8.count <= maximumSize ? .texts([text]) : .unknown(isHidden: JinjaNames.hides(text))
    }

    static func texts(_ texts: [String]) -> JinjaValue {
        guard texts.count <= maximumCount, texts.allSatisfy({ $0.utf8.count <= maximumSize }) else {
            return .unknown(isHidden: texts.contains(where: JinjaNames.hides))
        }
        return .texts(Set(texts))
    }

    /// A list, as long as it is small with all that lies in it.
    static func list(of elements: [JinjaValue]) -> JinjaValue {
        guard elements.reduce(elements.count, { $0 + $1.size }) <= maximumSize else {
            return .unknown(isHidden: elements.contains(where: \.isHidden))
        }
        return .list(elements)
    }

    /// A map, as long as it is small with all that lies in it.
    static func map(of members: [String: JinjaValue]) -> JinjaValue {
        guard members.values.reduce(members.count, { $0 + $1.size }) <= maximumSize else {
            return .unknown(isHidden: members.contains { JinjaNames.hides($0.key) || $0.value.isHidden })
        }
        return .map(members)
    }

    /// How many values lie in it.
    private var size: Int {
        switch self {
        case .list(let elements): elements.reduce(1) { $0 + $1.size }
        case .map(let members): members.values.reduce(1) { $0 + $1.size }
        default: 1
        }
    }

    /// Whether the value could hold a name of Python that was put together.
    var isHidden: Bool {
        switch self {
        case .texts(let texts): texts.contains(where: JinjaNames.hides)
        case .integer, .number, .object: false
        case .list(let elements): elements.contains(where: \.isHidden)
        case .map(let members): members.contains { JinjaNames.hides($0.key) || $0.value.isHidden }
        case .function, .macro: true
        case .generated(let isHidden), .unknown(let isHidden): isHidden
        }
    }

    /// Whether everything about it is written in the template.
    var isConstant: Bool {
        switch self {
        case .texts, .integer, .number: true
        case .list(let elements): elements.allSatisfy(\.isConstant)
        case .map(let members): members.values.allSatisfy(\.isConstant)
        case .function, .macro, .object, .generated, .unknown: false
        }
    }

    /// The texts that it can be as text; `nil` where they are not known.
    var asTexts: [String]? {
        switch self {
        case .texts(let texts): texts.sorted()
        case .integer(let number): [String(number)]
        default: nil
        }
    }

    /// What the value is, once it was turned into text: the text of a function tells Python's names.
    var isHiddenAsText: Bool {
        switch self {
        case .generated, .function, .macro: true
        case .list(let elements): elements.contains(where: \.isHiddenAsText)
        case .map(let members): isHidden || members.values.contains(where: \.isHiddenAsText)
        default: isHidden
        }
    }

    /// What can be either of two values.
    func joined(with other: JinjaValue) -> JinjaValue {
        if self == other { return self }
        if case .texts(let left) = self, case .texts(let right) = other {
            return .texts(Array(left.union(right)))
        }
        if case .list(let left) = self, case .list(let right) = other, left.isEmpty || right.isEmpty {
            return left.isEmpty ? other : self
        }
        // Templates keep macros in lists and call them by index.
        if case .list(let left) = self, case .list(let right) = other, (left + right).allSatisfy({ $0 == .macro }) {
            return .list([.macro])
        }
        return .unknown(isHidden: isHidden || other.isHidden)
    }

    /// What one of its elements can be.
    var element: JinjaValue {
        switch self {
        case .texts(let texts): .texts(texts.flatMap { $0.map { String($0) } })
        case .list(let elements):
            elements.first.map { first in elements.dropFirst().reduce(first) { $0.joined(with: $1) } }
                ?? .unknown(isHidden: false)
        case .map(let members): .texts(members.keys.sorted())
        case .integer, .number, .object: .unknown(isHidden: false)
        case .function, .macro: .unknown(isHidden: true)
        case .generated(let isHidden), .unknown(let isHidden): .unknown(isHidden: isHidden)
        }
    }

    /// Texts made of one text of each, in order; `nil` where some are not known.
    static func product(
        _ parts: [JinjaValue],
        _ combine: ([String]) -> String?
    ) -> JinjaValue? {
        var rows: [[String]] = [[]]
        for part in parts {
            guard let texts = part.asTexts, texts.count * rows.count <= maximumCount else { return nil }
            rows = rows.flatMap { row in texts.map { row + [$0] } }
        }
        let results = rows.compactMap(combine)
        return results.count == rows.count ? .texts(results) : nil
    }
}
