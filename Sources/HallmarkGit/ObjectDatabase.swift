internal import CHallmarkLibgit2

/// The objects of a repository, looked at where libgit2 holds them.
@safe
struct ObjectDatabase: ~Copyable {
    let pointer: OpaquePointer
    // The repository outlives its database.
    private let repository: OpaquePointer

    init(of repository: borrowing Repository) throws(GitError) {
        var pointer: OpaquePointer?
        try check("object database") { unsafe git_repository_odb(&pointer, repository.pointer) }
        guard let pointer = unsafe pointer else { throw GitError(.library, "libgit2 gave no object database") }
        unsafe self.pointer = pointer
        unsafe self.repository = repository.pointer
    }

    deinit {
        unsafe git_odb_free(pointer)
    }

    /// Lends the bytes of a tree.
    func withTree<Result>(
        _ id: ObjectID,
        _ body: (Span<UInt8>) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        try withObject(id, .tree, maximumSize: NoteTree.maximumTreeSize, body)
    }

    /// Lends the bytes of a blob.
    func withBlob<Result>(
        _ id: ObjectID,
        maximumSize: Int,
        _ body: (Span<UInt8>) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        try withObject(id, .blob, maximumSize: maximumSize, body)
    }

    private func withObject<Result>(
        _ id: ObjectID,
        _ type: ObjectType,
        maximumSize: Int,
        _ body: (Span<UInt8>) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        var raw = id.raw
        var size = 0
        var found = GIT_OBJECT_INVALID
        // The header first: a claim of a great size must not be believed by reading it.
        do throws(GitError) {
            try check("object \(id)") { unsafe git_odb_read_header(&size, &found, pointer, &raw) }
        } catch {
            throw try unsafe error.naming(id, in: repository)
        }
        guard found == type.raw else { throw GitError(.malformed, "object \(id) is not a \(type.rawValue)") }
        guard size <= maximumSize else {
            throw GitError(.tooLarge, "\(type.rawValue) \(id) has \(size) bytes, at most \(maximumSize) are read")
        }
        var object: OpaquePointer?
        try check("object \(id)") { unsafe git_odb_read(&object, pointer, &raw) }
        defer { unsafe git_odb_object_free(object) }
        guard let data = unsafe git_odb_object_data(object) else {
            throw GitError(.library, "libgit2 gave object \(id) without bytes")
        }
        let bytes = unsafe UnsafeBufferPointer(
            start: data.assumingMemoryBound(to: UInt8.self),
            count: git_odb_object_size(object)
        )
        return try body(unsafe bytes.span)
    }
}

extension GitError {
    /// The same error, or the command that brings an object which a partial clone left out: libgit2 opens no remote.
    func naming(_ id: ObjectID, in repository: OpaquePointer) throws(GitError) -> GitError {
        guard code == .notFound, try unsafe Repository.isPartialClone(repository) else { return self }
        let fetch = "git cat-file -p \(id) >/dev/null, or everything: git fetch --refetch --no-filter"
        return GitError(.notFound, "object \(id) was left out of this partial clone; fetch it: \(fetch)")
    }
}

/// The kinds of objects that are written here.
enum ObjectType: String {
    case tree
    case blob

    var raw: git_object_t {
        switch self {
        case .tree: GIT_OBJECT_TREE
        case .blob: GIT_OBJECT_BLOB
        }
    }

    /// The number in the header of a packed object (gitformat-pack, "Object types").
    var packed: UInt8 {
        switch self {
        case .tree: 2
        case .blob: 3
        }
    }
}
