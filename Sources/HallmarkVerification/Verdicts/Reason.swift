/// Why something was not accepted: what was expected, what was found, and the command that mends it.
public struct Reason: Sendable, Hashable {
    /// A stable word that scripts can rely on, such as `unknown-key`.
    public let code: String
    /// A sentence for people; it may quote names that somebody untrusted chose.
    public let message: String
    /// What would have been accepted, where that is one value.
    public let expected: String?
    /// What was there in its place.
    public let found: String?
    /// What mends it, mostly a command line for the user to run.
    public let mend: String?

    package init(
        _ code: String,
        _ message: String,
        expected: String? = nil,
        found: String? = nil,
        mend: String? = nil
    ) {
        self.code = code
        self.message = message
        self.expected = expected
        self.found = found
        self.mend = mend
    }
}
