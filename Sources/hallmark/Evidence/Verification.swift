import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkModelScan
import HallmarkStatement
import HallmarkVerification

/// One run of verification over a tree: gathers evidence, lets the library judge, and keeps what was accepted.
struct Verification {
    /// What is to be judged.
    struct Target {
        /// How much of a target is judged.
        enum Scope {
            case everything
            /// These models, in place of the tree's.
            case models([Evidence.Model])
            case dependencies([Evidence.Dependency])

            var kinds: [Policy.ArtifactKind] {
                switch self {
                case .everything: Policy.ArtifactKind.allCases
                case .models: [.model]
                case .dependencies: [.dependency]
                }
            }
        }

        let tree: any SourceTree
        /// `nil` for an archive without `.git`.
        let repository: OpenRepository?
        /// The commit, for a tree from git.
        var commit: Repository.Commit?
        /// The folder whose models are judged beside the tree's, since they are what would be loaded.
        var workTree: FolderTree?
        /// The commits before it that are judged too.
        var history: [Repository.Commit] = []
        var release: Evidence.Release?
        var artifacts: [String: Digest] = [:]
        /// Other teams, with what was seen of each in earlier runs.
        var teams: [TeamName: Evidence.Team] = [:]
        var scope = Scope.everything
        /// Whether what rules only observe is enforced all the same: before SwiftPM may run a manifest.
        var isStrict = false
        /// Whether no signed summary stands in for looking again: where one is to be signed.
        var ignoresSummaries = false
        /// What reads the dependencies where a policy has rules about them, for a release.
        var dependencies: DependencyReader?
        /// Objects beside the commit whose notes are read.
        var objects: [ObjectID] = []
        /// The message of the tag under test, which may name the notes of its time.
        var tagMessage: [UInt8]?
        /// A line of text for remarks: what was judged.
        let name: String
        /// The repository that the pin is kept for, where it is another than the one that is read.
        var location: String?
    }

    let options: TrustOptions
    let surroundings: Surroundings

    /// What a run gave.
    struct Result {
        /// All that the verdict rests on.
        private(set) var inquiry: Inquiry
        private(set) var verdict: Verdict
        /// The policy in force, or `nil`.
        var policy: Policy?
        /// The bytes of the policy in force, or `nil`.
        var policyBytes: [UInt8]?
        /// The root that judged, or `nil`.
        var root: VerifiedRoot?
        /// The dependencies that were read for a release.
        var dependencies: [DependencyReader.Found] = []
        /// The SBOMs that the policy's roles have signed about each package, by its folder.
        var sboms: [String: [JSONValue]] = [:]
        /// When the first of what an accepted verdict rests on expires; `nil` where that is not known.
        var expires: Timestamp?

        init(_ inquiry: Inquiry, _ judgement: Judgement) {
            self.inquiry = inquiry
            self.verdict = judgement.verdict
        }

        /// The evidence in its last form.
        var evidence: Evidence { inquiry.evidence }

        /// The result with further remarks.
        func remarking(_ further: [String]) -> Result {
            var result = self
            result.inquiry.laterRemarks += further
            result.verdict = verdict.remarking(further)
            return result
        }
    }

    /// Verifies a target.
    func run(_ target: Target) throws -> Result {
        let contents = TreeContents(target.tree)
        guard contents.hasAttestations else {
            throw Failure(
                .missing,
                "no-attestations",
                "\(target.name) has no attestations folder: there is nothing to verify",
                mend: "hallmark init"
            )
        }
        let roots = try contents.roots()
        let location = target.location ?? target.repository?.git.commonDirectory
        let anchor = try TrustAnchor.find(options, roots: roots, location: location, surroundings: surroundings)
        let policy = try contents.policy()
        var inquiry = Inquiry(
            pin: anchor.pin,
            roots: roots,
            policy: policy,
            shared: try contents.shared(by: policy),
            withdrawals: try contents.withdrawals(),
            state: anchor.state,
            evidence: try evidence(of: target, contents),
            kinds: target.scope.kinds,
            judgesHistory: !target.history.isEmpty,
            name: target.name,
            time: try options.judgement.time(surroundings)
        )
        inquiry.remarks = anchor.remarks
        let result = try judge(inquiry, target, contents, anchor)
        // A statement may lie in another place, and what lies elsewhere explains what is wrong here.
        // A contradiction may lie there too, which is enforced where what is missing is not.
        guard !result.verdict.isMet, let repository = target.repository else { return result }
        var notes = NoteReader(repository)
        try notes.readAll()
        inquiry.evidence.add(notes)
        return try judge(inquiry, target, contents, anchor)
    }

