internal import CHallmarkLibgit2

extension Repository {
    /// Whether a commit is the other or comes after it; `false` also where the history between them is not here.
    package func descends(_ commit: ObjectID, from ancestor: ObjectID) throws(GitError) -> Bool {
        guard commit != ancestor else { return true }
        // Neither is true of anything that is no commit.
        guard try isCommit(commit), try isCommit(ancestor) else { return false }
        var later = commit.raw
        var earlier = ancestor.raw
        do {
            return try check("history of \(commit)") { unsafe git_graph_descendant_of(pointer, &later, &earlier) } == 1
        } catch {
            // The edge of a shallow history: what lies behind it is not known.
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    private func isCommit(_ object: ObjectID) throws(GitError) -> Bool {
        do {
            return try commit(object).id == object
        } catch {
            guard error.code == .notFound || error.code == .invalidName || error.code == .library else { throw error }
            return false
        }
    }

    /// Whether an object is here.
    package func has(_ object: ObjectID) throws(GitError) -> Bool {
        var database: OpaquePointer?
        try check("object database") { unsafe git_repository_odb(&database, pointer) }
        defer { unsafe git_odb_free(database) }
        var raw = object.raw
        return unsafe git_odb_exists(database, &raw) == 1
    }

    /// The object that a revision names, whatever its kind; `nil` when there is none.
    package func object(_ revision: String) throws(GitError) -> ObjectID? {
        if let id = ObjectID(hex: revision) { return id }
        try refuseNUL(in: revision)
        var object: OpaquePointer?
        do {
            try check("revision \(revision)") { unsafe git_revparse_single(&object, pointer, revision) }
        } catch {
            guard error.code == .notFound || error.code == .invalidName else { throw error }
            return nil
        }
        defer { unsafe git_object_free(object) }
        guard let id = unsafe git_object_id(object) else { return nil }
        return ObjectID(unsafe id.pointee)
    }

    /// The message of an annotated tag; `nil` for any other object.
    package func message(ofTag object: ObjectID) throws(GitError) -> [UInt8]? {
        var tag: OpaquePointer?
        var raw = object.raw
        do {
            try check("tag \(object)") { unsafe git_tag_lookup(&tag, pointer, &raw) }
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
        defer { unsafe git_tag_free(tag) }
        // libgit2 keeps the message as a C string; what follows a NUL is no trailer.
        guard let text = unsafe git_tag_message(tag) else { return [] }
        var bytes: [UInt8] = []
        while unsafe text[bytes.count] != 0 { bytes.append(unsafe UInt8(bitPattern: text[bytes.count])) }
        return bytes
    }
}
