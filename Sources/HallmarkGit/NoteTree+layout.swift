extension NoteTree {
    /// A note's new blob, which has every line that any present note about the object has.
    struct Change {
        let object: ObjectID
        let blob: ObjectID
    }

    /// A tree with these notes in place, laid out as git would.
    ///
    /// - Parameter changes: in the order of their objects, each once.
    static func applying(
        _ changes: [Change],
        to tree: ObjectID?,
        of database: borrowing ObjectDatabase,
        writer: inout ObjectWriter
    ) throws(GitError) -> ObjectID {
        let notes = changes.map { NoteLevel.Note(object: $0.object, mode: NoteLevel.fileMode, blob: $0.blob) }
        return try apply(notes[...], to: tree, depth: 0, of: database, writer: &writer)
    }

    private static func apply(
        _ changes: ArraySlice<NoteLevel.Note>,
        to tree: ObjectID?,
        depth: Int,
        of database: borrowing ObjectDatabase,
        writer: inout ObjectWriter
    ) throws(GitError) -> ObjectID {
        var level = NoteLevel(depth: depth)
        if let tree, let object = changes.first?.object {
            try level.read(tree, below: object, of: database)
        }
        var deeper = level.place(changes)
        if depth + 1 < maximumDepth, level.shouldFanOut {
            let moved = try level.fanOut(in: database)
            if !moved.isEmpty { deeper = (deeper + moved).sorted { $0.object < $1.object } }
        }
        var rest = deeper[...]
        while let byte = rest.first?.object[depth] {
            let end = rest.firstIndex { $0.object[depth] != byte } ?? rest.endIndex
            let present = level.directories[byte] ?? []
            let below = try apply(
                rest[..<end],
                to: present.first,
                depth: depth + 1,
                of: database,
                writer: &writer
            )
            level.directories[byte] = [below] + present.dropFirst()
            rest = rest[end...]
        }
        return try writer.add(.tree, level.content)
    }
}
