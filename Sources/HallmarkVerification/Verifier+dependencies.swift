internal import HallmarkCore
internal import HallmarkStatement

extension Verifier {
    /// The verdict on a dependency: signed by its own maintainers, or reviewed by us or by another team.
    ///
    /// What rules without a count ask of maintainers, of our reviewers and of each team are alternatives: one of them
    /// suffices. Of a rule with a count, so many requirements must be met. A contradiction on one side is not made good by
    /// another.
    func judge(_ dependency: Evidence.Dependency) -> Verdict.Line {
        let kind = Policy.ArtifactKind.dependency.rawValue
        if let line = withdrawals.line(denying: .dependency(dependency), kind: kind, name: dependency.name) {
            return line.described(line.decision == .rejected ? .refused : .unreadable)
        }
        guard dependency.redirections.isEmpty else {
            return line(dependency, .rejected, dependency.redirections, .refused)
        }
        if let problem = dependency.submodule { return lineAboutSubmodule(dependency, problem) }
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
        // Within a policy the ways of being vouched for stand in for one another; policies that it extends add to them.
        let layers = policy.layers.map { $0.filter { $0.matches(.dependency, dependency.package, []) } }
            .filter { !$0.isEmpty }
        guard !layers.isEmpty else {
            let reason = Reason(
                "no-rule",
                "no rule of the policy is about this dependency, so nothing vouches for it",
                mend: "add a rule of kind dependency to attestations/policy.yaml, then: hallmark attest policy"
            )
            return line(dependency, .missing, [reason], .unsigned)
        }
        let lines = layers.map { judge(dependency, $0) }
        let worst = Decision.worst(lines.map(\.decision))
        return lines.first { $0.decision == worst } ?? lines[0]
    }

    // No review and no exception can name it: where its rules are only observed it must not stand in the way either.
    private func lineAboutSubmodule(_ dependency: Evidence.Dependency, _ problem: String) -> Verdict.Line {
        let reason = Reason(
            "submodule",
            "nobody can vouch for it: \(problem)",
            mend: "pin a version or a fork without submodules; until then a rule about it can have \"mode: observe\""
        )
        let judged = policy.rules(for: .dependency, path: dependency.package).flatMap { rule in
            rule.requirements.map { requirement in
                let outcome = Outcome(rule.name, requirement, .undecided, reasons: [reason])
                return Judged(voice: .ours, outcome: outcome.softened(by: mode(of: rule), nil, at: time))
            }
        }
        guard !judged.isEmpty, judged.allSatisfy(\.isMet) else {
            return line(dependency, .undecided, [reason], .unreadable)
        }
        return line(dependency, judged, .observed)
    }

    private func judge(_ dependency: Evidence.Dependency, _ rules: [Policy.Rule]) -> Verdict.Line {
        // Which of them a rule without a count asks for is left to whoever vouches.
        var alternatives: [Voice: [Judged]] = [:]
        var counted: [(rule: Policy.Rule, judged: [Judged])] = []
        for rule in rules {
            let judged = rule.requirements.map { judge(dependency, $0, rule: rule.name) }
            guard rule.count == nil else {
                counted.append((rule, judged))
                continue
            }
            for judged in judged { alternatives[judged.voice, default: []].append(judged) }
        }
        let groups = alternatives.sorted { $0.key < $1.key }.map(\.value)
        let all = groups.joined() + counted.flatMap(\.judged)
        let refused = all.filter { $0.outcome.decision == .rejected }
        guard refused.isEmpty else {
            return softened(dependency, all.filter { !$0.isMet }, rules) ?? line(dependency, refused, .refused)
        }
        // The voice that speaks first is the one that is named, and of several the maintainers' own.
        var met: [Judged] = groups.first { $0.allSatisfy(\.isMet) } ?? []
        var isMet = groups.isEmpty || !met.isEmpty
        var shortfalls: [Judged] = []
        for (rule, judged) in counted {
            let those = judged.filter(\.isMet)
            met += those
            guard those.count < (rule.count ?? 1) else { continue }
            isMet = false
            shortfalls.append(Judged(voice: .ours, outcome: Self.shortfall(rule, those.count)))
        }
        if isMet {
            return line(dependency, met, met.contains { $0.voice == .maintainers } ? .verified : .vouchedFor)
        }
        let left = all.filter { !$0.isMet } + shortfalls
        return softened(dependency, left, rules) ?? unmet(dependency, left)
    }

    /// The line where each rule that is not met is only observed, or an exception from it is signed; `nil` otherwise.
    private func softened(
        _ dependency: Evidence.Dependency,
        _ left: [Judged],
        _ rules: [Policy.Rule]
    ) -> Verdict.Line? {
        let digest = Artifact.dependency(dependency).exceptionDigest
        let softened = left.map { judged in
            let name = judged.outcome.rule.rule
            let mode = rules.first { $0.name == name }.map(mode) ?? .enforce
            let exception = exceptions.exception(from: name, for: digest)
            return Judged(voice: judged.voice, outcome: judged.outcome.softened(by: mode, exception, at: time))
        }
        guard softened.allSatisfy(\.isMet) else { return nil }
        let isExcepted = softened.contains { $0.outcome.rule.word == .excepted }
        return line(dependency, softened, isExcepted ? .excepted : .observed)
    }

