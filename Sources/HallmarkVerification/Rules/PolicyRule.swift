internal import HallmarkCore
internal import HallmarkStatement

/// A policy statement has exactly the policy file's bytes, version and repository.
enum PolicyRule: StatementRule {
    static let kind = StatementKind.policy

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .policy(let policy, let digest) = artifact else { return .unrelated }
        let predicate: PolicyPredicate
        do {
            guard let value = try signed.statement.predicate(as: PolicyPredicate.self) else { return .unrelated }
            predicate = value
        } catch {
            return .contradicted([Reason("predicate", error.description)])
        }
        let signedDigest = signed.statement.subject(named: PolicyPredicate.policySubject)?.digest.sha256
        guard signedDigest == digest else {
            guard predicate.version == policy.version, predicate.repository.isExactly(policy.repository) else {
                return .unrelated
            }
            return .contradicted([
                Reason(
                    "changed",
                    "the policy was changed after it was signed",
                    expected: signedDigest?.description,
                    found: digest.description,
                    mend: "raise its version, then: hallmark attest policy"
                )
            ])
        }
        var reasons: [Reason] = []
        if predicate.version != policy.version {
            reasons.append(
                Reason(
                    "policy-version",
                    "the policy's version is not the signed one",
                    expected: "\(predicate.version)",
                    found: "\(policy.version)"
                )
            )
        }
        for repository in [predicate.repository, policy.repository] where !repository.isExactly(context.repository) {
            reasons.append(
                Reason(
                    "other-repository",
                    "the policy is about another repository",
                    expected: context.repository,
                    found: repository
                )
            )
            break
        }
        return reasons.isEmpty ? .bound : .contradicted(reasons)
    }
}
