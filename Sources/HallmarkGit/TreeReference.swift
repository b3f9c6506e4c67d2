/// A reference to commits whose trees are all that counts: notes, and what is kept.
struct TreeReference {
    /// How often a write is tried again when another writer was first.
    static let maximumAttempts = 1024
    /// After how many attempts a killed writer's lock is removed.
    static let patience = 16

    let name: String

    /// The tree of the commit that the reference names; `nil` where there is none.
    func tree(in repository: borrowing Repository) throws(GitError) -> ObjectID? {
        guard let commit = try repository.reference(name) else { return nil }
        return try repository.commit(commit).tree
    }

    /// Moves the reference to a commit of a new tree.
    ///
    /// All objects are written before the reference moves, by compare-and-swap under the lock that git takes too: whoever
    /// is killed leaves the old state or the new one. When another writer was first, the tree is made anew.
    ///
    /// - Parameter wait: called with the number of the attempt before each further one.
    /// - Parameter change: makes the new tree from the present one; `nil` leaves everything as it is.
    /// - Throws: a ``GitError`` with `.conflict` after ``maximumAttempts``.
    func update(
        in repository: borrowing Repository,
        message: String,
        wait: (Int) -> Void,
        change: (ObjectID?, borrowing ObjectDatabase, inout ObjectWriter) throws(GitError) -> ObjectID?
    ) throws(GitError) {
        let queue = WriterQueue(in: repository.commonDirectory)
        let database = try ObjectDatabase(of: repository)
        var writer = ObjectWriter()
        var attempt = 0
        while true {
            do throws(GitError) {
                let parent = try repository.reference(name)
                var present: ObjectID?
                if let parent { present = try repository.commit(parent).tree }
                guard let tree = try change(present, database, &writer), tree != present else { return }
                try writer.flush(to: database)
                let commit = try repository.writeCommit(
                    tree: tree,
                    parents: parent.map { [$0] } ?? [],
                    message: message
                )
                queue.announce(name)
                return try repository.setReference(name, to: commit, expected: parent, log: message)
            } catch {
                guard error.code == .conflict, attempt < Self.maximumAttempts else { throw error }
                attempt += 1
                wait(attempt)
                // By now a lock that is in use would have been let go, as a rule.
                if attempt == Self.patience { queue.removeAbandonedLock(of: name) }
            }
        }
    }
}
