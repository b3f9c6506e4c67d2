/// The blobs that stand for things outside of the repository, kept where git's garbage collection sees them.
///
/// A note about an artifact is keyed by the id of a blob that only says the artifact's digest. Were that blob not there,
/// `git notes prune` would take the note for one about nothing.
package struct KeptObjects {
    /// The reference to a commit whose tree holds every such blob under its own id, laid out as notes are.
    package static let reference = "refs/hallmark/subjects"

    package init() {}

    /// Writes blobs and keeps them; what is kept already changes nothing.
    ///
    /// - Parameter wait: called with the number of the attempt before each further one.
    /// - Returns: the ids of the blobs, in their order.
    @discardableResult
    package func add(
        _ contents: [[UInt8]],
        to repository: borrowing Repository,
        message: String,
        wait: (Int) -> Void
    ) throws(GitError) -> [ObjectID] {
        var blobs: [ObjectID: [UInt8]] = [:]
        var ids: [ObjectID] = []
        for content in contents {
            let id = try Repository.blobID(of: content)
            blobs[id] = content
            ids.append(id)
        }
        let objects = blobs.keys.sorted()
        try TreeReference(name: Self.reference).update(in: repository, message: message, wait: wait) {
            tree,
            database,
            writer throws(GitError) in
            var lookup = NoteLookup(objects)
            if let tree { try lookup.look(in: tree, of: database) }
            var changes: [NoteTree.Change] = []
            for (object, present) in zip(objects, lookup.blobs) where try present.get() != [object] {
                guard let content = blobs[object] else { continue }
                changes.append(NoteTree.Change(object: object, blob: try writer.add(.blob, content)))
            }
            guard !changes.isEmpty else { return nil }
            return try NoteTree.applying(changes, to: tree, of: database, writer: &writer)
        }
        return ids
    }
}
