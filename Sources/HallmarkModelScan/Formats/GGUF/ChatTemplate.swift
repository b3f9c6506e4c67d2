/// Looks into a chat template (Jinja) for what leads out of the template's own world.
///
/// Text search, not a parser: a template that hides its names well enough is not found here. That is why the presence
/// of any template is a finding of its own.
enum ChatTemplate {
    /// Texts that no template of a conversation needs, in lower case.
    private static let hostile = [
        ".__", "['__", "[\"__", "\\x5f", "\\u005f", "|attr(", "| attr(", "getattr", "{% import", "{%- import",
        "{% from", "{%- from", "{% include", "{%- include", "{% extends", "{%- extends", "popen(", "os.system(",
        "lipsum",
        "cycler.", "joiner.", "self._", ".mro(", "get_flashed_messages", "url_for(",
    ]

    /// The hostile constructs that a template uses, in the order of the table.
    static func hostileConstructs(in template: String) -> [String] {
        let text = Array(template.lowercased().utf8)
        return hostile.filter { contains(text, Array($0.utf8)) }
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count, let first = part.first else { return false }
        return (0...text.count - part.count).contains {
            text[$0] == first && text[$0..<$0 + part.count].elementsEqual(part)
        }
    }
}
