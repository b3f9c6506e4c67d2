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
            reasons: [Reason] = []
        ) {
            self.kind = kind
            self.name = name
            self.decision = decision
            self.signers = signers
            self.envelopes = envelopes
            self.reasons = reasons
        }

        /// The same line with a word that says more than its decision.
        func described(_ word: DependencyWord) -> Line {
            var line = self
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

    package init(lines: [Line], remarks: [String] = []) {
        self.lines = lines
        self.remarks = remarks
    }

    /// The same verdict with further remarks.
    package func remarking(_ further: [String]) -> Verdict {
        Verdict(lines: lines, remarks: remarks + further)
    }

    /// The worst decision of all lines; without lines there was nothing to verify, which is never success.
    package var decision: Decision {
        lines.isEmpty ? .missing : Decision.worst(lines.map(\.decision))
    }
}
