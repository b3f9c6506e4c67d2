import ArgumentParser
import Vocabulary

struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the token ids of a text, as embedder.gguf numbers them.",
        discussion: "Example: ModelApp encode \"A quiet morning\""
    )

    @Argument(help: "The text.")
    var text: String

    func run() {
        print(Vocabulary.english.identifiers(of: text).map(String.init).joined(separator: " "))
    }
}
