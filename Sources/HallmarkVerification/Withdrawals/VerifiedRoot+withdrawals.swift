internal import HallmarkCore
internal import HallmarkSigning
package import HallmarkStatement

extension VerifiedRoot {
    /// How many envelopes of lists are looked at.
    package static let maximumWithdrawals = 4096

    /// The same root with what was taken away under it.
    ///
    /// Of each list the newest that its signers signed counts, or the one that was accepted before where that is newer.
    ///
    /// - Parameters:
    ///   - candidates: the envelopes of a tree's `attestations/withdrawals`, none of them trusted.
    ///   - accepted: the lists of an ``AcceptedState``, trusted because of where they lie.
    /// - Throws: a ``TrustError``, `malformed-withdrawals`, when a list cannot be read.
    package func withdrawing(
        _ candidates: [Envelope],
        accepted: [Envelope] = []
    ) throws(TrustError) -> WithdrawalVerdict {
        guard candidates.count <= Self.maximumWithdrawals else {
            throw WithdrawalList.malformed("attestations/withdrawals has more than \(Self.maximumWithdrawals) lists")
        }
        return try WithdrawalVerdict(candidates, accepted: accepted, under: self)
    }

    /// The principals who signed an envelope with keys that are still trusted.
    ///
    /// Of what nobody can tell any more, since the list of revoked keys has expired, nobody is.
    package func signers(of envelope: Envelope) -> [Principal] {
        // The authorities were looked at when the root was read; without them a timestamp proves nothing.
        let revoked = withdrawals.revokedKeys(timestamps: try? root.timestampTrust())
        var budget = SignatureBudget()
        return root.validSignatures(of: envelope, revoked: revoked, within: &budget).map(\.principal)
    }
}
