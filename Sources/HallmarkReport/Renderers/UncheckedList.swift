internal import HallmarkCore
internal import HallmarkStatement
internal import HallmarkVerification

/// What a verification did not look at, in words: silence must not pass for a check.
struct UncheckedList {
    let entries: [String]

    init(_ inquiry: Inquiry, _ judgement: Judgement) {
        let verdict = judgement.verdict
        var entries: [String] = []
        guard let policy = judgement.chain?.policy else {
            self.entries = ["Nothing was checked: no policy was in force."] + verdict.remarks
            return
        }
        entries += inquiry.unproven(judgement).map {
            "Who signed \($0): it was accepted in an earlier run, and its signatures are not among what was used."
        }
        if let summary = verdict.lines.first(where: { $0.kind == "summary" }) {
            entries.append(
                "Commit, packages and models were not looked at again: the summary of \(summary.signers.joined(separator: ", ")) stood in."
            )
        }
        let left = Policy.ArtifactKind.allCases.filter { kind in
            !inquiry.kinds.contains(kind) && policy.rules.contains { $0.kind == kind }
        }
        entries += left.map { "Rules about a \($0.rawValue) were not asked for." }
        let isRelease = inquiry.evidence.release != nil
        for question in Self.questions where isRelease || !question.isOfARelease {
            if !question.isAsked(by: policy) { entries.append("\(question.text): no rule of the policy asks for it.") }
        }
        entries += verdict.notApplicable.filter { name in
            !policy.rules.contains { $0.name == name && left.contains($0.kind) }
        }.map { "Rule \"\($0)\" was about nothing here." }
        self.entries = entries + verdict.remarks
    }

    private struct Question {
        let text: String
        let kinds: Set<Policy.ArtifactKind>
        /// `nil` for any statement.
        let statement: StatementKind?
        var isOfARelease = false

        func isAsked(by policy: Policy) -> Bool {
            policy.rules.contains { rule in
                kinds.contains(rule.kind)
                    && rule.requirements.contains { statement == nil || $0.statement == statement }
            }
        }
    }

    private static let questions = [
        Question(text: "Who signed the commit", kinds: [.commit], statement: nil),
        Question(text: "The package's SBOM", kinds: [.package], statement: .sbom),
        Question(text: "Signatures of models", kinds: [.model], statement: .model),
        Question(text: "Scans of models", kinds: [.model], statement: .scan),
        Question(text: "Dependencies", kinds: [.dependency], statement: nil),
        Question(text: "Known vulnerabilities", kinds: Set(Policy.ArtifactKind.allCases), statement: .vulnerabilities),
        Question(text: "Who released the tag", kinds: [.release], statement: .release, isOfARelease: true),
        Question(text: "Provenance of each artifact", kinds: [.artifact], statement: .build, isOfARelease: true),
        Question(text: "An SBOM bound to each artifact", kinds: [.artifact], statement: .sbom, isOfARelease: true),
        Question(text: "A scan of each artifact", kinds: [.artifact], statement: .scan, isOfARelease: true),
    ]
}
