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
        for object in try NoteLayout.objects(in: tree, of: repository) {
            var lines: [[UInt8]] = []
            for blob in try NoteLayout.blobs(about: object, in: tree, of: repository) {
                lines += Note(lines: [try repository.blob(blob, maximumSize: Self.maximumSize)]).lines
            }
            let kept = Note(lines: lines.filter { !drops(object, $0) })
            dropped.formUnion(Set(lines).subtracting(kept.lines))
            guard !kept.lines.isEmpty else { continue }
            guard kept.isWithinLimits else {
                throw GitError(.tooLarge, "the note about \(object) would still be larger than a reader takes")
            }
            for case .reference(let reference) in kept.parsed {
                if let id = ObjectID(hex: reference.object), try repository.has(id) { named.insert(id) }
            }
            notes[object] = kept
        }
        guard !dropped.isEmpty else { return nil }
        self.old = old
        let written = try NoteLayout.writing(notes, to: nil, in: repository)
        self.new = try repository.writeCommit(
            tree: Self.keeping(named, in: written, of: repository),
            parents: [],
            message: message
        )
        self.dropped = dropped.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Puts the new notes in place, with further lines in a commit after them, if the reference still names the old.
    package func put(
        in namespace: NoteStore.Namespace,
        adding lines: [ObjectID: [[UInt8]]],
        to repository: borrowing Repository,
        message: String
    ) throws(GitError) {
        let tree = try NoteLayout.adding(lines, to: repository.commit(new).tree, in: repository)
        let tip = try repository.writeCommit(tree: tree, parents: [new], message: message)
        try repository.setReference(namespace.rawValue, to: tip, expected: old, log: message)
    }

    // Envelopes that notes name must travel with them.
    private static func keeping(
        _ blobs: Set<ObjectID>,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        guard !blobs.isEmpty else { return tree }
        let entries = blobs.map {
            Repository.TreeEntry(name: Array($0.hex.utf8), kind: .file(executable: false), id: $0)
        }
        let folder = try NoteLayout.write(entries, in: repository)
        let entry = Repository.TreeEntry(name: NoteStore.folderOfNamedBlobs, kind: .tree, id: folder)
        return try NoteLayout.write(repository.tree(tree) + [entry], in: repository)
    }
}

extension NoteStore {
    /// Where checkpoints lie in the notes that they are about: at the empty tree, which every repository has.
    package static let checkpointKey = ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    /// The folder, at the top of the notes' tree, of blobs that notes name: no note's name, so that git carries it along.
    static let folderOfNamedBlobs = Array("kept".utf8)
}
