package import HallmarkStatement

/// A list that was not signed by enough principals yet.
package struct PendingWithdrawals: Sendable, CustomStringConvertible {
    package let list: WithdrawalList
    /// The list of this name that is in force, or `nil`.
    package let predecessor: WithdrawalList?
    package let envelope: Envelope
    package let missing: MissingSignatures
    /// Whether it was signed under an earlier root: then it was in force, and must not be forgotten.
    package let isSignedUnderEarlierRoot: Bool
    /// The key ids that signatures name which are not by those keys.
    package let invalid: [String]

    package var description: String {
        "version \(list.version) of \(list.name) waits for \(missing)" + MissingSignatures.remark(onInvalid: invalid)
    }
}
