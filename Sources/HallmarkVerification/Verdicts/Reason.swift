/// Why something was not accepted: what was expected, what was found, and the command that mends it.
package struct Reason: Sendable, Hashable {
    /// A stable word that scripts can rely on, such as `unknown-key`.
    package let code: String
    package let message: String
    package let expected: String?
    package let found: String?
    /// A command line for the user to run.
    package let mend: String?

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
