internal import CHallmarkLibgit2

extension Repository {
    /// Writes a tree object.
    func writeTree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
        var builder: OpaquePointer?
        try check("begin a tree") { unsafe git_treebuilder_new(&builder, pointer, nil) }
        defer { unsafe git_treebuilder_free(builder) }
        for entry in entries {
            var raw = entry.id.raw
            let mode =
                switch entry.kind {
                case .file(let executable): executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB
                case .link: GIT_FILEMODE_LINK
                case .tree: GIT_FILEMODE_TREE
                case .submodule: GIT_FILEMODE_COMMIT
                }
            let name = entry.name.map { CChar(bitPattern: $0) } + [0]
            try check("add to a tree") { unsafe git_treebuilder_insert(nil, builder, name, &raw, mode) }
        }
        var id = git_oid()
        try check("write a tree") { unsafe git_treebuilder_write(&id, builder) }
        return ObjectID(id)
    }

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
