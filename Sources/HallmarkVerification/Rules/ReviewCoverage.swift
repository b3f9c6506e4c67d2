package import HallmarkCore
package import HallmarkStatement

/// What the reviews of one package cover together, for one requirement: full ones, and chains of differences that begin
/// with a full one.
struct ReviewCoverage {
    /// A review that counts by signer and criteria.
    struct Review {
        let commit: String
        let tree: Digest
        let base: Digest?
        let version: String?
        let signers: Set<String>
    }

    /// How many differences may follow each other.
    static let maximumLength = 64

    /// The contents that enough reviewers vouch for.
    ///
    /// It grows from the full reviews, one step of the chain in a round: reviews that only lead to each other never begin
    /// to count.
    static func contents(of reviews: [Review], threshold: Int) -> Set<Digest> {
        var covered: Set<Digest> = []
        for _ in 0..<maximumLength {
            var signers: [Digest: Set<String>] = [:]
            for review in reviews where review.base.map(covered.contains) ?? true {
                signers[review.tree, default: []].formUnion(review.signers)
            }
            let next = Set(signers.filter { $0.value.count >= threshold }.keys)
            guard next.count > covered.count else { break }
            covered = next
        }
        return covered
    }
}

extension Verifier {
    /// A revision of a dependency from which a review of a difference may begin.
    package struct CoveredRevision: Sendable, Hashable {
        /// The commit that some review names, 40 hex; it proves nothing about content.
        package let commit: String
        package let tree: Digest
        package let version: String?
    }

    /// The revisions of a package that our own reviewers cover, by every requirement of the policy for our reviews.
    package func coveredRevisions(
        of dependency: Evidence.Dependency,
        criteria: ReviewCriteria
    ) -> Set<CoveredRevision> {
        let requirements = ourRequirements(for: dependency)
        guard let first = requirements.first else { return [] }
        let covered = requirements.dropFirst().reduce(coverage(of: dependency, by: first, criteria)) {
            $0.intersection(coverage(of: dependency, by: $1, criteria))
        }
        let all = reviews(of: dependency, by: first, criteria).filter { covered.contains($0.tree) }
        return Set(all.map { CoveredRevision(commit: $0.commit, tree: $0.tree, version: $0.version) })
    }

    /// What the policy asks of our own reviews of a dependency: the most of all rules; `nil` where it asks for none.
    package func criteria(for dependency: Evidence.Dependency) -> ReviewCriteria? {
        let asked = ourRequirements(for: dependency).map(\.criteria)
        return asked.contains(.safeToDeploy) ? .safeToDeploy : asked.first
    }

    private func ourRequirements(for dependency: Evidence.Dependency) -> [Policy.Requirement] {
        policy.rules(for: .dependency, path: dependency.package).flatMap(\.requirements)
            .filter { $0.statement == .review && $0.team == nil }
    }

    /// How many principals a requirement takes: distinct ones, never keys or signatures.
    ///
    /// A policy may ask for more than the root, never for less.
    func threshold(of requirement: Policy.Requirement) -> Int {
        max(1, requirement.threshold, root.thresholds[requirement.role] ?? 1)
    }

    /// What rules may know of a requirement.
    func context(of requirement: Policy.Requirement, artifact: Artifact, repository: String) -> RuleContext {
        var context = context(repository: repository, binding: requirement.binding)
        guard case .dependency(let dependency) = artifact, requirement.statement == .review else { return context }
        context.criteria = requirement.criteria
        context.covered = coverage(of: dependency, by: requirement, requirement.criteria)
        return context
    }

    private func coverage(
        of dependency: Evidence.Dependency,
        by requirement: Policy.Requirement,
        _ criteria: ReviewCriteria
    ) -> Set<Digest> {
        ReviewCoverage.contents(
            of: reviews(of: dependency, by: requirement, criteria),
            threshold: threshold(of: requirement)
        )
    }

    private func reviews(
        of dependency: Evidence.Dependency,
        by requirement: Policy.Requirement,
        _ criteria: ReviewCriteria
    ) -> [ReviewCoverage.Review] {
        let marks = DependencyRule.marks(of: .dependency(dependency))
        return (statements[.review]?.elements(sharing: marks) ?? []).compactMap { signed in
            let able = signed.signers.filter { $0.roles.contains(requirement.role) }.map(\.name)
            let statement = signed.statement
            // What cannot be read covers nothing; where it matters the rule says so.
            guard !able.isEmpty, let predicate = try? statement.predicate(as: ReviewPredicate.self),
                predicate.package.isExactly(dependency.package), predicate.criteria.covers(criteria),
                let commit = statement.subject(named: CommitPredicate.commitSubject)?.digest[DigestSet.Name.gitCommit],
                let content = statement.subject(named: CommitPredicate.treeSubject)?.digest[DigestSet.Name.gitTree],
                let tree = Digest(hex: content)
            else { return nil }
            return ReviewCoverage.Review(
                commit: commit,
                tree: tree,
                base: predicate.base?.tree,
                version: predicate.version,
                signers: Set(able)
            )
        }
    }
}
