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
        let files = try ModelFiles(path, surroundings)
        let manifest = try files.manifest(
            excluding: ModelSignaturePredicate.defaultIgnoredPaths,
            signature: signature,
            surroundings
        )
        guard !manifest.files.isEmpty else {
            throw Failure(.missing, "no-model", "\(path) holds no file to sign")
        }
        return ModelSignatureCheck.statement(name: files.name, manifest: manifest)
    }
}

/// A file or a folder that is a model as a whole.
struct ModelFiles {
    private enum Content {
        case file(FileBytes)
        case folder(FileTree)
    }

    /// The last component of the path.
    let name: String
    private let absolute: String
    private let content: Content

    init(_ path: String, _ surroundings: Surroundings) throws {
        let absolute = surroundings.absolute(path)
        self.absolute = absolute
        self.name = absolute.pathComponents.last ?? "model"
        do throws(FileError) {
            self.content = .file(try FileBytes(path: absolute))
        } catch {
            guard error.code == .notRegular else {
                throw Failure(.undecided, "no-model", "the model cannot be read: \(error)")
            }
            self.content = .folder(try FileTree(path: absolute))
        }
    }

    /// The files and their digests, without the signature's own file.
    func manifest(
        excluding excluded: [String],
        signature: String?,
        _ surroundings: Surroundings
    ) throws -> ModelManifest {
        switch content {
        case .file(let file): return try ModelManifest(file: file)
        case .folder(let folder):
            let inside = signature.map(surroundings.absolute)?.path(below: absolute)
            return try ModelManifest(folder: folder, excluding: excluded, signature: inside)
        }
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
        let names = signatures.signers.map(\.name)
        let signed = try file.statement.get()
        var reasons: [Reason] = []
        var remarks: [String] = []
        do {
            let files = try ModelFiles(path, surroundings)
            let excluded = try ModelSignatureCheck.excludedPaths(signed: signed)
            let found = try files.manifest(excluding: excluded, signature: signature, surroundings)
            reasons = try ModelSignatureCheck.reasons(signed: signed, found: found)
            remarks = try ModelSignatureCheck.remarks(signed: signed)
        } catch let error as StatementError {
            reasons = [Reason("malformed", error.reason)]
        } catch let error as FileError where [.link, .notRegular, .name].contains(error.code) {
            // What no signature can cover lies in the model.
            reasons = [Reason("odd-file", "\(error)")]
        }
        let decision: Decision = reasons.isEmpty ? .accepted : .rejected
        let line = Verdict.Line(kind: "model", name: path, decision: decision, signers: names, reasons: reasons)
        return Verdict(lines: [line], remarks: remarks)
    }
}
