extension NoteTree {
    /// A note's new blob, which has every line that any present note about the object has.
    struct Change {
        let object: ObjectID
        let blob: ObjectID
    }

    /// The folder, at the top of the notes' tree, of blobs that notes name: no note's name, so that git carries it along.
    static let keptFolder = Array("kept".utf8)

    /// A tree with these notes in place, laid out as git would, that also names blobs by their ids.
    ///
    /// - Parameter changes: in the order of their objects, each once.
    static func applying(
        _ changes: [Change],
        keeping blobs: Set<ObjectID> = [],
        to tree: ObjectID?,
        of database: borrowing ObjectDatabase,
        writer: inout ObjectWriter
    ) throws(GitError) -> ObjectID {
        var level = NoteLevel(depth: 0)
        if let tree { try level.read(tree, below: ObjectID(), of: database) }
        if !blobs.isEmpty {
            // Laid out as notes are: each names the blob of its own id.
            let kept = blobs.sorted().map { Change(object: $0, blob: $0) }
            level.keptFolder = try applying(kept, to: level.keptFolder, of: database, writer: &writer)
        }
        let notes = changes.map { NoteLevel.Note(object: $0.object, mode: NoteLevel.fileMode, blob: $0.blob) }
        return try apply(notes[...], to: level, of: database, writer: &writer)
    }

    private static func apply(
        _ changes: ArraySlice<NoteLevel.Note>,
        to present: NoteLevel,
        of database: borrowing ObjectDatabase,
        writer: inout ObjectWriter
    ) throws(GitError) -> ObjectID {
        var level = present
        let depth = level.depth
        var deeper = level.place(changes)
        if depth + 1 < maximumDepth, level.shouldFanOut {
            let moved = try level.fanOut(in: database)
            if !moved.isEmpty { deeper = (deeper + moved).sorted { $0.object < $1.object } }
        }
        var rest = deeper[...]
        while let first = rest.first?.object {
            let end = rest.firstIndex { $0.object[depth] != first[depth] } ?? rest.endIndex
            let trees = level.directories[first[depth]] ?? []
            var below = NoteLevel(depth: depth + 1)
            if let tree = trees.first { try below.read(tree, below: first, of: database) }
            let written = try apply(rest[..<end], to: below, of: database, writer: &writer)
            level.directories[first[depth]] = [written] + trees.dropFirst()
            rest = rest[end...]
        }
        return try writer.add(.tree, level.content)
    }
}
