internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

/// Which keys are not trusted any more, and since when.
///
/// A signature that existed before the date stands where a timestamp authority of the root says so; the signer's own word
/// proves nothing, since whoever has the key can date a signature back.
struct RevokedKeys: Sendable {
    static let none = RevokedKeys(entries: [], timestamps: nil, at: Timestamp(seconds: 0))

    private let entries: [String: WithdrawalList.Entry]
    private let timestamps: TimestampTrust?
    private let time: Timestamp
    /// Why nothing is known of any key; `nil` while the list is good.
    private let expiry: Reason?

    init(
        entries: [WithdrawalList.Entry],
        timestamps: TimestampTrust?,
        at time: Timestamp,
        expiry: Reason? = nil
    ) {
        // Of two dates the earlier one counts.
        self.entries = Dictionary(entries.map { ($0.digest.hex, $0) }) { first, second in
            (first.since ?? time) <= (second.since ?? time) ? first : second
        }
        self.timestamps = timestamps
        self.time = time
        self.expiry = expiry
    }

    /// Why a valid signature does not count; `nil` where it does.
    ///
    /// - Parameter isListed: whether the root itself lists the key; one that a certificate names is its authority's
    ///   business too.
    func refusal(
        of signature: Envelope.Signature,
        byKey keyID: String,
        of principal: Principal,
        isListed: Bool
    ) -> Reason? {
        if let entry = entries[keyID], let since = entry.since, since <= time, !isOlder(signature, than: since) {
            return Reason(
                "revoked-key",
                "the key \(keyID) of \(principal.name) is not trusted since \(since): \(entry.reason)",
                expected: "a trusted key, or a timestamp from before \(since) by an authority of the root",
                found: signature.timestamps.isEmpty ? "no timestamp" : "no such timestamp",
                mend: "have it signed again with another key, once somebody has looked at what it says"
            )
        }
        return isListed ? expiry : nil
    }

    private func isOlder(_ signature: Envelope.Signature, than date: Timestamp) -> Bool {
        guard let timestamps else { return false }
        return signature.timestamps.contains { token in
            // A token that does not hold proves nothing, whatever is wrong with it.
            guard let established = try? timestamps.verify(token, over: signature.bytes, revocationTime: time) else {
                return false
            }
            return established.upperBound < date
        }
    }
}
