internal import HallmarkCore
internal import HallmarkStatement

/// A statement of any predicate type, about whatever has the digests of its subjects (in-toto Statement v1, `subject`).
///
/// What the predicate says is for the policy's conditions to judge.
enum SubjectRule {
    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        let wanted = artifact.digests
        guard !wanted.isEmpty else { return .unrelated }
        let found = marks(of: signed.statement)
        // A model of many files was looked at when each of them was.
        guard wanted.isSubset(of: found) else { return .unrelated }
        guard case .artifact = artifact else { return .bound }
        return ArtifactOrigin.check(signed.statement, context: context)
    }

    /// The digests of the subjects, those of 256 bits and more: SHA-1 proves nothing.
    static func marks(of statement: Statement) -> Set<String> {
        statement.subjects.reduce(into: []) { marks, subject in
            if let digest = subject.digest.sha256 { marks.insert(digest.hex) }
            if let tree = subject.digest[DigestSet.Name.gitTree], tree.utf8.count == 64 { marks.insert(tree) }
        }
    }
}

extension Artifact {
    /// The digests of what it consists of, hex.
    var digests: Set<String> {
        switch self {
        case .policy(_, let digest), .artifact(_, let digest): [digest.hex]
        case .commit(let commit): [commit.tree.hex]
        case .model(let model): Set(model.files.values.map(\.hex))
        case .dependency(let dependency): dependency.tree.map { [$0.hex] } ?? []
        case .package(let package): Set(package.inputs.values.flatMap(\.values).map(\.hex))
        case .release(_, let artifacts): Set(artifacts.values.map(\.hex))
        }
    }
}
