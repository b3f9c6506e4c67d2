import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// The outcome of a verification as a SLSA Verification Summary Attestation v1 about the commit.
struct VerificationSummary {
    /// The level that an accepted revision has: it meets the policy.
    static let level = "HALLMARK_POLICY"

    /// Whether a level is one that a policy of one's own may stand for (VSA v1, `SlsaResult`).
    static func isOwnLevel(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("SLSA_") && name != VerificationSummaryPredicate.failedLevel
    }

    /// The commit that was verified.
    let commit: ObjectID
    private let tree: Digest
    private let policy: (repository: String, digest: Digest)
    private let root: VerifiedRoot
    /// The rules that were met wherever they were about something.
    private let rules: [String]
    private let inputs: Set<Digest>
    private let verifier: String
    private let levels: [String]
    private let isPassed: Bool

    /// - Parameter verifier: the URI of who verified; `nil` for the policy's repository with `#hallmark`.
    /// - Throws: a ``Failure`` when no policy judged.
    init(_ result: Verification.Result, verifier: String?, levels: [String]) throws {
        guard let bytes = result.policyBytes, let policy = result.policy, let root = result.root,
            let commit = result.evidence.commit,
            let id = commit.id.flatMap(ObjectID.init)
        else {
            throw Failure(
                .missing,
                "no-policy",
                "no policy is in force, so there is none that a summary could be about",
                mend: "hallmark attest policy"
            )
        }
        self.commit = id
        self.tree = commit.tree
        self.policy = (policy.repository, Digest.sha256(bytes))
        self.root = root
        let isPassed = result.verdict.decision == .accepted
        // All that were used or none (VSA v1, `inputAttestations`): what failed was looked for and not found.
        self.inputs = isPassed ? result.verdict.lines.reduce(into: []) { $0.formUnion($1.envelopes) } : []
        let outcomes = result.verdict.lines.flatMap(\.rules)
        let unmet = Set(outcomes.filter { $0.word != .passed }.map(\.rule))
        self.rules = Set(policy.rules.map(\.name)).intersection(outcomes.map(\.rule)).subtracting(unmet).sorted()
        self.verifier = verifier ?? "\(policy.repository)#hallmark"
        self.levels = levels
        self.isPassed = isPassed
    }

    /// The statement, whose subjects are those of a commit statement.
    ///
    /// - Throws: a ``Failure`` when it would not be well-formed, such as when the verifier is named by no URI.
    func statement(at time: Timestamp) throws -> Statement {
        // Envelopes have no address of their own: the repository's, and their digest.
        let attestations = inputs.sorted { $0.hex < $1.hex }.map {
            ResourceDescriptor(uri: "\(policy.repository)#\($0)", digest: DigestSet($0))
        }
        let predicate = VerificationSummaryPredicate(
            verifier: verifier,
            verifierVersion: versions.merging(["hallmark": hallmarkVersion]) { own, _ in own },
            timeVerified: PredicateTime(time),
            resourceURI: policy.repository,
            policy: policyDescriptor,
            inputAttestations: attestations.isEmpty ? nil : attestations,
            result: isPassed ? .passed : .failed,
            verifiedLevels: isPassed ? levels : [VerificationSummaryPredicate.failedLevel]
        )
        return try statement(of: predicate)
    }

    /// The same as a Simple Verification Result v0.2, whose properties are the rules that were met.
    func resultStatement(at time: Timestamp) throws -> Statement {
        try statement(
            of: VerificationResultPredicate(
                verifier: verifier,
                policies: [policyDescriptor],
                timeCreated: PredicateTime(time),
                properties: isPassed ? rules : []
            )
        )
    }

    private var versions: [String: String] { SummaryCheck.versions(root: root.root, root.withdrawals) }

    private var policyDescriptor: ResourceDescriptor {
        ResourceDescriptor(
            uri: "\(policy.repository)#\(PolicyPredicate.policySubject)",
            digest: DigestSet(policy.digest)
        )
    }

    private func statement<Value: Predicate>(of predicate: Value) throws -> Statement {
        do {
            _ = try Value(json: predicate.json)
        } catch {
            throw Failure(
                .undecided,
                "summary",
                "the summary would not be well-formed: \(error.description)",
                mend: "give --verifier-id URI, and a policy whose repository is a URI"
            )
        }
        return Statement(subjects: CommitPredicate.subjects(commit: commit.hex, tree: tree), predicate: predicate)
    }
}
