internal import HallmarkCore

/// What git asks a filter for, before the content (gitattributes(5), "Long Running Filter Process").
package struct FilterRequest: Sendable, Hashable {
    /// What a filter can do.
    package enum Command: String, Sendable, CaseIterable {
        /// From the work tree to git's objects.
        case clean
        /// From git's objects to the work tree.
        case smudge
    }

    /// How many lines a list may have.
    package static let maximumLines = 64

    package let command: Command
    /// The path below the top of the work tree.
    package let path: String
    /// The commit or tree that the file is from, where git names it.
    package let treeish: String?
    /// The id of the blob, where git names it; a hint.
    package let blob: ObjectID?
    /// The lines to hand on to another filter, without the offer to delay.
    package let lines: [[UInt8]]

    /// Reads the lines of a list; lines of later versions of git are passed over.
    package init(lines: [[UInt8]]) throws(FilterError) {
        var values: [String: String] = [:]
        var kept: [[UInt8]] = []
        for line in lines {
            guard line.last == UInt8(ascii: "\n"), let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
                throw FilterError(.malformed, "a line of a request is no key=value with a line feed at its end")
            }
            let key = String(decoding: line[..<equals], as: UTF8.self)
            guard ["command", "pathname", "ref", "treeish", "blob"].contains(key) else { continue }
            guard let value = String(validating: line[(equals + 1)...].dropLast(), as: UTF8.self) else {
                throw FilterError(.malformed, "the \(key) of a request is not UTF-8; rename the file")
            }
            guard values.updateValue(value, forKey: key) == nil else {
                throw FilterError(.malformed, "a request names its \(key) twice")
            }
            kept.append(line)
        }
        guard let name = values["command"], let command = Command(rawValue: name) else {
            throw FilterError(.malformed, "a request has no command, or one that was not agreed on")
        }
        guard let path = values["pathname"], !path.isEmpty else {
            throw FilterError(.malformed, "a request names no path")
        }
        self.command = command
        self.path = path
        self.treeish = values["treeish"]
        self.blob = values["blob"].flatMap { ObjectID(hex: $0) }
        self.lines = kept
    }
}
