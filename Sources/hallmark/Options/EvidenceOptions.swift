import ArgumentParser
import HallmarkCore
import HallmarkReport
import HallmarkVerification

/// Whether what a verification used is kept in a file.
struct EvidenceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Writes everything that was used into this new file, also for a refusal: see hallmark evidence.",
            valueName: "file"
        )
    )
    var evidence: String?

    /// Refuses a name that is taken, before anything is judged.
    func prepare(_ surroundings: Surroundings) throws {
        if let evidence { try NewFile.refuse(existing: evidence, surroundings) }
    }

    /// Writes the file where one was asked for, and gives the verdict.
    func keep(
        _ result: Verification.Result,
        _ surroundings: Surroundings
    ) throws -> Verdict {
        guard let evidence else { return result.verdict }
        let file = EvidenceFile(
            result.inquiry,
            result.verdict,
            json: VerdictReport(result.verdict).json,
            tool: EvidenceCommand.tool,
            rules: SignedScan.rulesDigest
        )
        let bytes = try file.jsonBytes()
        guard bytes.count <= EvidenceFile.maximumSize else {
            throw Failure(
                .undecided,
                "evidence-size",
                "the evidence has \(bytes.count) bytes, and a file of it may have \(EvidenceFile.maximumSize)"
            )
        }
        try NewFile.write(bytes, to: evidence, noun: "evidence", surroundings, say: Output.error)
        return result.verdict
    }
}
