/// The part of YAML that every reader takes the same way.
///
/// Anchors, aliases, tags, block scalars, directives and further documents are refused in the text itself, before a
/// parser expands what a few bytes can blow up.
enum PlainYAML {
    /// Refuses a text that uses more of YAML than plain mappings, lists and scalars.
    static func check(_ text: String) throws(TrustError) {
        var quote: UInt8?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let bytes = Array(line.utf8)
            guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw refusal(index, "a tab or control character")
            }
            for start in ["%", "---", "..."] where quote == nil && line.hasPrefix(start) {
                throw refusal(index, "\(start) (directives and further documents are not read)")
            }
            try check(bytes, line: index, quote: &quote)
        }
    }

    private static func check(_ line: [UInt8], line number: Int, quote: inout UInt8?) throws(TrustError) {
        // A token begins at the start of a line, after a space, and after the marks of lists and mappings.
        var beginsToken = true
        var isEscaped = false
        for byte in line {
            let character = Character(UnicodeScalar(byte))
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\"), open == UInt8(ascii: "\"") {
                    isEscaped = true
                } else if byte == open {
                    quote = nil
                }
                beginsToken = false
                continue
            }
            if beginsToken {
                switch character {
                case "#": return
                case "\"", "'": quote = byte
                case "&", "*", "!", "|", ">", "@", "`", "?":
                    throw refusal(number, "\(character) where a value begins (put it in quotes if it is meant as text)")
                default: break
                }
            }
            beginsToken = quote == nil && " [{,:-".contains(character)
        }
    }

    private static func refusal(_ line: Int, _ what: String) -> TrustError {
        TrustError(.malformedPolicy, "line \(line + 1) of the policy has \(what)")
    }
}
