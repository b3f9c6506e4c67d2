extension Vocabulary {
    /// The vocabulary of `embedder.gguf`.
    public static let english: Vocabulary = {
        let text = String(decoding: PackageResources.tokens_txt, as: UTF8.self)
        guard let vocabulary = Vocabulary(tokens: text.split(whereSeparator: \.isNewline).map(String.init)) else {
            preconditionFailure("tokens.txt has a token twice, or no [UNK]")
        }
        return vocabulary
    }()
}
