import Foundation
import HallmarkCore
import Synchronization

/// What goes to standard output and standard error.
enum Output {
    /// Why something could not be written, on a full disk for instance; a result that nobody can read is none.
    private static let failure = Mutex<String?>(nil)

    /// Whether standard output is a terminal that shows colours, and nobody asked for none (no-color.org).
    static var isColoured: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
    }

    /// Throws when a result was lost.
    static func check() throws {
        guard let reason = failure.withLock({ $0 }) else { return }
        throw Failure(.undecided, "output", "the result could not be written: \(reason)")
    }

    /// Writes a result.
    static func result(_ text: String) {
        write(text, to: .standardOutput)
    }

    /// Writes a result whose lines quote untrusted text, fit for a terminal.
    static func lines(_ text: String) {
        write(escaped(text), to: .standardOutput)
    }

    /// Writes a line that quotes untrusted text, fit for a terminal.
    static func line(_ text: String) {
        lines(text + "\n")
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
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            failure.withLock { $0 = $0 ?? error.localizedDescription }
        }
    }
}
