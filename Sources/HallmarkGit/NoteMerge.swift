package import HallmarkCore
internal import HallmarkStatement

/// A rewriting of notes that a signed checkpoint allows: lines that vanish, and the commit at which history begins anew.
package struct NoteCompaction: Sendable, Hashable {
    /// The commit without the lines.
    package let commit: ObjectID
    /// The SHA-256 of each line that may vanish.
    package let dropped: Set<Digest>

    package init(commit: ObjectID, dropped: Set<Digest>) {
        self.commit = commit
        self.dropped = dropped
    }
}

/// The union of what two commits of notes say, under one reference.
package struct NoteMerge: Sendable {
    /// What a merge did.
    package enum Change: Sendable, Equatable {
        /// Ours have all of theirs.
        case unchanged
        /// Lines that came to ours: how many, about how many objects.
        case added(lines: Int, objects: Int)
        /// Ours follow a signed rewriting of theirs.
        case rewritten
    }

    /// What a merge did, and what it found.
    package struct Outcome: Sendable {
        package let change: Change
        /// Objects about which theirs bring a note that no reader takes; ours keep what they had.
        package let unreadable: Set<ObjectID>
    }

    /// The reference that is ours; whatever it keeps is laid out as notes are.
    package let reference: String

    package init(into reference: String) {
        self.reference = reference
    }

    /// Brings the notes of another commit into ours: the union of both sets of lines, with both as parents.
    ///
    /// Where theirs go on from ours, ours become theirs. Lines that a compaction dropped do not come back, and neither
    /// does the history that holds them.
    ///
    /// - Parameter wait: called with the number of the attempt before each further one.
    package func merge(
        _ theirs: ObjectID,
        in repository: borrowing Repository,
        compactions: [NoteCompaction] = [],
        message: String,
        wait: (Int) -> Void
    ) throws(GitError) -> Outcome {
        var attempt = 0
        while true {
            do {
                return try tryToMerge(theirs, repository, compactions, message)
            } catch {
                guard error.code == .conflict, attempt < NoteStore.maximumAttempts else { throw error }
                attempt += 1
                wait(attempt)
            }
        }
    }

    private func tryToMerge(
        _ theirs: ObjectID,
        _ repository: borrowing Repository,
        _ compactions: [NoteCompaction],
        _ message: String
    ) throws(GitError) -> Outcome {
        let ours = try repository.reference(reference)
        guard ours != theirs else { return Outcome(change: .unchanged, unreadable: []) }
        let theirTree = try repository.commit(theirs).tree
        guard let ours else {
            let added = try NoteDifference(from: nil, to: theirTree, in: repository).added(in: repository)
            try repository.setReference(reference, to: theirs, expected: nil, log: message)
            return Outcome(change: Self.change(added.lines), unreadable: added.unreadable)
        }
        let ourTree = try repository.commit(ours).tree
        let difference = try NoteDifference(from: ourTree, to: theirTree, in: repository)
        let dropped = compactions.reduce(into: Set<Digest>()) { $0.formUnion($1.dropped) }
        let addition = try difference.added(in: repository)
        let added = Self.without(dropped, addition.lines)
        let outcome = { Outcome(change: $0, unreadable: addition.unreadable) }
        let kept = Self.without(dropped, difference.removed)
        var isCutByUs = false
        for compaction in compactions {
            let weFollow = try repository.descends(ours, from: compaction.commit)
            let theyFollow = try repository.descends(theirs, from: compaction.commit)
            if theyFollow && !weFollow {
                // Our history holds what was dropped: theirs takes its place, and what only we have goes on top.
                let tip = try commit(kept, onto: theirs, theirTree, parents: [theirs], repository, message)
                try repository.setReference(reference, to: tip, expected: ours, log: message)
                return outcome(.rewritten)
            }
            isCutByUs = isCutByUs || (weFollow && !theyFollow)
        }
        let isBehind = try repository.descends(theirs, from: ours)
        if difference.removed.isEmpty, isBehind, difference.unreadable.isEmpty {
            try repository.setReference(reference, to: theirs, expected: ours, log: message)
            return outcome(Self.change(added))
        }
        let isAhead = try repository.descends(ours, from: theirs)
        if added.isEmpty, isAhead || isCutByUs { return outcome(.unchanged) }
        var tree = try NoteLayout.adding(added, to: ourTree, in: repository)
        tree = try NoteLayout.carryingOthers(of: theirTree, into: tree, in: repository)
        let parents = isCutByUs ? [ours] : [ours, theirs]
        let tip = try repository.writeCommit(tree: tree, parents: parents, message: message)
        try repository.setReference(reference, to: tip, expected: ours, log: message)
        return outcome(Self.change(added))
    }

    private func commit(
        _ lines: [ObjectID: [[UInt8]]],
        onto commit: ObjectID,
        _ tree: ObjectID,
        parents: [ObjectID],
        _ repository: borrowing Repository,
        _ message: String
    ) throws(GitError) -> ObjectID {
        guard !lines.isEmpty else { return commit }
        var named: Set<ObjectID> = []
        for lines in lines.values { named.formUnion(try NoteLayout.namedBlobs(of: Note(lines: lines), in: repository)) }
        let written = try NoteLayout.adding(lines, keeping: named, to: tree, in: repository)
        return try repository.writeCommit(tree: written, parents: parents, message: message)
    }

    private static func without(
        _ dropped: Set<Digest>,
        _ lines: [ObjectID: [[UInt8]]]
    ) -> [ObjectID: [[UInt8]]] {
        guard !dropped.isEmpty else { return lines }
        return lines.mapValues { $0.filter { !dropped.contains(Digest.sha256($0)) } }.filter { !$0.value.isEmpty }
    }

    private static func change(_ added: [ObjectID: [[UInt8]]]) -> Change {
        .added(lines: added.values.reduce(0) { $0 + $1.count }, objects: added.count)
    }
}

extension NoteLayout {
    /// A tree with further lines in its notes; a note that would grow over a limit stays as it is.
    static func adding(
        _ lines: [ObjectID: [[UInt8]]],
        keeping named: Set<ObjectID> = [],
        to tree: ObjectID,
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        var notes: [ObjectID: Note] = [:]
        let objects = lines.keys.sorted()
        for (object, blobs) in zip(objects, try blobs(about: objects, in: tree, of: repository)) {
            guard let blobs, let added = lines[object] else { continue }
            var present: [[UInt8]] = []
            for blob in blobs { present += try NoteStore.readable(blob, in: repository)?.lines ?? [] }
            let before = Note(lines: present)
            let merged = before.adding(added)
            guard merged != before, merged.objection == nil else { continue }
            notes[object] = merged
        }
        guard !notes.isEmpty else { return tree }
        return try writing(notes, keeping: named, to: tree, in: repository)
    }

    /// A tree with what another's top holds beside notes: the blobs that notes name, and entries of a name that is new.
    static func carryingOthers(
        of other: ObjectID,
        into tree: ObjectID,
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        let kept = try keptBlobs(of: other, in: repository).subtracting(keptBlobs(of: tree, in: repository))
        let tree = kept.isEmpty ? tree : try writing([:], keeping: kept, to: tree, in: repository)
        let database = try ObjectDatabase(of: repository)
        var (ours, theirs) = (NoteLevel(depth: 0), NoteLevel(depth: 0))
        try ours.read(tree, below: ObjectID(), of: database)
        try theirs.read(other, below: ObjectID(), of: database)
        guard ours.adoptStrangers(of: theirs) else { return tree }
        var writer = ObjectWriter()
        let written = try writer.add(.tree, ours.content)
        try writer.flush(to: database)
        return written
    }
}
