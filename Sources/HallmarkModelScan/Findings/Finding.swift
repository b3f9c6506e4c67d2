/// Something that the scanner found in a file.
///
/// The message quotes the file's own bytes: escape it before it reaches a terminal.
package struct Finding: Sendable, Hashable {
    package let rule: FindingRule
    package let message: String
    /// Where in the file, in bytes; `nil` where no one place is meant.
    package let offset: UInt64?
    /// The members of containers that it lies in, from the outermost to its own; the message begins with them.
    package let members: [String]

    package init(_ rule: FindingRule, _ message: String, offset: UInt64? = nil, members: [String] = []) {
        self.rule = rule
        self.message = message
        self.offset = offset
        self.members = members
    }

    /// The message without the members that it begins with.
    package var statement: String {
        let start = members.map { "\($0): " }.joined()
        return message.hasPrefix(start) ? String(message.dropFirst(start.count)) : message
    }

    package var severity: FindingRule.Severity { rule.severity }

    /// The same finding about a file inside of a bundle.
    func inside(_ path: String) -> Finding {
        Finding(rule, "\(path): \(message)", offset: offset, members: [path] + members)
    }

    /// The same finding about a member of a container, at its place in the container's bytes.
    func inside(_ member: String, at offset: UInt64?) -> Finding {
        Finding(rule, "\(member): \(message)", offset: offset, members: [member] + members)
    }

    /// How many characters of hostile text a message quotes.
    static let maximumQuotation = 120

    /// Text of a file as a message quotes it: bounded, in quotation marks.
    static func quote(_ text: some StringProtocol) -> String {
        let start = text.unicodeScalars.prefix(maximumQuotation)
        let isWhole = start.endIndex == text.unicodeScalars.endIndex
        return "\"\(String(String.UnicodeScalarView(start)))\(isWhole ? "" : "…")\""
    }
}
