internal import HallmarkCore
internal import HallmarkStatement

extension Verifier {
    /// What the reviewers of another team say, by the root that the policy pins for it.
    func teamOutcome(
        of requirement: Policy.Requirement,
        rule: String,
        team: TeamName,
        pin: Pin,
        _ dependency: Evidence.Dependency
    ) -> Outcome {
        let mend = "hallmark vouch import REMOTE --team \(team), then commit \(Self.teamsFolder)/\(team)"
        let verdict: WithdrawalVerdict
        do {
            verdict = try (evidence.teams[team] ?? Evidence.Team()).root(from: pin, at: time)
        } catch {
            let message =
                error.code == .noRoots
                ? "no root of the team \(team) is in \(Self.teamsFolder)"
                : "the root of the team \(team): \(error.reason)"
            let reason = Reason(error.code.rawValue, message, mend: mend)
            return Outcome(rule, requirement, error.decision, reasons: [reason])
        }
        // Two lists of one number, for instance: nobody can tell what the team has withdrawn.
        if let (decision, reasons) = obstacle(verdict, to: dependency) {
            let isRejected = decision == .rejected
            return Outcome(rule, requirement, decision, reasons: reasons, isBeyondException: isRejected)
                .said("of the team \(team)", requirement, mend: mend)
        }
        var evidence = Evidence()
        evidence.envelopes = self.evidence.envelopes.filter { $0.isReview(of: dependency.package) }
        evidence.revocationLists = self.evidence.revocationLists
        let outcome = Verifier(root: verdict.root, policy: policy, evidence: evidence).outcome(
            of: requirement,
            rule: rule,
            artifact: .dependency(dependency),
            repository: policy.repository,
            name: dependency.name
        )
        return outcome.said("of the team \(team)", requirement, mend: mend) { "\(team): \($0)" }
    }

    /// Where roots of other teams lie in a tree.
    package static var teamsFolder: String { "attestations/teams" }
}

extension Evidence.Found {
    fileprivate func isReview(of package: String) -> Bool {
        guard case .success(let statement) = statement, statement.predicateType == ReviewPredicate.type else {
            return false
        }
        return statement.predicate["package"]?.string?.isExactly(package) == true
    }
}
