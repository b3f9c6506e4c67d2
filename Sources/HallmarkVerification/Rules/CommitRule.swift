internal import HallmarkCore
internal import HallmarkStatement

/// A commit statement names this repository, this commit and this content.
enum CommitRule: StatementRule {
    static let kind = StatementKind.commit

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .commit(let commit) = artifact else { return .unrelated }
        let statement = signed.statement
        let signedCommit = statement.subject(named: CommitPredicate.commitSubject)?.digest[DigestSet.Name.gitCommit]
        let signedTree = statement.subject(named: CommitPredicate.treeSubject)?.digest[DigestSet.Name.gitTree]
        // An archive has no commit id, and a recorded statement cannot name the commit that contains it.
        let bindsContentOnly = commit.id == nil || context.binding == .content
        let namesCommit = commit.id != nil && signedCommit == commit.id
        let namesTree = signedTree == commit.tree.hex
        guard namesCommit || (bindsContentOnly && namesTree) || isNote(signed, about: commit) else {
            return bindsContentOnly && isArchive(commit) ? .contradicted([content(signedTree, commit)]) : .unrelated
        }
        var reasons: [Reason] = []
        if let repository = BindingCheck.repository(CommitPredicate.self, of: statement, context, { $0.repository }) {
            reasons.append(repository)
        }
        if !namesCommit, !bindsContentOnly {
            reasons.append(
                Reason(
                    "other-commit",
                    "the note was copied from another commit",
                    expected: commit.id,
                    found: signedCommit,
                    mend: "hallmark attest commit"
                )
            )
        } else if !namesTree {
            reasons.append(content(signedTree, commit))
        }
        return reasons.isEmpty ? .bound : .contradicted(reasons)
    }

    // The commit and the content that it names; an archive, whose commit nobody knows, is held against all.
    static func marks(of statement: Statement) -> Set<String> {
        let digests = statement.subjects.map(\.digest)
        return Set(
            digests.compactMap { $0[DigestSet.Name.gitCommit] } + digests.compactMap { $0[DigestSet.Name.gitTree] }
        )
        .union([""])
    }

    static func marks(of artifact: Artifact) -> Set<String> {
        guard case .commit(let commit) = artifact, let id = commit.id else { return [""] }
        return [id, commit.tree.hex]
    }

    private static func isNote(_ signed: SignedStatement, about commit: Evidence.Commit) -> Bool {
        guard let id = commit.id else { return false }
        return signed.origin == .note(object: id)
    }

    private static func isArchive(_ commit: Evidence.Commit) -> Bool { commit.id == nil }

    private static func content(_ signedTree: String?, _ commit: Evidence.Commit) -> Reason {
        Reason(
            "other-content",
            "the files are not those that were signed",
            expected: signedTree.map { "gitTree \($0)" },
            found: "gitTree \(commit.tree.hex)",
            mend: commit.id == nil ? "fetch the archive again from where it was released" : "hallmark attest commit"
        )
    }
}
