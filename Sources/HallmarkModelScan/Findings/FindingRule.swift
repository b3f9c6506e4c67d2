/// A rule of the scanner, with an id that never changes its meaning.
package struct FindingRule: Sendable, Hashable {
    /// What a finding of the rule makes of its file.
    package enum Severity: String, Sendable, Comparable, CaseIterable {
        /// Worth knowing; the file can still be safe.
        case note
        /// Something could not be read, so that nothing can be said.
        case unknown
        case suspicious
        case malicious

        package static func < (left: Severity, right: Severity) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .note: 0
            case .unknown: 1
            case .suspicious: 2
            case .malicious: 3
            }
        }
    }

    /// The stable id, such as `PKL001`.
    package let id: String
    package let severity: Severity
    /// What the rule looks for, in one sentence.
    package let summary: String
    /// What to do about a finding, in one sentence.
    package let advice: String
    /// Where to read on: a clause of the format, a weakness (CWE), an advisory (CVE), a technique (MITRE ATLAS).
    package let references: [String]

    package init(
        _ id: String,
        _ severity: Severity,
        _ summary: String,
        advice: String,
        references: [String] = []
    ) {
        self.id = id
        self.severity = severity
        self.summary = summary
        self.advice = advice
        self.references = references
    }
}
