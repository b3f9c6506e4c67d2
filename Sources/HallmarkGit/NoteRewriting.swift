internal import HallmarkStatement

/// Notes written anew without some of their lines, as a commit without parents: neither the lines nor the history that
/// holds them can be reached from it.
package struct NoteRewriting: Sendable {
    /// How many bytes of a note over a limit are read, so that it can be made to fit again.
    package static let maximumSize = 256 << 20

    /// The commit that was rewritten.
    package let old: ObjectID
    /// The commit without the lines; no reference names it yet.
    package let new: ObjectID
    /// The lines left out, each once, sorted.
    package let dropped: [[UInt8]]

    /// A rewriting that was made before.
    package init(old: ObjectID, new: ObjectID) {
        self.old = old
        self.new = new
        self.dropped = []
    }

    /// Rewrites the notes of a reference; `nil` when no line is dropped.
    ///
    /// - Parameter drops: whether a line of the note about an object is left out.
    package init?(
        of namespace: NoteStore.Namespace,
        in repository: borrowing Repository,
        message: String,
        drops: (ObjectID, [UInt8]) -> Bool
    ) throws(GitError) {
        guard let old = try repository.reference(namespace.rawValue) else { return nil }
        let tree = try repository.commit(old).tree
        var notes: [ObjectID: Note] = [:]
        var dropped: Set<[UInt8]> = []
        var named: Set<ObjectID> = []
        let objects = try NoteLayout.objects(in: tree, of: repository)
        for (object, blobs) in zip(objects, try NoteLayout.blobs(about: objects, in: tree, of: repository)) {
            var lines: [[UInt8]] = []
            guard let blobs else {
                throw GitError(.tooManyCopies, "the notes about \(object) lie in more places than are read")
            }
            for blob in blobs {
                lines += Note(lines: [try repository.blob(blob, maximumSize: Self.maximumSize)]).lines
            }
            let kept = Note(lines: lines.filter { !drops(object, $0) })
            dropped.formUnion(Set(lines).subtracting(kept.lines))
            guard !kept.lines.isEmpty else { continue }
            if let objection = kept.objection {
                throw GitError(
                    .tooLarge,
                    "the note about \(object) would still be more than a reader takes: \(objection)"
                )
            }
            named.formUnion(try NoteLayout.namedBlobs(of: kept, in: repository))
            notes[object] = kept
        }
        guard !dropped.isEmpty else { return nil }
        self.old = old
        let written = try NoteLayout.writing(notes, keeping: named, to: nil, in: repository)
        self.new = try repository.writeCommit(tree: written, parents: [], message: message)
        self.dropped = dropped.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Puts the new notes in place, with further lines in a commit after them, if the reference still names the old.
    package func put(
        in namespace: NoteStore.Namespace,
        adding lines: [ObjectID: [[UInt8]]],
        to repository: borrowing Repository,
        message: String
    ) throws(GitError) {
        let present = try repository.commit(new).tree
        let tree = try NoteLayout.adding(lines, to: present, in: repository)
        // Without the checkpoint, which tells them, others would take the new notes for a theft.
        guard lines.isEmpty || tree != present else {
            throw GitError(.noteTooLarge, "the lines do not fit into their notes, which stay as they were")
        }
        let tip = try repository.writeCommit(tree: tree, parents: [new], message: message)
        try repository.setReference(namespace.rawValue, to: tip, expected: old, log: message)
    }
}

extension NoteStore {
    /// Where checkpoints lie in the notes that they are about: at the empty tree, which every repository has.
    package static let checkpointKey = ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
}
