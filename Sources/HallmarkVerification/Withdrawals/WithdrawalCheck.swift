internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

/// Looks for the newest list of one name that its signers have signed.
struct WithdrawalCheck {
    private let root: VerifiedRoot
    /// What was accepted before.
    private let known: SignedList?
    private let revoked: [WithdrawalList.Entry]
    private let timestamps: TimestampTrust?
    private var budget = SignatureBudget()

    private(set) var accepted: Envelope?
    private(set) var lines: [Verdict.Line] = []
    private(set) var pending: [PendingWithdrawals] = []

    init(
        _ root: VerifiedRoot,
        known: SignedList?,
        revoked: [WithdrawalList.Entry],
        timestamps: TimestampTrust?
    ) {
        self.root = root
        self.known = known
        self.revoked = revoked
        self.timestamps = timestamps
    }

    /// The list in force.
    ///
    /// - Parameter candidates: the highest version first.
    mutating func newest(of candidates: [SignedList]) throws(TrustError) -> WithdrawalList? {
        var newest: (list: SignedList, signers: [String])?
        var unsigned: [(list: SignedList, missing: MissingSignatures)] = []
        let oldest = known?.list.version ?? 0
        for candidate in candidates where candidate.list.version >= max(oldest, newest?.list.list.version ?? 0) {
            let signers = signers(of: candidate, under: root.root)
            if let missing = missing(candidate, signers, under: root.root) {
                unsigned.append((candidate, missing))
            } else if let other = [known, newest?.list].compactMap(\.self).first(where: { isConflict(candidate, $0) }) {
                lines.append(Self.conflict(candidate, other))
            } else if newest == nil {
                newest = (candidate, signers.map(\.name))
            }
        }
        if let list = newest?.list ?? known {
            accepted = list.envelope
            lines.append(
                Verdict.Line(
                    kind: "withdrawals",
                    name: "\(list.list.name), version \(list.list.version)",
                    decision: .accepted,
                    signers: newest?.signers ?? []
                )
            )
        }
        return settle(unsigned, newest: newest?.list)
    }

    // What lacks signatures takes nothing away, unless principals of an earlier root have signed it: then it was in
    // force once, and must not be forgotten because the root was replaced.
    private mutating func settle(
        _ unsigned: [(list: SignedList, missing: MissingSignatures)],
        newest: SignedList?
    ) -> WithdrawalList? {
        let inForce = (newest ?? known)?.list
        for (signed, missing) in unsigned {
            let isKnown = newest == nil && known.map { signed.isSame(as: $0) } ?? false
            guard isKnown || signed.list.version > inForce?.version ?? 0 else { continue }
            let wasSigned =
                isKnown
                || root.roots.dropLast().contains { earlier in
                    earlier.version == signed.list.root
                        && self.missing(signed, signers(of: signed, under: earlier), under: earlier) == nil
                }
            pending.append(
                PendingWithdrawals(
                    list: signed.list,
                    predecessor: inForce,
                    envelope: signed.envelope,
                    missing: missing,
                    isSignedUnderEarlierRoot: wasSigned,
                    invalid: signed.envelope.invalidKeyIDs(of: [root.root])
                )
            )
            guard wasSigned else { continue }
            let reason = Reason(
                "withdrawals-signatures",
                "version \(signed.list.version) was signed under an earlier root; under this one it waits for \(missing)",
                mend: "who may sign it: hallmark trust sign"
            )
            lines.append(WithdrawalVerdict.line(signed.list.name, .undecided, [reason]))
            if inForce == nil { return signed.list }
        }
        return inForce
    }

    private mutating func signers(of signed: SignedList, under root: Root) -> [Principal] {
        // A list of revoked keys is signed neither by those that it revokes nor by those that were revoked before.
        let own = signed.list.name == .keys ? signed.list.entries + (known?.list.entries ?? []) : []
        let keys = RevokedKeys(entries: revoked + own, timestamps: timestamps, at: self.root.time)
        return root.validSignatures(of: signed.envelope, revoked: keys, within: &budget).map(\.principal)
    }

    private func missing(_ signed: SignedList, _ signers: [Principal], under root: Root) -> MissingSignatures? {
        if let role = signed.list.name.role { return MissingSignatures(role: role, of: root, signers: signers) }
        guard case .reviews(let principal) = signed.list.name, !signers.contains(where: { $0.name == principal })
        else { return nil }
        return MissingSignatures(of: principal, root: root)
    }

    private func isConflict(_ one: SignedList, _ other: SignedList) -> Bool {
        one.list.version == other.list.version && !one.isSame(as: other)
    }

    private static func conflict(_ candidate: SignedList, _ other: SignedList) -> Verdict.Line {
        let reason = Reason(
            "withdrawals-conflict",
            "there are two lists of version \(candidate.list.version), both signed",
            expected: Digest.sha256(other.envelope.payload).description,
            found: Digest.sha256(candidate.envelope.payload).description,
            mend: "find out who signed the other one; then, with a higher version: hallmark trust renew"
        )
        return WithdrawalVerdict.line(candidate.list.name, .rejected, [reason])
    }
}