    /// Completes the evidence with what the policy asks for, and judges.
    private func judge(
        _ gathered: Inquiry,
        _ target: Target,
        _ contents: TreeContents,
        _ anchor: TrustAnchor
    ) throws -> Result {
        var inquiry = gathered
        var evidence = gathered.evidence
        var chain: ChainOfTrust
        do {
            chain = try inquiry.chain()
        } catch {
            return Result(inquiry, Judgement(inquiry, without: error))
        }
        var dependencies: [DependencyReader.Found] = []
        if let policy = chain.policy {
            if let repository = target.repository {
                let references = Verifier.references(in: evidence, root: chain.root)
                let (documents, damage) = DocumentReader.documents(references, in: repository)
                evidence.documents = documents
                inquiry.remarks += damage
            }
            try addPackages(policy, contents, to: &evidence)
            inquiry.remarks += try markAdoption(policy, target, in: &evidence)
            if let reader = target.dependencies {
                let gate = ReleaseDependencies(reader: reader, tree: target.tree, repository: target.repository)
                let lines: [Verdict.Line]
                (dependencies, lines) = try gate.add(policy, to: &evidence)
                inquiry.lines += lines
                inquiry.evidence = evidence
                chain = try inquiry.chain()
            }
        }
        var state = chain.state
        if let repository = target.repository {
            let marks = try marks(target, repository, root: chain.root, anchor: anchor, evidence: evidence)
            inquiry.lines += marks.lines
            inquiry.remarks += marks.remarks
            if marks.lines.isEmpty, !marks.marks.isEmpty {
                anchor.place(ofClone: target.location ?? repository.git.commonDirectory).map {
                    state.notes[$0] = marks.marks
                }
            }
        }
        inquiry.evidence = evidence
        let judgement = Judgement(inquiry, along: chain)
        if Decision.worst(chain.lines.map(\.decision)) == .accepted { try anchor.save(state) }
        var result = Result(inquiry, judgement)
        result.policy = chain.policy
        result.policyBytes = chain.policyBytes
        result.root = chain.root
        result.dependencies = dependencies
        for package in evidence.packages { result.sboms[package.path] = judgement.verifier?.sboms(of: package) }
        // Certificates come to an end, each at its own time, and so do statements that must be fresh.
        let verdict = judgement.verdict
        result.expires =
            chain.root.root.certificateRoots.isEmpty && verdict.observed.isEmpty && verdict.excepted.isEmpty
            ? chain.policy.flatMap { $0.isTimeless ? min($0.expires, chain.root.expires) : nil } : nil
        return result
    }

    private func marks(
        _ target: Target,
        _ repository: OpenRepository,
        root: VerifiedRoot,
        anchor: TrustAnchor,
        evidence: Evidence
    ) throws -> NoteMarks {
        var marks = NoteMarks(repository, root: root)
        // Where there are no notes at all nothing was rewound: then statements are missing.
        if evidence.hasNotes != false,
            let place = anchor.place(ofClone: target.location ?? repository.git.commonDirectory)
        {
            try marks.compare(anchor.state.notes[place] ?? [:], expectingEveryCommit: anchor.expectsEveryCommit)
        }
        if target.release != nil {
            try marks.compare(tagMessage: target.tagMessage ?? [], isRequired: !anchor.keepsState)
        }
        return marks
    }

