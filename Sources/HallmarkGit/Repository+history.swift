internal import CHallmarkLibgit2

extension Repository {
    /// How many commits of a history are looked at.
    package static let maximumHistory = 1_000_000

    /// The commits before one, in git's order (newest first), up to those that another has before it or is.
    ///
    /// - Parameter end: a commit, which is left out with all before it; `nil` for the whole history.
    /// - Throws: a ``GitError`` where the history is cut off (a shallow clone), or has too many commits.
    package func history(before start: ObjectID, since end: ObjectID?) throws(GitError) -> [Commit] {
        var walk: OpaquePointer?
        try check("history") { unsafe git_revwalk_new(&walk, pointer) }
        defer { unsafe git_revwalk_free(walk) }
        unsafe git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue)
        var raw = start.raw
        try check("history of \(start)") { unsafe git_revwalk_push(walk, &raw) }
        if let end {
            var raw = end.raw
            try check("history of \(end)") { unsafe git_revwalk_hide(walk, &raw) }
        }
        var commits: [Commit] = []
        var id = git_oid()
        while true {
            let status = unsafe git_revwalk_next(&id, walk)
            guard status != GIT_ITEROVER.rawValue else { return commits }
            do {
                try check("history of \(start)") { status }
            } catch {
                guard error.code == .notFound else { throw error }
                throw GitError(
                    .notFound,
                    "the history of \(start) is cut off here, as in a shallow clone; fetch it with: git fetch --unshallow"
                )
            }
            let next = ObjectID(id)
            guard next != start else { continue }
            guard commits.count < Self.maximumHistory else {
                throw GitError(.tooLarge, "more than \(Self.maximumHistory) commits")
            }
            commits.append(try commit(next))
        }
    }
}
