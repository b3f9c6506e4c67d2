import HallmarkCore
import HallmarkGit
import HallmarkModelScan
import HallmarkVerification

/// Decides by their content which models may reach the work tree.
///
/// The root and policy accepted so far judge, as the user's state has them; what a tree brings along is no more than
/// envelopes to look at, and root and policy only where nothing was accepted yet. The chain is walked once, when the first
/// model comes.
final class ModelJudge {
    private let detector = ModelDetector()
    private let trust: TrustOptions
    private let surroundings: Surroundings
    private lazy var basis = Result { try JudgementBasis(trust, surroundings) }

    init(_ trust: TrustOptions, _ surroundings: Surroundings) {
        self.trust = trust
        self.surroundings = surroundings
    }

    /// Whether a file is a model or part of one, by its name and its first bytes.
    func isModel(_ path: String, head: [UInt8]) -> Bool {
        detector.bundle(of: path) != nil || detector.model(path: path, head: head) != nil
    }

    /// Why content must not be checked out as a model at a path; `nil` where the policy's signers vouch for it.
    func refusal(of digest: Digest, for request: FilterRequest) -> Failure? {
        do {
            let basis = try basis.get()
            try basis.readStatements(of: request)
            guard let refusal = try refusal(of: digest, at: request.path, basis) else { return nil }
            // A statement's place proves nothing, so it may lie anywhere.
            guard try basis.readAllNotes() else { return refusal }
            return try self.refusal(of: digest, at: request.path, basis)
        } catch let failure as Failure {
            return failure
        } catch {
            return Failure(.undecided, "unjudged", "it could not be judged: \(error)", mend: "hallmark verify")
        }
    }

    private func refusal(of digest: Digest, at path: String, _ basis: JudgementBasis) throws -> Failure? {
        guard let bundle = detector.bundle(of: path), let name = path.path(below: bundle) else {
            let name = path.pathComponents.last ?? path
            let model = Evidence.Model(path: path, isBundle: false, files: [name: digest])
            return basis.refusal(of: model, by: basis.statements(sharing: [digest.hex, name]))
        }
        return basis.refusal(ofFile: name, digest: digest, inBundle: bundle)
    }
}
