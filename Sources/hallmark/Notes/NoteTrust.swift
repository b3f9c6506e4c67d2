import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What a user has seen of notes before, and who may let lines vanish; without a pin, nobody.
struct NoteTrust {
    let anchor: TrustAnchor?
    let root: VerifiedRoot?
    let remarks: [String]

    /// Finds pin, state and root for a repository.
    init(_ repository: OpenRepository, _ options: TrustOptions, _ surroundings: Surroundings) throws {
        let roots = try Self.roots(repository)
        let anchor: TrustAnchor
        do {
            let location = repository.git.commonDirectory
            anchor = try TrustAnchor.find(options, roots: roots, location: location, surroundings: surroundings)
        } catch let failure as Failure where failure.code == "no-pin" || failure.code == "no-roots" {
            self.anchor = nil
            self.root = nil
            self.remarks = ["no root of trust is pinned: only what this clone has seen of the remote was compared"]
            return
        }
        self.anchor = anchor
        do {
            let newest = try UnverifiedRoots(roots, accepted: anchor.state)
                .verified(from: anchor.pin, at: options.judgement.time(surroundings))
            let root = try newest.withdrawing([], accepted: anchor.state.withdrawals).root
            self.root = root.root.version >= anchor.state.rootVersion ? root : nil
            self.remarks = anchor.remarks
        } catch let error as TrustError {
            self.root = nil
            self.remarks = anchor.remarks + ["no checkpoint counts: \(error.reason)"]
        }
    }

    /// The checkpoints that lie in the notes of a commit.
    func checkpoints(
        _ namespace: NoteStore.Namespace,
        at commit: ObjectID?,
        in repository: OpenRepository
    ) throws -> [NotesCheckpointPredicate] {
        guard let root, let commit, let key = NoteStore.checkpointKey else { return [] }
        return try NotesCheckpoints.lying(at: key, namespace, commit, repository, root: root)
    }

    /// What checkpoints allow, of which one whose own notes hold an earlier one stands for it: their histories do not meet.
    func compactions(
        _ checkpoints: [NotesCheckpointPredicate],
        _ namespace: NoteStore.Namespace,
        in repository: OpenRepository
    ) throws -> [NoteCompaction] {
        let dropped = checkpoints.reduce(into: Set<Digest>()) { $0.formUnion($1.dropped) }
        var superseded: Set<String> = []
        for checkpoint in checkpoints {
            guard let commit = ObjectID(hex: checkpoint.new), try repository.git.has(commit) else { continue }
            let earlier = try self.checkpoints(namespace, at: commit, in: repository)
            superseded.formUnion(earlier.map(\.new))
        }
        return checkpoints.filter { !superseded.contains($0.new) }.compactMap { checkpoint in
            ObjectID(hex: checkpoint.new).map { NoteCompaction(commit: $0, dropped: dropped) }
        }
    }

    // A repository without a commit has no roots.
    private static func roots(_ repository: OpenRepository) throws -> [Envelope] {
        let commit: Repository.Commit
        do {
            commit = try repository.git.commit("HEAD")
        } catch {
            guard error.code == .notFound || error.code == .library else { throw error }
            return []
        }
        return try TreeContents(GitTree(commit, of: repository)).roots()
    }
}

extension NotesCheckpoints {
    /// The checkpoints about a namespace in the note about an object, as a commit of notes has it.
    static func lying(
        at key: ObjectID,
        _ namespace: NoteStore.Namespace,
        _ commit: ObjectID,
        _ repository: OpenRepository,
        root: VerifiedRoot
    ) throws -> [NotesCheckpointPredicate] {
        let note = try NoteStore.note(about: key, at: commit, in: repository.git)
        let envelopes = note.parsed.compactMap { line -> Envelope? in
            if case .envelope(let envelope) = line { envelope } else { nil }
        }
        return NotesCheckpoints(among: envelopes, about: namespace.rawValue, root: root).checkpoints
    }
}
