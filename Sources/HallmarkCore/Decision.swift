/// What a command decided, with the exit code that scripts rely on.
package enum Decision: String, Sendable, CaseIterable {
    /// All that was asked for holds.
    case accepted
    /// Evidence is missing: nothing to verify, or a required statement is absent.
    case missing
    /// No decision was possible: unreadable, unsupported, over a limit, no pin, internal failure.
    case undecided
    /// Trusted evidence contradicts the bytes or a rule.
    case rejected

    /// The process exit code.
    package var exitCode: Int32 {
        switch self {
        case .accepted: 0
        case .undecided: 1
        case .rejected: 2
        case .missing: 3
        }
    }

    /// The decision over several results: rejected beats undecided beats missing beats accepted.
    package static func worst(_ decisions: some Sequence<Decision>) -> Decision {
        decisions.max { $0.severity < $1.severity } ?? .accepted
    }

    private var severity: Int {
        switch self {
        case .accepted: 0
        case .missing: 1
        case .undecided: 2
        case .rejected: 3
        }
    }
}
