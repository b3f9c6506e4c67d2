import ArgumentParser
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension VerifyCommand {
    /// `hallmark verify bundle FILE --artifact FILE`.
    struct BundleVerification: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bundle",
            abstract: "Verifies a sigstore bundle over a file, or over a model's folder (OpenSSF Model Signing).",
            discussion:
                "Example: hallmark verify bundle tool.sigstore.json --artifact dist/tool --public-key builder.pub"
        )

        @OptionGroup var signers: SignerOptions
        @OptionGroup var judgement: JudgementOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "The file or model that the bundle must be about.")
        var artifact: String

        @OptionGroup var claims: ClaimOptions

        @Argument(help: "The bundle's file (JSON).")
        var file: String

        func validate() throws { try PathArgument.refuseEmpty([artifact]) }

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(output) {
                let trusted = try signers.trusted(judgement, surroundings)
                let judge = BundleJudge(trusted: trusted, remarks: signers.remarks, claims: claims.expected)
                return try await judge.verdict(on: file, about: artifact, surroundings)
            }
        }
    }
}

/// Judges a bundle and the artifact that it must be about.
struct BundleJudge {
    /// How many bytes an artifact may have whose signature is over the bytes themselves.
    static let maximumMessageSize = 1 << 30

    let trusted: TrustedSigners
    let remarks: [String]
    let claims: ExpectedClaims

    func verdict(on path: String, about artifact: String, _ surroundings: Surroundings) async throws -> Verdict {
        let bundle = try EnvelopeFile.bundle(path, surroundings)
        switch bundle.content {
        case .envelope(let envelope):
            let file = EnvelopeFile(path: path, envelope: envelope)
            let judge = EnvelopeJudge(file: file, claims: claims)
            let signatures = trusted.verify(envelope)
            guard signatures.isAccepted else {
                let line = Verdict.Line.refusal(of: path, kind: "bundle", signatures)
                return Verdict(lines: [line], remarks: file.summary + remarks)
            }
            guard file.isModelSignature else {
                let digests = try await ArtifactDigests.digests(of: [artifact], file, surroundings)
                return try judge.verdict(signatures, artifacts: digests).remarking(remarks)
            }
            let reasons = try claims.reasons(file.statement.get())
            guard reasons.isEmpty else {
                let line = Verdict.Line(kind: "bundle", name: path, decision: .rejected, reasons: reasons)
                return Verdict(lines: [line], remarks: file.summary + remarks)
            }
            return try await judge.verdict(signatures, model: artifact, signature: path, surroundings)
                .remarking(remarks)
        case .message(let digest, let signature):
            guard !claims.isGiven else {
                throw Failure(.rejected, "predicate-type", "\(path) signs a file's bytes and holds no statement")
            }
            return try verdict(on: path, digest, signature, about: artifact, surroundings).remarking(remarks)
        }
    }

    private func verdict(
        on path: String,
        _ digest: Digest,
        _ signature: Envelope.Signature,
        about artifact: String,
        _ surroundings: Surroundings
    ) throws -> Verdict {
        let file = try FileBytes(path: surroundings.absolute(artifact), followingLink: true)
        let message = try file.allBytes(maximumSize: Self.maximumMessageSize)
        let found = Digest(digest.algorithm, of: message)
        guard found == digest else {
            let reason = Reason(
                "not-a-subject",
                "the bundle is about other bytes than this file's",
                expected: digest.description,
                found: found.description
            )
            return Verdict(lines: [
                Verdict.Line(kind: "artifact", name: artifact, decision: .rejected, reasons: [reason])
            ])
        }
        let signatures = trusted.verify([signature], over: message)
        guard signatures.isAccepted else {
            return Verdict(lines: [.refusal(of: path, kind: "bundle", signatures)])
        }
        let names = signatures.signers.map(\.name)
        return Verdict(lines: [Verdict.Line(kind: "artifact", name: artifact, decision: .accepted, signers: names)])
    }
}

/// Digests of artifacts, by every algorithm that the statement at hand names for a subject.
enum ArtifactDigests {
    static func digests(
        of paths: [String],
        _ file: EnvelopeFile,
        _ surroundings: Surroundings
    ) async throws -> [(name: String, digests: DigestSet)] {
        let subjects = (try? file.statement.get())?.subjects ?? []
        let named = DigestAlgorithm.allCases.filter { algorithm in
            subjects.contains { $0.digest[algorithm.rawValue] != nil }
        }
        return try paths.map { path in
            let bytes = try FileBytes(path: surroundings.absolute(path), followingLink: true)
            let digests = try bytes.digests(Set(named + [.sha256]))
            let values = digests.map { ($0.algorithm.rawValue, $0.hex) }
            return (path, DigestSet(Dictionary(uniqueKeysWithValues: values)))
        }
    }
}