    private func evidence(of target: Target, _ contents: TreeContents) throws -> Evidence {
        var evidence = Evidence()
        evidence.commit = Evidence.Commit(id: target.commit?.id.hex, tree: try target.tree.contentDigest())
        let detected = try contents.detectedModels()
        switch target.scope {
        case .everything: evidence.models = try contents.models(detected)
        case .models(let models): evidence.models = models
        case .dependencies(let dependencies): evidence.dependencies = dependencies
        }
        if let repository = target.repository, !target.history.isEmpty {
            evidence.history = try Self.history(target.history, in: repository.git.commonDirectory)
        }
        if let workTree = target.workTree { try addWorkTree(workTree, to: &evidence) }
        evidence.release = target.release
        evidence.isStrict = target.isStrict
        evidence.teams = target.teams
        evidence.ignoresSummaries = target.ignoresSummaries
        evidence.revocationLists = try options.judgement.revocationLists(surroundings)
        evidence.artifacts = target.artifacts
        (evidence.envelopes, evidence.uncovered) = try contents.recorded()
        evidence.envelopes += try contents.exceptions()
        if let repository = target.repository {
            var notes = NoteReader(repository)
            evidence.hasNotes = try notes.hasNotes()
            if let commit = target.commit {
                notes.read(commit.id, .attestations)
                notes.read(commit.tree, .attestations)
            }
            for object in target.objects { notes.read(object, .attestations) }
            if !target.history.isEmpty {
                try notes.read(Set(target.history.flatMap { [$0.id, $0.tree] }), .attestations)
            }
            if let tree = target.tree as? GitTree {
                // A bundle's statement lies at its first file, as a lone file's does at the file.
                let paths = [TreeContents.policyPath] + detected.compactMap(\.files.first)
                try notes.read(Set(paths.compactMap(tree.blob)), .blobs)
            }
            for digest in Array(target.artifacts.values) + evidence.dependencies.compactMap(\.tree) {
                notes.read(try ArtifactKey.object(of: digest), .blobs)
            }
            for dependency in evidence.dependencies { try notes.readBases(of: dependency) }
            evidence.envelopes += Array(notes.envelopes)
            evidence.damage += notes.remarks
            evidence.unreadable = notes.unreadable
        }
        return evidence
    }

    // Neighbours share most of what they hold, so that each core takes a stretch of the history, with its own handle.
    private static func history(_ commits: [Repository.Commit], in folder: String) throws -> [Evidence.Commit] {
        let size = max(1, (commits.count - 1) / ProcessInfo.processInfo.activeProcessorCount + 1)
        let stretches = stride(from: 0, to: commits.count, by: size).map { commits[$0..<min($0 + size, commits.count)] }
        let digests = stretches.concurrentMap { stretch in
            Swift.Result { () throws(GitError) in try Repository(at: folder).contentDigests(of: stretch.map(\.tree)) }
        }
        return try zip(commits, digests.flatMap { try $0.get() }).map { Evidence.Commit(id: $0.id.hex, tree: $1) }
    }

    // What lies in the work tree is what would be loaded: a model there that differs from the commit's counts too.
    private func addWorkTree(_ workTree: FolderTree, to evidence: inout Evidence) throws {
        let contents = TreeContents(workTree)
        let known = Set(evidence.models)
        evidence.models += try contents.models(contents.detectedModels()).filter { !known.contains($0) }.map { model in
            var model = model
            model.isInWorkTree = true
            return model
        }
        evidence.models.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Finds out what comes before the commit at which signing began.
    ///
    /// - Returns: remarks. Where that commit is not here, as in a shallow clone, nothing comes before it.
    private func markAdoption(_ policy: Policy, _ target: Target, in evidence: inout Evidence) throws -> [String] {
        guard let start = policy.startsAt.flatMap({ ObjectID(hex: $0) }), let repository = target.repository else {
            return []
        }
        guard try repository.git.has(start) else {
            return ["starts_at names \(start), which is not in this clone: every commit is judged"]
        }
        if let id = evidence.commit?.id.flatMap({ ObjectID(hex: $0) }), id != start {
            evidence.isBeforeAdoption = try repository.git.descends(start, from: id)
        }
        guard !evidence.history.isEmpty else { return [] }
        let count = evidence.history.count
        // One walk for all: each commit asked about by itself would walk the history again.
        var before: Set<String> = []
        do {
            before = Set(try repository.git.history(before: start, since: []).map(\.id.hex))
        } catch {
            // Cut off in a shallow clone: then nothing comes before it.
            guard error.code == .notFound else { throw error }
        }
        evidence.history.removeAll { commit in commit.id.map(before.contains) == true }
        let skipped = count - evidence.history.count
        return skipped == 0 ? [] : ["\(skipped) commits come before adoption at \(start) and were not judged"]
    }

    private func addPackages(_ policy: Policy, _ contents: TreeContents, to evidence: inout Evidence) throws {
        let detected = try contents.detectedModels()
        evidence.packages = try policy.packagePaths.map { path in
            try contents.package(
                at: path,
                models: detected,
                envelopes: evidence.envelopes,
                documents: evidence.documents
            )
        }
    }
}

/// Where statements about artifacts outside of a repository are kept: at the blob id of `sha256:<hex>` and a line feed.
enum ArtifactKey {
    static func bytes(of digest: Digest) -> [UInt8] { Array("\(digest)\n".utf8) }

    static func object(of digest: Digest) throws -> ObjectID {
        try Repository.blobID(of: bytes(of: digest))
    }
}
