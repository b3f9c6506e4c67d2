internal import CHallmarkLibgit2

extension Repository {
    /// The objects in whose place git would show others, because of `refs/replace/*`.
    package func replacedObjects() throws(GitError) -> [String] {
        var iterator: OpaquePointer?
        try check("replace references") { unsafe git_reference_iterator_glob_new(&iterator, pointer, "refs/replace/*") }
        defer { unsafe git_reference_iterator_free(iterator) }
        var names: [String] = []
        while true {
            var name: UnsafePointer<CChar>?
            let result = unsafe git_reference_next_name(&name, iterator)
            guard git_error_code(result) != GIT_ITEROVER else { return names.sorted() }
            try check("replace references") { result }
            if let name = unsafe name {
                names.append(String((unsafe String(cString: name)).dropFirst("refs/replace/".count)))
            }
        }
    }

    /// Whether a commit is another, or comes after it.
    package func isCommit(_ id: ObjectID, atOrAfter other: ObjectID) throws(GitError) -> Bool {
        guard id != other else { return true }
        var commit = id.raw
        var ancestor = other.raw
        return try check("history of \(id)") { unsafe git_graph_descendant_of(pointer, &commit, &ancestor) } == 1
    }

    /// The URL that the remote `origin` was given, before any rewriting; `nil` when there is none.
    package func originURL() throws(GitError) -> String? {
        try unsafe Configuration(of: pointer).text("remote.origin.url")
    }

    /// Whether objects may be missing because they are fetched when they are needed (git-clone, `--filter`).
    static func isPartialClone(_ pointer: OpaquePointer) throws(GitError) -> Bool {
        let configuration = try unsafe Configuration(of: pointer)
        if try configuration.text("extensions.partialclone") != nil { return true }
        for remote in try unsafe remotes(of: pointer)
        where try configuration.flag("remote.\(remote).promisor") == true { return true }
        return false
    }
}
