internal import HallmarkCore
internal import HallmarkStatement

/// A review names this package, this commit and exactly its content; one of a difference, a base that is covered.
enum DependencyRule: StatementRule {
    static let kind = StatementKind.review

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .dependency(let dependency) = artifact, let tree = dependency.tree else { return .unrelated }
        let statement = signed.statement
        let predicate: ReviewPredicate
        do {
            guard let value = try statement.predicate(as: ReviewPredicate.self) else { return .unrelated }
            predicate = value
        } catch {
            return .contradicted([Reason("predicate", error.description)])
        }
        guard predicate.package.isExactly(dependency.package) else { return .unrelated }
        let commit = statement.subject(named: CommitPredicate.commitSubject)?.digest[DigestSet.Name.gitCommit]
        let content = statement.subject(named: CommitPredicate.treeSubject)?.digest[DigestSet.Name.gitTree]
        guard commit == dependency.commit else {
            // A review of another version says nothing; one of this version by another commit tells of a moved tag.
            guard let version = predicate.version, dependency.version?.isExactly(version) == true else {
                return .unrelated
            }
            return .contradicted([
                Reason(
                    "moved-tag",
                    "version \(version) was reviewed as another commit: its tag was moved",
                    expected: commit,
                    found: dependency.commit,
                    mend:
                        "compare the two commits; if the new one is good: hallmark vouch add \(ShellWord.quoted(dependency.identity))"
                )
            ])
        }
        guard content == tree.hex else {
            return .contradicted([
                Reason(
                    "other-content",
                    "the files of the dependency are not those that were reviewed",
                    expected: content.map { "gitTree \($0)" },
                    found: "gitTree \(tree.hex)"
                )
            ])
        }
        let gaps = [criteria(predicate, dependency, context), base(predicate, dependency, context)].compactMap(\.self)
        return gaps.isEmpty ? .bound : .incomplete(gaps)
    }

    private static func criteria(
        _ predicate: ReviewPredicate,
        _ dependency: Evidence.Dependency,
        _ context: RuleContext
    ) -> Reason? {
        guard !predicate.criteria.covers(context.criteria) else { return nil }
        return Reason(
            "criteria",
            "it was reviewed for less than the policy asks for",
            expected: context.criteria.rawValue,
            found: predicate.criteria.rawValue,
            mend:
                "having looked at it: hallmark vouch add \(ShellWord.quoted(dependency.identity)) --criteria \(context.criteria.rawValue)"
        )
    }

    private static func base(
        _ predicate: ReviewPredicate,
        _ dependency: Evidence.Dependency,
        _ context: RuleContext
    ) -> Reason? {
        guard let base = predicate.base, !context.covered.contains(base.tree) else { return nil }
        return Reason(
            "uncovered-base",
            "only the difference from another revision was reviewed, and that one is not covered by reviews itself",
            expected:
                "\(context.criteria.rawValue) reviews, in at most \(ReviewCoverage.maximumLength) steps, that begin with a full one and lead to commit \(base.commit)",
            found: "gitTree \(base.tree.hex)",
            mend:
                "review that commit too, or where it was imported: hallmark vouch import; or: hallmark vouch add \(ShellWord.quoted(dependency.identity)) --full"
        )
    }

    // Reviews of other packages are never looked at; one that cannot be read may be of any.
    static func marks(of statement: Statement) -> Set<String> {
        do {
            let predicate = try statement.predicate(as: ReviewPredicate.self)
            return [predicate?.package ?? ""]
        } catch {
            return [""]
        }
    }

    static func marks(of artifact: Artifact) -> Set<String> {
        guard case .dependency(let dependency) = artifact else { return [""] }
        return ["", dependency.package]
    }
}
