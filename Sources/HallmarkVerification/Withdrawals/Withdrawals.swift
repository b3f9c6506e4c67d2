package import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

/// What was taken away under a root and is in force: revoked keys, denied digests and withdrawn reviews.
///
/// Only ``VerifiedRoot/withdrawing(_:accepted:)`` makes one that is not empty.
package struct Withdrawals: Sendable {
    package static let none = Withdrawals(lists: [:], at: Timestamp(seconds: 0))

    /// The newest list of each name.
    package let lists: [WithdrawalList.Name: WithdrawalList]
    private let time: Timestamp
    private let denied: [Digest: WithdrawalList.Entry]
    private let reviews: [String: [Digest: WithdrawalList.Entry]]

    init(lists: [WithdrawalList.Name: WithdrawalList], at time: Timestamp) {
        self.lists = lists
        self.time = time
        var entries: [WithdrawalList.Name: [Digest: WithdrawalList.Entry]] = [:]
        for (name, list) in lists {
            entries[name] = Dictionary(list.entries.map { ($0.digest, $0) }) { first, _ in first }
        }
        self.denied = entries[.digests] ?? [:]
        self.reviews = entries.reduce(into: [:]) { reviews, entry in
            if case .reviews(let principal) = entry.key { reviews[principal] = entry.value }
        }
    }

    /// When the first of the lists expires, or a key's date comes; what was judged before may be judged otherwise then.
    package var expires: Timestamp? {
        let dates = lists[.keys]?.entries.compactMap(\.since).filter { $0 > time } ?? []
        return (lists.values.map(\.expires) + dates).min()
    }

    /// Why nothing is known by a list any more; `nil` while it is good, or where there is none.
    package func expiry(of name: WithdrawalList.Name) -> Reason? {
        guard let list = lists[name], list.expires <= time else { return nil }
        return Reason(
            "withdrawals-expired",
            "\(name) expired at \(list.expires), so what it would say now is not known",
            mend: "git pull (there may be a newer one); who may sign it: hallmark trust renew"
        )
    }

    /// The revoked keys, and what follows when their list has expired.
    func revokedKeys(timestamps: TimestampTrust?) -> RevokedKeys {
        guard let list = lists[.keys] else { return .none }
        return RevokedKeys(entries: list.entries, timestamps: timestamps, at: time, expiry: expiry(of: .keys))
    }

    // MARK: Content

    /// Why something must not be accepted, whoever signed it: it is denied, or what is denied is not known any more.
    package func denial(of artifact: Artifact) -> Reason? {
        guard let list = lists[.digests] else { return nil }
        if !denied.isEmpty, let entry = artifact.deniableDigests.compactMap({ denied[$0] }).min(by: { $0 < $1 }) {
            return Self.denial(entry, list)
        }
        switch artifact {
        case .model, .artifact, .dependency: return expiry(of: .digests)
        case .policy, .commit, .package, .release: return nil
        }
    }

    /// The line of something that must not be accepted, whoever signed it; `nil` where signatures decide.
    package func line(denying artifact: Artifact, kind: String, name: String) -> Verdict.Line? {
        denial(of: artifact).map {
            Verdict.Line(kind: kind, name: name, decision: Self.decision(of: [$0]), reasons: [$0])
        }
    }

    /// What reasons come to, of which none is a contradiction by a statement.
    static func decision(of reasons: [Reason]) -> Decision {
        if reasons.contains(where: { $0.code == "denied" }) { return .rejected }
        return reasons.contains { $0.code == "withdrawals-expired" } ? .undecided : .missing
    }

    private static func denial(_ entry: WithdrawalList.Entry, _ list: WithdrawalList) -> Reason {
        Reason(
            "denied",
            "\(entry.digest) is denied, whoever signs it: \(entry.reason)",
            expected: "nothing that version \(list.version) of \(list.name) names",
            found: entry.digest.description
        )
    }

    // MARK: Signatures

    /// Whether an envelope's digests have to be known.
    var looksAtEnvelopes: Bool { !denied.isEmpty || !reviews.isEmpty }

    /// Who of an envelope's signers still stands by it, and why the others do not.
    func standing(
        _ signers: [Principal],
        of kind: StatementKind,
        _ digests: [Digest]
    ) -> (signers: [Principal], fallen: [Reason]) {
        guard !signers.isEmpty else { return ([], []) }
        if let list = lists[.digests], let entry = digests.lazy.compactMap({ denied[$0] }).first {
            return ([], [Self.denial(entry, list)])
        }
        guard kind == .review, !reviews.isEmpty else { return (signers, []) }
        let withdrawn = signers.map { withdrawal(ofReview: digests, by: $0.name) }
        return (zip(signers, withdrawn).filter { $0.1 == nil }.map(\.0), withdrawn.compactMap(\.self))
    }

    private func withdrawal(ofReview digests: [Digest], by principal: String) -> Reason? {
        guard let entries = reviews[principal] else { return nil }
        if let entry = digests.lazy.compactMap({ entries[$0] }).first {
            return Reason(
                "withdrawn-review",
                "\(principal) has withdrawn this review: \(entry.reason)",
                found: entry.digest.description,
                mend: "have it reviewed again, once somebody has looked at it: hallmark vouch add PACKAGE"
            )
        }
        return expiry(of: .reviews(of: principal))
    }
}

extension Artifact {
    /// Every digest by which it could be denied.
    fileprivate var deniableDigests: [Digest] {
        switch self {
        case .policy(_, let digest): [digest]
        case .commit(let commit): [commit.tree]
        case .package(let package): package.inputs.values.flatMap(\.values)
        case .model(let model):
            // The digest of the model as a whole is the one that its signature is over.
            model.files.values + [ModelSignaturePredicate(files: model.files).rootDigest]
        case .release(_, let artifacts): Array(artifacts.values)
        case .artifact(_, let digest): [digest]
        case .dependency(let dependency): [dependency.tree, dependency.own?.content].compactMap(\.self)
        }
    }
}

extension Root {
    /// Whose timestamps say that a signature existed; `nil` where the root names no authority.
    func timestampTrust(revocationLists: [RevocationList] = []) throws(SigningError) -> TimestampTrust? {
        timestampRoots.isEmpty ? nil : try TimestampTrust(roots: timestampRoots, revocationLists: revocationLists)
    }
}
