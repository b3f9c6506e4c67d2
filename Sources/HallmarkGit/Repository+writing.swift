internal import CHallmarkLibgit2

extension Repository {
    /// Writes a tree object, its entries in any order.
    ///
    /// libgit2's tree builder would refuse names and missing objects that others have put into a tree already, and
    /// with them every further note.
    func writeTree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
        var body: [UInt8] = []
        for entry in entries.sorted(by: { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }) {
            body += Array("\(entry.kind.mode) ".utf8) + entry.name + [0] + entry.id.bytes
        }
        var database: OpaquePointer?
        try check("object database") { unsafe git_repository_odb(&database, pointer) }
        defer { unsafe git_odb_free(database) }
        var id = git_oid()
        try check("write a tree") { unsafe git_odb_write(&id, database, body, body.count, GIT_OBJECT_TREE) }
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

extension Repository.TreeEntry {
    // A directory sorts as if its name ended in a slash; the id settles what a hostile tree leaves open.
    fileprivate var sortKey: [UInt8] {
        name + (kind == .tree ? [UInt8(ascii: "/")] : []) + [0] + id.bytes
    }
}

extension Repository.TreeEntry.Kind {
    fileprivate var mode: String {
        switch self {
        case .file(let executable): executable ? "100755" : "100644"
        case .link: "120000"
        case .tree: "40000"
        case .submodule: "160000"
        }
    }
}
