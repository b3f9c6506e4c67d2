/// A word of a command line that a user may paste: what a hostile tree calls its files must not become a command.
package enum ShellWord {
    /// The text as one word for a POSIX shell, in quotes where it needs them.
    package static func quoted(_ text: String) -> String {
        // A leading hyphen would make an option of it.
        let word = text.utf8.first == UInt8(ascii: "-") ? "./\(text)" : text
        guard word.isEmpty || !word.utf8.allSatisfy(isPlain) else { return word }
        let escaped = word.utf8.flatMap { $0 == UInt8(ascii: "'") ? Array(#"'\''"#.utf8) : [$0] }
        return "'\(String(decoding: escaped, as: UTF8.self))'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: ","):
            true
        default: false
        }
    }
}
