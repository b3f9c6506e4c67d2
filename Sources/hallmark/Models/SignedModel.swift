import HallmarkCore
import HallmarkModelScan
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// A model file or folder to be signed for OpenSSF Model Signing.
struct ModelToSign {
    let path: String
    /// Where the bundle goes; left out where it lies in the model.
    let signature: String?

    /// Scans the model and lists its files; only what the scan finds nothing against is signed.
    func statement(_ surroundings: Surroundings) async throws -> Statement {
        let unsafe = PathScanner.scan(path, surroundings).filter { $0.verdict != .safe && $0.format != nil }
        guard unsafe.isEmpty else {
            let lines = unsafe.prefix(5).map { file in
                "  \(file.path) is \(file.verdict.rawValue): \(file.findings.first?.message ?? "unknown")"
            }
            throw Failure(
                unsafe.contains { $0.verdict != .unknown } ? .rejected : .undecided,
                "unsafe-model",
                "only models that a scan finds safe are signed:\n\(lines.joined(separator: "\n"))",
                mend: "hallmark scan \(ShellWord.quoted(path))"
            )
        }
        let files: ModelFiles
        do throws(ModelError) {
            files = try ModelFiles(path: surroundings.absolute(path))
        } catch {
            throw Failure(error)
        }
        let manifest = try files.manifest(
            excluding: ModelSignaturePredicate.defaultIgnoredPaths,
            signature: signature.map(surroundings.absolute)
        )
        guard !manifest.files.isEmpty else {
            throw Failure(.missing, "no-model", "\(path) holds no file to sign")
        }
        return ModelSignatureCheck.statement(name: files.name, manifest: manifest)
    }
}

extension EnvelopeJudge {
    /// The verdict over a model by its OpenSSF model signature, whose signers are trusted.
    func verdict(
        _ signatures: SignatureVerdict,
        model path: String,
        signature: String,
        _ surroundings: Surroundings
    ) async throws -> Verdict {
        let signed = try file.statement.get()
        let judgement: ModelJudgement
        do throws(ModelError) {
            judgement = try ModelJudgement(
                of: surroundings.absolute(path),
                signed: signed,
                signature: surroundings.absolute(signature)
            )
        } catch {
            throw Failure(error)
        }
        let line = Verdict.Line(
            kind: "model",
            name: path,
            decision: judgement.reasons.isEmpty ? .accepted : .rejected,
            signers: signatures.signers.map(\.name),
            reasons: judgement.reasons
        )
        return Verdict(lines: [line], remarks: judgement.remarks)
    }
}

extension Failure {
    /// A model of which nothing could be decided.
    fileprivate init(_ error: ModelError) {
        self.init(.undecided, error.code, error.reasons[0].message, mend: error.reasons[0].mend)
    }
}
