package import HallmarkCore
package import HallmarkStatement

/// Whether a verification summary stands in for looking at a commit, its packages and its models again (SLSA VSA v1).
///
/// What a summary says is worth what its verifier looked at: everything that judged then must be what judges now.
package struct SummaryCheck: Sendable {
    /// The component of the verifier whose version is that of the root that judged.
    package static let root = "root"
    /// The components whose versions are those of the lists of what was taken away begin with this.
    package static let withdrawals = "withdrawals."

    package let trust: Policy.SummaryTrust
    package let repository: String
    package let commit: Evidence.Commit
    /// The SHA-256 of the policy in force.
    package let policy: Digest
    /// The versions that a summary must state among those of the verifier's components: that of the root, and of each list
    /// of what was taken away under it.
    package let versions: [String: String]
    /// The envelopes at hand that somebody whom the root names stands by, exceptions that are over left out.
    package let standing: Set<Digest>
    package let time: Timestamp

    package init(
        trust: Policy.SummaryTrust,
        repository: String,
        commit: Evidence.Commit,
        policy: Digest,
        versions: [String: String],
        standing: Set<Digest>,
        time: Timestamp
    ) {
        self.trust = trust
        self.repository = repository
        self.commit = commit
        self.policy = policy
        self.versions = versions
        self.standing = standing
        self.time = time
    }

    /// Why a summary does not count; `nil` when it does.
    package func objection(to statement: Statement) -> Reason? {
        let summary: VerificationSummaryPredicate
        do {
            guard let value = try statement.predicate(as: VerificationSummaryPredicate.self) else {
                return Reason("predicate", "it is no verification summary")
            }
            summary = value
        } catch {
            return Reason("predicate", "it is malformed: \(error.description)")
        }
        return subjectObjection(statement) ?? objection(to: summary) ?? ageObjection(summary)
            ?? inputObjection(summary)
    }

    private func subjectObjection(_ statement: Statement) -> Reason? {
        let named = statement.subject(named: CommitPredicate.commitSubject)?.digest[DigestSet.Name.gitCommit]
        let tree = statement.subject(named: CommitPredicate.treeSubject)?.digest[DigestSet.Name.gitTree]
        guard commit.id == nil || named == commit.id else {
            return Reason("other-commit", "it is about another commit", expected: commit.id, found: named)
        }
        guard tree == commit.tree.hex else {
            return Reason("other-content", "it is about other content", expected: commit.tree.hex, found: tree)
        }
        return nil
    }

    private func objection(to summary: VerificationSummaryPredicate) -> Reason? {
        guard summary.result == .passed else { return Reason("failed", "it says that the policy was not met") }
        guard summary.resourceURI.isExactly(repository) else {
            return Reason(
                "other-repository",
                "it is about another repository",
                expected: repository,
                found: summary.resourceURI
            )
        }
        guard summary.policy.digest?.sha256 == policy else {
            return Reason(
                "other-policy",
                "another policy judged",
                expected: policy.description,
                found: summary.policy.digest?.sha256?.description
            )
        }
        let stated = (summary.verifierVersion ?? [:]).filter { name, _ in
            name == Self.root || name.hasPrefix(Self.withdrawals)
        }
        guard stated == versions else {
            return Reason(
                "other-root",
                "another root judged, or something was taken away since",
                expected: Self.text(of: versions),
                found: Self.text(of: stated)
            )
        }
        return nil
    }

    private static func text(of versions: [String: String]) -> String {
        let parts = versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return parts.isEmpty ? "no versions" : parts.joined(separator: ", ")
    }

    private func ageObjection(_ summary: VerificationSummaryPredicate) -> Reason? {
        guard let stated = summary.timeVerified?.timestamp else {
            return Reason("no-time", "it does not say when it was made, and its age counts")
        }
        guard stated.seconds <= time.seconds + Policy.Age.maximumSkew else {
            return Reason("from-the-future", "it says it was made later than now", found: stated.description)
        }
        guard time.seconds - stated.seconds <= trust.maximumAge else {
            let oldest = Timestamp(seconds: time.seconds - trust.maximumAge)
            return Reason("too-old", "it is too old", expected: "\(oldest) or later", found: stated.description)
        }
        return nil
    }

    // Of a statement that is not here nobody can say whether its signer still stands by it.
    private func inputObjection(_ summary: VerificationSummaryPredicate) -> Reason? {
        guard let inputs = summary.inputAttestations, !inputs.isEmpty else {
            return Reason("no-inputs", "it does not say which statements it rests on")
        }
        for input in inputs {
            guard let digest = input.digest?.sha256, standing.contains(digest) else {
                return Reason(
                    "input-withdrawn",
                    "a statement that it rests on is not here, or nobody stands by it any more",
                    found: input.digest?.sha256?.description ?? "no SHA-256"
                )
            }
        }
        return nil
    }
}
