import HallmarkCore

/// Why a command stopped: a decision other than accepted, a sentence, and the command that mends it.
struct Failure: Error, CustomStringConvertible {
    let decision: Decision
    /// A stable word for scripts.
    let code: String
    let message: String
    let mend: String?

    init(_ decision: Decision, _ code: String, _ message: String, mend: String? = nil) {
        self.decision = decision
        self.code = code
        self.message = message
        self.mend = mend
    }

    var description: String {
        mend.map { "\(message)\n  mend: \($0)" } ?? message
    }
}
