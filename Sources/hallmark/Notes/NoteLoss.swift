import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// Lines that notes had before and that are gone without a checkpoint that lets them vanish.
struct NoteLoss {
    /// How many objects a report names.
    static let maximumNamed = 10

    let namespace: NoteStore.Namespace
    /// The commit of notes that had them.
    let seen: ObjectID
    /// The lines by object; empty when the commit itself is gone, so that nobody can tell which.
    let lines: [ObjectID: [[UInt8]]]
    private let isCommitGone: Bool

    /// Compares notes with what was seen before; `nil` when nothing is lost.
    ///
    /// - Parameters:
    ///   - present: the commit of notes now; `nil` for none.
    ///   - checkpoints: those that count.
    init?(
        _ namespace: NoteStore.Namespace,
        from seen: ObjectID,
        to present: ObjectID?,
        checkpoints: [NotesCheckpointPredicate],
        in repository: OpenRepository
    ) throws {
        guard seen != present else { return nil }
        var seen = seen
        // The whole history of notes travels with them, but for what a checkpoint cut off: then its new commit counts.
        for _ in checkpoints where try !repository.git.has(seen) {
            guard let next = checkpoints.first(where: { $0.old == seen.hex })?.new, let commit = ObjectID(hex: next)
            else {
                break
            }
            seen = commit
        }
        self.namespace = namespace
        self.seen = seen
        guard try repository.git.has(seen) else {
            self.lines = [:]
            self.isCommitGone = true
            return
        }
        let before = try repository.git.commit(seen).tree
        var after: ObjectID?
        if let present { after = try repository.git.commit(present).tree }
        let dropped = checkpoints.reduce(into: Set<Digest>()) { $0.formUnion($1.dropped) }
        let removed = try NoteDifference(from: before, to: after, in: repository.git).removed
        self.lines = removed.mapValues { $0.filter { !dropped.contains(Digest.sha256($0)) } }.filter {
            !$0.value.isEmpty
        }
        self.isCommitGone = false
        guard !lines.isEmpty else { return nil }
    }

    /// What is gone, for people: a few objects, and of each the digests of a few lines.
    var description: String {
        guard !isCommitGone else {
            return "\(namespace.rawValue) no longer comes from the commit \(seen), which was seen before"
        }
        let count = lines.values.reduce(0) { $0 + $1.count }
        let named = lines.sorted { $0.key.hex < $1.key.hex }.prefix(Self.maximumNamed).map { object, lines in
            let digests = lines.prefix(3).map { Digest.sha256($0).description } + (lines.count > 3 ? ["…"] : [])
            return "\n    the note about \(object) lost \(digests.joined(separator: ", "))"
        }
        let more = lines.count > Self.maximumNamed ? "\n    and \(lines.count - Self.maximumNamed) further notes" : ""
        return "\(namespace.rawValue) lost \(count) lines that \(seen) had:\(named.joined())\(more)"
    }
}
