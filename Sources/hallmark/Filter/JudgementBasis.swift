import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// What models are judged by in one run of the filter: root, policy, and every statement about models found so far.
final class JudgementBasis {
    /// An envelope that claims to be about a model; nobody vouches for it yet.
    private struct Claim {
        let found: Evidence.Found
        let files: [String: Digest]
    }

    private let repository: OpenRepository
    private let root: VerifiedRoot
    private let policy: Policy
    private let hasNotes: Bool?
    private let revocationLists: [RevocationList]
    /// By the digests of files and the names of models.
    private var claims: [String: [Claim]] = [:]
    private var known: Set<Envelope> = []
    private var trees: Set<String> = []
    private var hasReadAllNotes = false

    init(_ trust: TrustOptions, _ surroundings: Surroundings) throws {
        repository = try OpenRepository(at: surroundings.gitFolder)
        hasNotes = try NoteReader(repository).hasNotes()
        revocationLists = try trust.judgement.revocationLists(surroundings)
        let head = try? TreeContents(GitTree(repository.git.commit("HEAD"), of: repository))
        // What HEAD says badly decides nothing: it may be a revision that was refused, on the way back from it.
        let roots = (try? head?.roots()) ?? []
        let location = repository.git.commonDirectory
        let anchor = try TrustAnchor.find(trust, roots: roots, location: location, surroundings: surroundings)
        let recorded = (try? head?.recorded().envelopes) ?? []
        let time = try trust.judgement.time(surroundings)
        let chain: ChainOfTrust
        do {
            let isFirst = anchor.state.policy == nil
            let candidates = ChainOfTrust.Candidates(
                roots: isFirst ? roots : [],
                policy: isFirst ? try? head?.policy() : nil,
                envelopes: isFirst ? try Self.envelopesAboutPolicy(repository) + recorded : [],
                hasNotes: hasNotes,
                withdrawals: isFirst ? (try? head?.withdrawals()) ?? [] : []
            )
            chain = try ChainOfTrust(pin: anchor.pin, candidates: candidates, state: anchor.state, at: time)
        } catch let error as TrustError {
            throw Failure(.rejected, error.code.rawValue, error.reason, mend: "hallmark verify")
        }
        guard let policy = chain.policy else {
            throw Failure(
                .missing,
                "no-policy",
                "no policy was accepted in this clone yet",
                mend: "hallmark verify, on a revision that is signed"
            )
        }
        guard policy.expires > time else {
            throw Failure(
                .rejected,
                "policy-expired",
                "the policy in force expired at \(policy.expires)",
                mend: "hallmark verify, on a revision with a newer policy"
            )
        }
        self.root = chain.root
        self.policy = policy
        for found in recorded { add(found) }
    }

    /// Reads what lies where statements about a file belong: the note about its blob, and what its revision records.
    func readStatements(of request: FilterRequest) throws {
        if let blob = request.blob {
            var notes = NoteReader(repository)
            notes.read(blob, .blobs)
            for found in notes.envelopes { add(found) }
        }
        guard let treeish = request.treeish, trees.insert(treeish).inserted else { return }
        // Claims and no more than that: a tree that cannot be read makes none.
        guard let commit = try? repository.git.commit(treeish), let tree = try? GitTree(commit, of: repository),
            let recorded = try? TreeContents(tree).recorded()
        else { return }
        for found in recorded.envelopes { add(found) }
    }

    /// Reads every note, once.
    ///
    /// - Returns: whether this was the first time.
    func readAllNotes() throws -> Bool {
        guard !hasReadAllNotes else { return false }
        hasReadAllNotes = true
        var notes = NoteReader(repository)
        try notes.readAll()
        for found in notes.envelopes { add(found) }
        return true
    }

    /// The envelopes that speak of a model by one of these marks: the digest of a file, or the model's name.
    func statements(sharing marks: [String]) -> Set<Evidence.Found> {
        Set(marks.flatMap { claims[$0] ?? [] }.map(\.found))
    }

    /// Why a file of a bundle is refused; `nil` where some model that is vouched for at the bundle's path has it.
    func refusal(ofFile name: String, digest: Digest, inBundle bundle: String) -> Failure? {
        guard !ModelSignaturePredicate.defaultIgnoredPaths.contains(where: name.isAtOrBelow) else { return nil }
        let about = (claims[digest.hex] ?? []).filter { claim in
            claim.files.contains { $0.value == digest && $0.key.utf8.elementsEqual(name.utf8) }
        }
        for (files, claims) in Dictionary(grouping: about, by: \.files) {
            let model = Evidence.Model(path: bundle, isBundle: true, files: files)
            if refusal(of: model, by: Set(claims.map(\.found))) == nil { return nil }
        }
        let model = Evidence.Model(path: bundle, isBundle: true, files: [name: digest])
        return refusal(of: model, by: Set(about.map(\.found)))
    }

    /// Why a model is refused by the policy; `nil` where its signers vouch for it.
    func refusal(of model: Evidence.Model, by envelopes: Set<Evidence.Found>) -> Failure? {
        var evidence = Evidence()
        evidence.models = [model]
        evidence.envelopes = Array(envelopes)
        evidence.hasNotes = hasNotes
        evidence.revocationLists = revocationLists
        let line = Verifier(root: root, policy: policy, evidence: evidence).lines([.model]).first
        guard line?.decision != .accepted else { return nil }
        let reason = line?.reasons.first ?? Reason("no-rule", "no rule of the policy is about this model")
        return Failure(line?.decision ?? .missing, reason.code, reason.message)
    }

    private func add(_ found: Evidence.Found) {
        // Nobody vouches for it yet: what is no model signature claims nothing.
        guard known.insert(found.envelope).inserted, let statement = try? found.statement.get(),
            let predicate = try? ModelSignaturePredicate(statement: statement)
        else { return }
        let files = Dictionary(
            predicate.resources.map { ($0.name, $0.digest) },
            uniquingKeysWith: { first, _ in first }
        )
        let claim = Claim(found: found, files: files)
        for mark in Set(files.values.map(\.hex) + statement.subjects.compactMap(\.name)) {
            claims[mark, default: []].append(claim)
        }
    }

    private static func envelopesAboutPolicy(_ repository: OpenRepository) throws -> [Evidence.Found] {
        var notes = NoteReader(repository)
        guard let commit = try? repository.git.commit("HEAD") else { return [] }
        notes.read(commit.id, .attestations)
        let tree = try? GitTree(commit, of: repository)
        if let blob = tree?.blob(of: TreeContents.policyPath) { notes.read(blob, .blobs) }
        return Array(notes.envelopes)
    }
}
