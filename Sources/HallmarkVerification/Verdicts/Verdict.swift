package import HallmarkCore

/// What verification found: a line for each artifact, and the decision over all.
package struct Verdict: Sendable, Hashable {
    /// The verdict on one artifact.
    package struct Line: Sendable, Hashable {
        /// What it is: `root`, `policy`, or a kind of artifact.
        package let kind: String
        /// A commit id, a path, a tag or a file name.
        package let name: String
        package let decision: Decision
        /// The principals whose signatures counted.
        package let signers: [String]
        /// The digests of the envelopes that counted.
        package let envelopes: Set<Digest>
        /// What each rule came to.
        package let rules: [RuleOutcome]
        package let reasons: [Reason]
        /// Where it was found, when that is not the revision itself.
        package private(set) var place: String?
        /// One word that says more than the decision, for a dependency.
        package private(set) var word: DependencyWord?

        package init(
            kind: String,
            name: String,
            decision: Decision,
            signers: [String] = [],
            envelopes: Set<Digest> = [],
            rules: [RuleOutcome] = [],
            reasons: [Reason] = []
        ) {
            self.kind = kind
            self.name = name
            self.decision = decision
            self.signers = signers
            self.envelopes = envelopes
            self.rules = rules
            self.reasons = reasons
        }

        /// The same line with a word that says more than its decision.
        func described(_ word: DependencyWord) -> Line {
            var line = self
            line.word = word
            return line
        }

        /// The same line with a further reason.
        func adding(_ reason: Reason) -> Line {
            var line = Line(
                kind: kind,
                name: name,
                decision: decision,
                signers: signers,
                envelopes: envelopes,
                rules: rules,
                reasons: reasons + [reason]
            )
            line.place = place
            line.word = word
            return line
        }

        /// The same line about something found elsewhere than in the revision.
        package func placed(_ place: String) -> Line {
            var line = self
            line.place = place
            return line
        }
    }

    package let lines: [Line]
    /// What a reader should know that decides nothing, such as that rollback was not checked.
    package let remarks: [String]
    /// The rules of the policy that are about nothing that was judged, by name.
    package let notApplicable: [String]

    package init(lines: [Line], remarks: [String] = [], notApplicable: [String] = []) {
        self.lines = lines
        self.remarks = remarks
        self.notApplicable = notApplicable
    }

    /// The same verdict with further remarks.
    package func remarking(_ further: [String]) -> Verdict {
        Verdict(lines: lines, remarks: remarks + further, notApplicable: notApplicable)
    }

    /// Whether all that keeps it from being accepted is that it comes before adoption.
    package var isBeforeAdoption: Bool {
        let others = lines.filter { $0.decision != .accepted }
        return !others.isEmpty && others.allSatisfy { $0.reasons.map(\.code) == ["before-adoption"] }
    }

    /// Whether everything is accepted, and nothing of it only because it is observed or excepted.
    package var isMet: Bool { decision == .accepted && observed.isEmpty && excepted.isEmpty }

    /// What was not met and is only observed.
    package var observed: [RuleOutcome] { lines.flatMap(\.rules).filter { $0.word == .observed } }

    /// What was not met and is excepted.
    package var excepted: [RuleOutcome] { lines.flatMap(\.rules).filter { $0.word == .excepted } }

    /// The worst decision of all lines; without lines there was nothing to verify, which is never success.
    package var decision: Decision {
        lines.isEmpty ? .missing : Decision.worst(lines.map(\.decision))
    }
}
