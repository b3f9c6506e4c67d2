internal import HallmarkCore
internal import HallmarkStatement

extension Policy.ArtifactKind {
    /// What a summary about a commit covers.
    static let summarised: Set<Policy.ArtifactKind> = [.commit, .package, .model]
}

extension Verifier {
    /// The kind of the line that stands for commit, packages and models.
    static let summaryKind = "summary"
    /// How many summaries that do not count are named.
    private static let maximumNamed = 8

    /// The line of the summaries that stand in, or `nil`.
    var summaryLine: Verdict.Line? {
        guard let check = summaryCheck else { return nil }
        let counting = signedSummaries(check).filter { check.objection(to: $0.statement) == nil }
        let signers = Set(counting.flatMap { able($0, check) })
        guard signers.count >= max(1, root.thresholds[check.trust.role] ?? 1) else { return nil }
        return Verdict.Line(
            kind: Self.summaryKind,
            name: check.commit.id ?? "gitTree \(check.commit.tree.hex)",
            decision: .accepted,
            signers: signers.sorted(),
            envelopes: Set(counting.map(\.envelope))
        )
    }

    /// Why summaries about the commit do not stand in.
    var summaryRemarks: [String] {
        guard let check = summaryCheck, summaryLine == nil else { return [] }
        return signedSummaries(check).compactMap { check.objection(to: $0.statement) }
            .limited(to: Self.maximumNamed).map { reason in
                let found = reason.found.map { " (\($0))" } ?? ""
                return "a summary does not stand in for looking again: \(reason.message)\(found) [\(reason.code)]"
            }
    }

    private var summaryCheck: SummaryCheck? {
        guard let trust = policy.summaries, let policyDigest, let commit = evidence.commit,
            !evidence.ignoresSummaries
        else { return nil }
        let lapsed = Set(statements[.exception]?.all.map(\.envelope) ?? []).subtracting(exceptions.envelopes)
        let standing = Set(statements.values.flatMap { $0.all.map(\.envelope) })
        return SummaryCheck(
            trust: trust,
            repository: policy.repository,
            commit: commit,
            policy: policyDigest,
            versions: SummaryCheck.versions(root: root, withdrawals),
            standing: standing.subtracting(lapsed),
            time: time
        )
    }

    private func signedSummaries(_ check: SummaryCheck) -> [SignedStatement] {
        let found = statements[.summary]?.elements(sharing: [check.commit.tree.hex]) ?? []
        var seen: Set<Digest> = []
        return found.filter { !able($0, check).isEmpty && seen.insert($0.envelope).inserted }
    }

    private func able(_ signed: SignedStatement, _ check: SummaryCheck) -> [String] {
        signed.signers.filter { $0.roles.contains(check.trust.role) }.map(\.name)
    }
}

extension SummaryCheck {
    /// What a summary says of the root that judged, and of each list of what was taken away under it.
    package static func versions(root: Root, _ withdrawals: Withdrawals = .none) -> [String: String] {
        withdrawals.lists.reduce(into: [Self.root: "\(root.version)"]) { versions, list in
            versions[Self.withdrawals + list.key.component] = "\(list.value.version)"
        }
    }
}

extension WithdrawalList.Name {
    /// How a summary names the list whose version it states.
    fileprivate var component: String {
        switch self {
        case .keys: "keys"
        case .digests: "digests"
        case .reviews(let principal): "reviews.\(principal)"
        }
    }
}
