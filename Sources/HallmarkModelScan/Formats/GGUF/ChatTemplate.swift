/// Looks into a chat template (Jinja) for what leads out of the template's own world.
///
/// Text search, not a parser: a template that hides its names well enough is not found here. That is why the presence
/// of any template is a finding of its own.
enum ChatTemplate {
    /// Texts that no template of a conversation needs, in lower case and without white space.
    private static let hostile = [
        "__", "\\x5f", "\\u005f", "\\137", "|attr(", "getattr", "%import", "%-import", "%+import", "%from", "%-from",
        "%+from", "%include", "%-include", "%+include", "%extends", "%-extends", "%+extends", "popen(", "os.system(",
        "lipsum", "cycler.", "joiner.", "self._", ".mro(", "get_flashed_messages", "url_for(",
    ]

    /// The hostile constructs that a template uses, in the order of the table.
    static func hostileConstructs(in template: String) -> [String] {
        let text = template.lowercased().utf8.filter { !$0.isWhiteSpace }
        return hostile.filter { contains(text, Array($0.utf8)) }
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count, let first = part.first else { return false }
        return (0...text.count - part.count).contains {
            text[$0] == first && text[$0..<$0 + part.count].elementsEqual(part)
        }
    }
}

extension UInt8 {
    fileprivate var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
