internal import HallmarkCore
internal import HallmarkStatement

/// A release statement names this tag and commit, and exactly the artifacts that are there.
enum ReleaseRule: StatementRule {
    static let kind = StatementKind.release

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .release(let release, let artifacts) = artifact else { return .unrelated }
        let statement = signed.statement
        let predicate: ReleasePredicate
        do {
            guard let value = try statement.predicate(as: ReleasePredicate.self) else { return .unrelated }
            predicate = value
        } catch {
            return .contradicted([Reason("predicate", error.description)])
        }
        // One commit can have several tags, each with a statement of its own.
        guard predicate.tag.isExactly(release.tag) else { return .unrelated }
        var reasons: [Reason] = []
        if !predicate.repository.isExactly(context.repository) {
            reasons.append(
                Reason(
                    "other-repository",
                    "the statement is about another repository",
                    expected: context.repository,
                    found: predicate.repository
                )
            )
        }
        let named = statement.subject(named: ReleasePredicate.tagSubject)?.digest[DigestSet.Name.gitCommit]
        if predicate.commit != release.commit || named != release.commit {
            reasons.append(
                Reason(
                    "moved-tag",
                    "the tag \(release.tag) was moved after it was released",
                    expected: predicate.commit,
                    found: release.commit,
                    mend: "git fetch --tags --force, or ask the maintainer why the tag moved"
                )
            )
        }
        var signedFiles: [String: Digest] = [:]
        for subject in statement.subjects where subject.name != ReleasePredicate.tagSubject {
            guard let name = subject.name else {
                reasons.append(Reason("predicate", "a released artifact has no name"))
                continue
            }
            guard let digest = subject.digest.sha256 else {
                reasons.append(Reason("predicate", "the released artifact \(name) has no SHA-256"))
                continue
            }
            signedFiles[name] = digest
        }
        reasons += BindingCheck.differences(signed: signedFiles, found: artifacts, noun: "artifact")
        return reasons.isEmpty ? .bound : .contradicted(reasons)
    }
}
