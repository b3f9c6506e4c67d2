/// The words that a model knows, numbered from zero.
public struct Vocabulary: Sendable {
    private let identifiers: [String: Int]
    private let unknown: Int

    /// Numbers `tokens` in their order, or returns `nil` when one comes twice or `[UNK]` is absent.
    public init?(tokens: some Sequence<String>) {
        var identifiers: [String: Int] = [:]
        for (identifier, token) in tokens.enumerated() {
            guard identifiers.updateValue(identifier, forKey: token) == nil else { return nil }
        }
        guard let unknown = identifiers["[UNK]"] else { return nil }
        self.identifiers = identifiers
        self.unknown = unknown
    }

    /// Returns the identifiers of the words in `text`, whose case doesn't count; an unknown word gets `[UNK]`'s.
    public func identifiers(of text: String) -> [Int] {
        text.lowercased()
            .split { !$0.isLetter && !$0.isNumber }
            .map { identifiers[String($0)] ?? unknown }
    }
}
