import Foundation
import HallmarkCore

/// What goes to standard output and standard error.
enum Output {
    /// Writes a result.
    static func result(_ text: String) {
        write(text, to: .standardOutput)
    }

    /// Writes a result whose lines quote untrusted text, fit for a terminal.
    static func lines(_ text: String) {
        write(escaped(text), to: .standardOutput)
    }

    /// Writes a result as JSON.
    static func result(_ json: JSONValue) {
        write(JSONWriter.text(of: json, layout: .indented), to: .standardOutput)
    }

    /// Writes what went wrong, fit for a terminal, line by line.
    static func error(_ text: String) {
        write(escaped(text) + "\n", to: .standardError)
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.escape(String($0)) }
            .joined(separator: "\n")
    }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that went away, as in `hallmark … | head`, is no failure of ours.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
