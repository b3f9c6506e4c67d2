internal import CHallmarkLibgit2

extension Repository {
    /// How many commits of a history are looked at.
    package static let maximumHistory = 1_000_000

    /// The commits before one, in git's order (newest first), up to those that others have before them or are.
    ///
    /// - Parameters:
    ///   - ends: commits that are left out with all before them; none for the whole history.
    ///   - maximum: how many commits there may be.
    /// - Throws: a ``GitError`` where the history is cut off (a shallow clone), or has too many commits.
    package func history(
        before start: ObjectID,
        since ends: [ObjectID],
        maximum: Int = maximumHistory
    ) throws(GitError) -> [Commit] {
        var walk: OpaquePointer?
        try check("history") { unsafe git_revwalk_new(&walk, pointer) }
        defer { unsafe git_revwalk_free(walk) }
        unsafe git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue)
        var raw = start.raw
        try check("history of \(start)") { unsafe git_revwalk_push(walk, &raw) }
        for end in ends {
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
            guard commits.count < maximum else {
                throw GitError(.tooLarge, "more than \(maximum) commits")
            }
            commits.append(try commit(next))
        }
    }
}
