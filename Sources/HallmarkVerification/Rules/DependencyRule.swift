internal import HallmarkCore
internal import HallmarkStatement

/// A review names this package, this commit and exactly its content.
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
        return .bound
    }
}
