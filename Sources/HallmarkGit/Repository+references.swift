internal import CHallmarkLibgit2

extension Repository {
    /// What a reference names directly, or `nil` when there is none.
    package func reference(_ name: String) throws(GitError) -> ObjectID? {
        var id = git_oid()
        do {
            try check("reference \(name)") { unsafe git_reference_name_to_id(&id, pointer, name) }
        } catch  where error.code == .notFound {
            return nil
        }
        return ObjectID(id)
    }

    /// Sets a reference if it still names `expected`; `nil` means that there must be none.
    ///
    /// - Throws: a ``GitError`` with `.conflict` when another writer was first.
    package func setReference(_ name: String, to id: ObjectID, expected: ObjectID?, log: String) throws(GitError) {
        var raw = id.raw
        var reference: OpaquePointer?
        if let expected {
            var old = expected.raw
            try check("update \(name)") {
                unsafe git_reference_create_matching(&reference, pointer, name, &raw, 1, &old, log)
            }
        } else {
            try check("create \(name)") { unsafe git_reference_create(&reference, pointer, name, &raw, 0, log) }
        }
        unsafe git_reference_free(reference)
    }

    /// What `refs/tags/NAME` names: the tag object where it is annotated, and the commit behind it.
    package func tag(_ name: String) throws(GitError) -> (object: ObjectID, commit: Commit)? {
        let reference = "refs/tags/\(name)"
        guard unsafe git_reference_is_valid_name(reference) == 1 else {
            throw GitError(.invalidName, "\(name) is not the name of a tag")
        }
        guard let object = try self.reference(reference) else { return nil }
        return (object, try commit(object.hex))
    }
}
