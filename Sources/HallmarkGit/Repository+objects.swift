internal import CHallmarkLibgit2

extension Repository {
    /// A commit, as its object has it.
    package struct Commit: Sendable {
        package let id: ObjectID
        package let tree: ObjectID
        package let parents: [ObjectID]
        /// The committer's time in seconds since 1970.
        package let time: Int64
    }

    /// One entry of a tree object.
    package struct TreeEntry: Sendable, Hashable {
        /// What an entry is, by git's modes.
        package enum Kind: Sendable, Hashable {
            case file(executable: Bool)
            case link
            case tree
            case submodule
        }

        /// The name as bytes: git does not say which encoding.
        package let name: [UInt8]
        package let kind: Kind
        package let id: ObjectID
    }

    /// How many bytes a blob may have that is read whole.
    package static let maximumBlobSize = 8 << 30

    /// The commit that a revision names, such as `HEAD`, `v1.0` or an abbreviated id.
    ///
    /// A full id names that object only, never a reference that is called like an id.
    package func commit(_ revision: String) throws(GitError) -> Commit {
        if let id = ObjectID(hex: revision) { return try commit(id) }
        try refuseNUL(in: revision)
        var object: OpaquePointer?
        try check("revision \(revision)") { unsafe git_revparse_single(&object, pointer, revision) }
        defer { unsafe git_object_free(object) }
        return try unsafe commit(in: object, named: revision)
    }

    /// The commit of this id, or behind the annotated tag of this id.
    package func commit(_ id: ObjectID) throws(GitError) -> Commit {
        var object: OpaquePointer?
        var raw = id.raw
        try check("object \(id)") { unsafe git_object_lookup(&object, pointer, &raw, GIT_OBJECT_ANY) }
        defer { unsafe git_object_free(object) }
        return try unsafe commit(in: object, named: id.hex)
    }

    private func commit(in object: OpaquePointer?, named revision: String) throws(GitError) -> Commit {
        var commit: OpaquePointer?
        try check("\(revision) names no commit") { unsafe git_object_peel(&commit, object, GIT_OBJECT_COMMIT) }
        defer { unsafe git_commit_free(commit) }
        guard let id = unsafe git_commit_id(commit), let tree = unsafe git_commit_tree_id(commit) else {
            throw GitError(.library, "libgit2 gave a commit without an id")
        }
        var parents: [ObjectID] = []
        for index in 0..<(unsafe git_commit_parentcount(commit)) {
            guard let parent = unsafe git_commit_parent_id(commit, index) else { continue }
            parents.append(ObjectID(unsafe parent.pointee))
        }
        return Commit(
            id: ObjectID(unsafe id.pointee),
            tree: ObjectID(unsafe tree.pointee),
            parents: parents,
            time: unsafe git_commit_time(commit)
        )
    }

    /// The bytes of a blob.
    package func blob(_ id: ObjectID, maximumSize: Int = maximumBlobSize) throws(GitError) -> [UInt8] {
        try ObjectDatabase(of: self).withBlob(id, maximumSize: maximumSize) { bytes throws(GitError) in
            unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        }
    }

    /// The first bytes of a blob; the whole blob is read, but only these are kept.
    package func head(ofBlob id: ObjectID, count: Int) throws(GitError) -> [UInt8] {
        Array(try blob(id).prefix(count))
    }

    /// The entries of a tree, in git's order.
    package func tree(_ id: ObjectID) throws(GitError) -> [TreeEntry] {
        var tree: OpaquePointer?
        var raw = id.raw
        do {
            try check("tree \(id)") { unsafe git_tree_lookup(&tree, pointer, &raw) }
        } catch {
            throw try unsafe error.naming(id, in: pointer)
        }
        defer { unsafe git_tree_free(tree) }
        var entries: [TreeEntry] = []
        for index in 0..<(unsafe git_tree_entrycount(tree)) {
            guard let entry = unsafe git_tree_entry_byindex(tree, index), let name = unsafe git_tree_entry_name(entry),
                let id = unsafe git_tree_entry_id(entry)
            else { throw GitError(.library, "libgit2 gave a tree with a hole") }
            let kind: TreeEntry.Kind =
                switch unsafe git_tree_entry_filemode(entry) {
                case GIT_FILEMODE_BLOB: .file(executable: false)
                case GIT_FILEMODE_BLOB_EXECUTABLE: .file(executable: true)
                case GIT_FILEMODE_LINK: .link
                case GIT_FILEMODE_TREE: .tree
                case GIT_FILEMODE_COMMIT: .submodule
                default: throw GitError(.malformed, "tree \(ObjectID(unsafe id.pointee)) has an entry of unknown mode")
                }
            // The name of a tree entry ends at its NUL byte by git's own format.
            var count = 0
            while unsafe name[count] != 0 { count += 1 }
            let bytes = unsafe Array(UnsafeRawBufferPointer(start: name, count: count))
            entries.append(TreeEntry(name: bytes, kind: kind, id: ObjectID(unsafe id.pointee)))
        }
        return entries
    }

    /// Writes a blob.
    package func writeBlob(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
        var id = git_oid()
        try check("write a blob") { unsafe git_blob_create_from_buffer(&id, pointer, bytes, bytes.count) }
        return ObjectID(id)
    }

    /// The id that bytes have as a blob, without writing it.
    package static func blobID(of bytes: [UInt8]) throws(GitError) -> ObjectID {
        guard Library.isReady else { throw GitError(.library, "libgit2 could not be initialised") }
        var id = git_oid()
        try check("hash a blob") { unsafe git_odb_hash(&id, bytes, bytes.count, GIT_OBJECT_BLOB) }
        return ObjectID(id)
    }
}

extension Repository {
    /// The id that a file has as a blob, read piece by piece and without filters.
    package static func blobID(ofFile path: String) throws(GitError) -> ObjectID {
        guard Library.isReady else { throw GitError(.library, "libgit2 could not be initialised") }
        var id = git_oid()
        try check("hash \(path)") { unsafe git_odb_hashfile(&id, path, GIT_OBJECT_BLOB) }
        return ObjectID(id)
    }
}
