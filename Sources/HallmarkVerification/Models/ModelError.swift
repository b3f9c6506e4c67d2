internal import HallmarkCore

/// Why a model, or a file of it, is not handed out.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of refusal; each is one, and none means that a model may be used.
    public enum Kind: String, Sendable {
        /// Evidence is missing: nobody who is trusted signed.
        case missing
        /// No decision was possible: unreadable, malformed or over a limit.
        case undecided
        /// Trusted evidence contradicts the bytes.
        case rejected
    }

    /// What is known of the model.
    public let kind: Kind
    /// The reasons, at least one; the most telling comes first.
    public let reasons: [Reason]

    init(_ kind: Kind, _ reasons: [Reason]) {
        self.kind = kind
        precondition(!reasons.isEmpty, "a refusal has a reason")
        self.reasons = reasons
    }

    init(_ kind: Kind, _ reason: Reason) {
        self.init(kind, [reason])
    }

    /// A file that could not be read, of which nothing is known.
    init(_ error: FileError) {
        self.init(
            .undecided,
            Reason("unreadable", "\(error)", mend: "make it readable, stop what writes to it, and open the model again")
        )
    }

    /// The first reason's code, a stable word such as `unsigned`.
    public var code: String { reasons[0].code }

    /// Every reason in one line each, with what mends it.
    public var description: String {
        reasons.map { reason in
            let mend = reason.mend.map { "; mend: \($0)" } ?? ""
            return DisplayText.escape("\(reason.message) [\(reason.code)]\(mend)")
        }.joined(separator: "\n")
    }
}
