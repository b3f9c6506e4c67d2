import ArgumentParser
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension VerifyCommand {
    /// `hallmark verify envelope FILE`.
    struct EnvelopeVerification: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "envelope",
            abstract: "Verifies the signatures of a DSSE envelope, and what its statement is about.",
            discussion: """
                Example: hallmark verify envelope build.intoto.json --public-key builder.pub --artifact dist/tool
                """
        )

        @OptionGroup var signers: SignerOptions
        @OptionGroup var judgement: JudgementOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "A file whose digest must be a subject of the statement; may be repeated.")
        var artifact: [String] = []

        @OptionGroup var claims: ClaimOptions

        @Argument(help: "The envelope's file (JSON).")
        var file: String

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(output) {
                let trusted = try signers.trusted(judgement, surroundings)
                let file = try EnvelopeFile(file, surroundings)
                let judge = EnvelopeJudge(file: file, claims: claims.expected)
                let artifacts = try await ArtifactDigests.digests(of: artifact, file, surroundings)
                return try judge.verdict(trusted.verify(file.envelope), artifacts: artifacts)
                    .remarking(signers.remarks)
            }
        }
    }
}

/// Turns what the signatures of an envelope are worth, and what its statement is about, into a verdict.
struct EnvelopeJudge {
    let file: EnvelopeFile
    let claims: ExpectedClaims

    /// The verdict over the envelope and over each artifact.
    func verdict(
        _ signatures: SignatureVerdict,
        artifacts: [(name: String, digests: DigestSet)]
    ) throws -> Verdict {
        guard signatures.isAccepted else {
            return Verdict(lines: [.refusal(of: file.path, kind: "envelope", signatures)], remarks: file.summary)
        }
        let names = signatures.signers.map(\.name)
        var reasons: [Reason] = []
        var statement: Statement?
        if file.isStatement || claims.isGiven || !artifacts.isEmpty {
            do {
                statement = try file.statement.get()
            } catch {
                reasons.append(Reason("malformed", "the signed payload is no in-toto statement: \(error)"))
            }
        }
        if let statement { reasons += claims.reasons(statement) }
        let decision: Decision = reasons.isEmpty ? .accepted : .rejected
        var lines = [
            Verdict.Line(kind: "envelope", name: file.path, decision: decision, signers: names, reasons: reasons)
        ]
        if let statement {
            lines += artifacts.map { line(on: $0.name, $0.digests, statement, signers: names) }
        }
        return Verdict(lines: lines, remarks: file.summary)
    }

    // in-toto: a subject is matched by its digest alone; a name proves nothing.
    private func line(
        on name: String,
        _ digests: DigestSet,
        _ statement: Statement,
        signers: [String]
    ) -> Verdict.Line {
        let isSubject = statement.subjects.contains { $0.digest.matches(digests) == .agrees }
        guard !isSubject else {
            return Verdict.Line(kind: "artifact", name: name, decision: .accepted, signers: signers)
        }
        let reason = Reason(
            "not-a-subject",
            "the statement is not about this file",
            expected: statement.subjects.prefix(5).compactMap { $0.digest.sha256?.description }.joined(separator: " "),
            found: digests.sha256?.description
        )
        return Verdict.Line(kind: "artifact", name: name, decision: .rejected, reasons: [reason])
    }
}
