internal import CHallmarkLibgit2

extension Repository {
    /// Writes a commit by the user whom git's configuration names, else by `hallmark`.
    func writeCommit(tree: ObjectID, parents: [ObjectID], message: String) throws(GitError) -> ObjectID {
        var signature: UnsafeMutablePointer<git_signature>?
        do {
            try check("identity") { unsafe git_signature_default(&signature, pointer) }
        } catch  where error.code == .notFound {
            try check("identity") { unsafe git_signature_now(&signature, "hallmark", "hallmark@localhost") }
        }
        defer { unsafe git_signature_free(signature) }
        var rawTree = tree.raw
        var treeObject: OpaquePointer?
        try check("tree \(tree)") { unsafe git_tree_lookup(&treeObject, pointer, &rawTree) }
        defer { unsafe git_tree_free(treeObject) }
        var commits: [OpaquePointer?] = unsafe []
        defer { unsafe commits.forEach { unsafe git_commit_free($0) } }
        for parent in parents {
            var raw = parent.raw
            var commit: OpaquePointer?
            try check("commit \(parent)") { unsafe git_commit_lookup(&commit, pointer, &raw) }
            unsafe commits.append(commit)
        }
        var id = git_oid()
        try check("write a commit") {
            unsafe commits.withUnsafeMutableBufferPointer { buffer in
                unsafe git_commit_create(
                    &id,
                    pointer,
                    nil,
                    signature,
                    signature,
                    "UTF-8",
                    message,
                    treeObject,
                    buffer.count,
                    buffer.baseAddress
                )
            }
        }
        return ObjectID(id)
    }
}
