/// The commits of a notes reference, newest first, with what each changed.
package struct NoteHistory: Sendable {
    /// One commit.
    package struct Entry: Sendable {
        package let commit: Repository.Commit
        /// How many lines came to each object's note, compared with the first parent.
        package let added: [ObjectID: Int]
        /// How many lines of each object's note vanished.
        package let removed: [ObjectID: Int]
    }

    package let entries: [Entry]
    /// Whether there are older commits than those listed.
    package let isCut: Bool

    /// Reads the history of a notes reference.
    ///
    /// - Parameter limit: how many commits are listed.
    package init(
        of namespace: NoteStore.Namespace,
        in repository: borrowing Repository,
        limit: Int
    ) throws(GitError) {
        var entries: [Entry] = []
        var known: Set<ObjectID> = []
        var open: [Repository.Commit] = []
        if let tip = try repository.reference(namespace.rawValue) {
            open.append(try repository.commit(tip))
            known.insert(tip)
        }
        while entries.count < limit, let index = open.indices.max(by: { open[$0].time < open[$1].time }) {
            let commit = open.remove(at: index)
            entries.append(try Self.entry(commit, in: repository))
            for parent in commit.parents where known.insert(parent).inserted {
                // The edge of a shallow history.
                guard try repository.has(parent) else { continue }
                open.append(try repository.commit(parent))
            }
        }
        self.entries = entries
        self.isCut = !open.isEmpty
    }

    private static func entry(
        _ commit: Repository.Commit,
        in repository: borrowing Repository
    ) throws(GitError) -> Entry {
        var before: ObjectID?
        if let parent = commit.parents.first, try repository.has(parent) {
            before = try repository.commit(parent).tree
        }
        let difference = try NoteDifference(from: before, to: commit.tree, in: repository)
        return Entry(
            commit: commit,
            added: try difference.added(in: repository).lines.mapValues(\.count),
            removed: difference.removed.mapValues(\.count)
        )
    }
}