    private func unmet(_ dependency: Evidence.Dependency, _ judged: [Judged]) -> Verdict.Line {
        if judged.contains(where: { $0.outcome.decision == .undecided }) {
            return line(dependency, judged, .unreadable)
        }
        let own = judged.filter { $0.voice == .maintainers }.map(\.outcome)
        // A root is in the tree, and no fetch brings one there.
        let isWaiting = own.contains { !$0.reasons.contains { $0.code == TrustError.Code.noRoots.rawValue } }
        guard isWaiting, let evidence = dependency.own, !evidence.isFetched else {
            return line(dependency, judged, .unsigned)
        }
        return line(dependency, judged, .stale).adding(Self.staleness(evidence))
    }

    /// Whose word a requirement asks for.
    private enum Voice: Hashable, Comparable {
        case maintainers
        case ours
        case team(TeamName)
    }

    /// What one requirement came to.
    private struct Judged {
        let voice: Voice
        let outcome: Outcome

        var isMet: Bool { outcome.decision == .accepted }
    }

    private func judge(_ dependency: Evidence.Dependency, _ requirement: Policy.Requirement, rule: String) -> Judged {
        if let team = requirement.team, let pin = requirement.root {
            let outcome = teamOutcome(of: requirement, rule: rule, team: team, pin: pin, dependency)
            return Judged(voice: .team(team), outcome: outcome)
        }
        if let pin = requirement.root {
            let outcome = ownOutcome(of: requirement, rule: rule, pin: pin, dependency)
            return Judged(voice: .maintainers, outcome: outcome)
        }
        let outcome = outcome(
            of: requirement,
            rule: rule,
            artifact: .dependency(dependency),
            repository: policy.repository,
            name: dependency.name
        )
        return Judged(voice: .ours, outcome: outcome)
    }

    private static func shortfall(_ rule: Policy.Rule, _ met: Int) -> Outcome {
        let reason = Reason(
            "count",
            "rule \"\(rule.name)\" asks that \(rule.count ?? 1) of its \(rule.requirements.count) requirements are met",
            expected: "\(rule.count ?? 1)",
            found: "\(met)"
        )
        return Outcome(rule.name, rule.requirements[0], .missing, reasons: [reason])
    }

    /// What the dependency's own maintainers say, by the root that the policy pins for this package.
    private func ownOutcome(
        of requirement: Policy.Requirement,
        rule: String,
        pin: Pin,
        _ dependency: Evidence.Dependency
    ) -> Outcome {
        let make = { (decision: Decision, reasons: [Reason]) in
            Outcome(rule, requirement, decision, reasons: reasons, isBeyondException: decision == .rejected)
        }
        guard let own = dependency.own else { return make(.missing, []) }
        if let rollback = own.rollback { return make(.rejected, [rollback]) }
        if let damage = own.damage {
            return make(
                .undecided,
                [Reason("unreadable-dependency", "its attestations folder cannot be read: \(damage)")]
            )
        }
        let mend = "ask its maintainers, or having looked at it: \(Self.vouching(dependency))"
        let trust: WithdrawalVerdict
        do {
            trust = try own.root(from: pin, at: time)
        } catch {
            return make(error.decision, [Self.reason(error, dependency)])
        }
        let outcome: Outcome
        if let obstacle = obstacle(trust, to: dependency) {
            outcome = make(obstacle.decision, obstacle.reasons)
        } else if let (path, problem) = own.uncovered.min(by: { $0.key < $1.key }) {
            let message = "no digest covers its file \(path), which holds no envelopes: \(problem)"
            outcome = make(.rejected, [Reason("uncovered", message)])
        } else {
            let commit = Evidence.Commit(id: dependency.commit, tree: own.content)
            var evidence = Evidence()
            evidence.commit = commit
            evidence.envelopes = own.envelopes
            evidence.unreadable = own.unreadable
            evidence.revocationLists = self.evidence.revocationLists
            // Judged as that repository would judge itself, with the role and threshold that our policy asks for.
            outcome = Verifier(root: trust.root, policy: policy, evidence: evidence).outcome(
                of: requirement,
                rule: rule,
                artifact: .commit(commit),
                repository: trust.root.root.repository,
                name: dependency.name
            )
        }
        return outcome.said("of its own maintainers", requirement, mend: mend)
    }

    /// Why nothing counts that others have signed of a dependency: nobody can tell what they have taken away, or they have
    /// denied it themselves.
    func obstacle(
        _ trust: WithdrawalVerdict,
        to dependency: Evidence.Dependency
    ) -> (decision: Decision, reasons: [Reason])? {
        if let line = trust.lines.first(where: { $0.decision != .accepted }) { return (line.decision, line.reasons) }
        guard let denial = trust.root.withdrawals.denial(of: .dependency(dependency)) else { return nil }
        return (Withdrawals.decision(of: [denial]), [denial])
    }

    private static func vouching(_ dependency: Evidence.Dependency) -> String {
        "hallmark vouch add \(ShellWord.quoted(dependency.identity))"
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

    private func line(_ dependency: Evidence.Dependency, _ judged: [Judged], _ word: DependencyWord) -> Verdict.Line {
        let kind = Policy.ArtifactKind.dependency.rawValue
        return line(kind: kind, name: dependency.name, judged.map(\.outcome)).described(word)
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
                "compare the root that the policy names with what its maintainers publish, or having looked at it: \(vouching(dependency))"
        )
    }
}
