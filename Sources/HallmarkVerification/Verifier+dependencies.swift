internal import HallmarkCore
internal import HallmarkStatement

extension Verifier {
    /// The verdict on a dependency: signed by its own maintainers, or reviewed by us.
    ///
    /// What the policy's rules ask of maintainers and what they ask of reviewers are alternatives: either suffices. A
    /// contradiction on one side is not made good by the other.
    func judge(_ dependency: Evidence.Dependency) -> Verdict.Line {
        let kind = Policy.ArtifactKind.dependency.rawValue
        if let line = withdrawals.line(denying: .dependency(dependency), kind: kind, name: dependency.name) {
            return line.described(line.decision == .rejected ? .refused : .unreadable)
        }
        guard dependency.redirections.isEmpty else {
            return line(dependency, .rejected, dependency.redirections, .refused)
        }
        if let problem = dependency.unreadable {
            let reason = Reason(
                "unreadable-dependency",
                "commit \(dependency.commit) cannot be read from the copy of its repository: \(problem)",
                mend: "remove the copy from .build/repositories, then: hallmark verify dependencies --fetch"
            )
            return line(dependency, .undecided, [reason], .unreadable)
        }
        guard dependency.tree != nil else {
            let reason = Reason(
                "no-mirror",
                "no copy of its repository with commit \(dependency.commit) is on this machine, so nothing is known of it",
                mend: "hallmark verify dependencies --fetch"
            )
            return line(dependency, .missing, [reason], .stale)
        }
        let rules = policy.rules(for: .dependency, path: dependency.package)
        guard !rules.isEmpty else {
            let reason = Reason(
                "no-rule",
                "no rule of the policy is about this dependency, so nothing vouches for it",
                mend: "add a rule of kind dependency to attestations/policy.yaml, then: hallmark attest policy"
            )
            return line(dependency, .missing, [reason], .unsigned)
        }
        return judge(dependency, rules)
    }

    private func judge(_ dependency: Evidence.Dependency, _ rules: [Policy.Rule]) -> Verdict.Line {
        var own: [Outcome] = []
        var reviews: [Outcome] = []
        for rule in rules {
            for requirement in rule.requirements {
                if let pin = requirement.root {
                    own.append(ownOutcome(of: requirement, rule: rule.name, pin: pin, dependency))
                } else {
                    let artifact = Artifact.dependency(dependency)
                    let repository = policy.repository
                    reviews.append(
                        outcome(
                            of: requirement,
                            rule: rule.name,
                            artifact: artifact,
                            repository: repository,
                            name: dependency.name
                        )
                    )
                }
            }
        }
        let all = own + reviews
        let kind = Policy.ArtifactKind.dependency.rawValue
        let decisions = [own, reviews].map { $0.isEmpty ? Decision.missing : Decision.worst($0.map(\.decision)) }
        if decisions.contains(.rejected) {
            let refused = all.filter { $0.decision == .rejected }
            return line(kind: kind, name: dependency.name, refused).described(.refused)
        }
        if decisions[0] == .accepted { return line(kind: kind, name: dependency.name, own).described(.verified) }
        if decisions[1] == .accepted { return line(kind: kind, name: dependency.name, reviews).described(.vouchedFor) }
        let judged = line(kind: kind, name: dependency.name, all)
        guard judged.decision != .undecided else { return judged.described(.unreadable) }
        // A root is in the tree, and no fetch brings one there.
        let isWaiting = own.contains { !$0.reasons.contains { $0.code == TrustError.Code.noRoots.rawValue } }
        guard isWaiting, let evidence = dependency.own, !evidence.isFetched else { return judged.described(.unsigned) }
        let outcome = Outcome(decision: .missing, signers: [], reasons: [Self.staleness(evidence)])
        return line(kind: kind, name: dependency.name, all + [outcome]).described(.stale)
    }

    /// What the dependency's own maintainers say, by the root that the policy pins for this package.
    private func ownOutcome(
        of requirement: Policy.Requirement,
        rule: String,
        pin: Pin,
        _ dependency: Evidence.Dependency
    ) -> Outcome {
        guard let own = dependency.own else {
            return Outcome(decision: .missing, signers: [], reasons: [])
        }
        if let rollback = own.rollback { return Outcome(decision: .rejected, signers: [], reasons: [rollback]) }
        if let damage = own.damage {
            let reason = Reason("unreadable-dependency", "its attestations folder cannot be read: \(damage)")
            return Outcome(decision: .undecided, signers: [], reasons: [reason])
        }
        let root: VerifiedRoot
        do {
            root = try own.root(from: pin, at: time)
        } catch {
            return Outcome(decision: error.decision, signers: [], reasons: [Self.reason(error, dependency)])
        }
        if let (path, problem) = own.uncovered.min(by: { $0.key < $1.key }) {
            let reason = Reason("uncovered", "no digest covers its file \(path), which holds no envelopes: \(problem)")
            return Outcome(decision: .rejected, signers: [], reasons: [reason])
        }
        let commit = Evidence.Commit(id: dependency.commit, tree: own.content)
        var evidence = Evidence()
        evidence.commit = commit
        evidence.envelopes = own.envelopes
        evidence.unreadable = own.unreadable
        evidence.revocationLists = self.evidence.revocationLists
        // Judged as that repository would judge itself, with the role and threshold that our policy asks for.
        let outcome = Verifier(root: root, policy: policy, evidence: evidence).outcome(
            of: requirement,
            rule: rule,
            artifact: .commit(commit),
            repository: root.root.repository,
            name: dependency.name
        )
        let mend = "ask its maintainers, or look at it and: hallmark vouch add \(ShellWord.quoted(dependency.identity))"
        return Outcome(
            decision: outcome.decision,
            signers: outcome.signers,
            envelopes: outcome.envelopes,
            reasons: outcome.reasons.map { reason in
                Reason(
                    reason.code,
                    "of its own maintainers: \(reason.message)",
                    expected: reason.expected,
                    found: reason.found,
                    mend: mend
                )
            }
        )
    }

    // SwiftPM refreshes a copy's notes when it updates, and not when it resolves.
    private static func staleness(_ own: Evidence.OwnEvidence) -> Reason {
        Reason(
            "stale-notes",
            own.isBehind
                ? "the notes at hand are older than those that were seen before"
                : "its repository may have newer notes than those at hand, which a resolve does not refresh",
            mend: "hallmark verify dependencies --fetch"
        )
    }

    private func line(
        _ dependency: Evidence.Dependency,
        _ decision: Decision,
        _ reasons: [Reason],
        _ word: DependencyWord
    ) -> Verdict.Line {
        Verdict.Line(
            kind: Policy.ArtifactKind.dependency.rawValue,
            name: dependency.name,
            decision: decision,
            reasons: reasons
        ).described(word)
    }

    private static func reason(_ error: TrustError, _ dependency: Evidence.Dependency) -> Reason {
        Reason(
            error.code.rawValue,
            "its own root of trust: \(error.reason)",
            mend:
                "compare the root that the policy names with what its maintainers publish, or look at it and: hallmark vouch add \(ShellWord.quoted(dependency.identity))"
        )
    }
}
