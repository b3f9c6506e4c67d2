internal import HallmarkCore
internal import HallmarkStatement

/// A build's provenance has the artifact's bytes, and was made from this repository and commit.
enum BuildRule: StatementRule {
    static let kind = StatementKind.build

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .artifact(let name, let digest) = artifact else { return .unrelated }
        let statement = signed.statement
        // Two products can have the same bytes: the one of this name comes first.
        let same = statement.subjects.filter { $0.digest.sha256 == digest }
        guard let subject = same.first(where: { $0.name?.isExactly(name) == true }) ?? same.first else {
            guard let named = statement.subject(named: name)?.digest.sha256, isSameCommit(statement, context) else {
                return .unrelated
            }
            return .contradicted([
                Reason(
                    "changed",
                    "\(name) is not what was built",
                    expected: named.description,
                    found: digest.description,
                    mend: "swift build -c release"
                )
            ])
        }
        var reasons: [Reason] = []
        if subject.name?.isExactly(name) != true {
            let signed = subject.name ?? "no name"
            reasons.append(
                Reason("renamed", "the artifact was built under another name", expected: signed, found: name)
            )
        }
        if let reason = BindingCheck.repository(BuildPredicate.self, of: statement, context, { $0.repository }) {
            reasons.append(reason)
        } else if !isSameCommit(statement, context) {
            let built = (try? statement.predicate(as: BuildPredicate.self))?.commit
            reasons.append(
                Reason(
                    "other-commit",
                    "the artifact was built from another commit",
                    expected: context.commit.map { $0.id ?? "gitTree \($0.tree.hex)" },
                    found: built,
                    mend: "hallmark attest build --artifacts DIR"
                )
            )
        }
        return reasons.isEmpty ? .bound : .contradicted(reasons)
    }

    private static func isSameCommit(_ statement: Statement, _ context: RuleContext) -> Bool {
        // A predicate that cannot be read has been reported as such.
        guard let predicate = try? statement.predicate(as: BuildPredicate.self), let commit = context.commit else {
            return false
        }
        // An archive has no commit id; its content is as much as can be known of it.
        return (commit.id == nil || predicate.commit == commit.id) && predicate.tree == commit.tree.hex
    }
}
