internal import CHallmarkLibgit2
internal import HallmarkCore

extension Repository {
    /// What a reference names directly, or `nil` when there is none.
    ///
    /// - Throws: a ``GitError`` with `.malformed` for a symbolic reference: one that others redirect.
    package func reference(_ name: String) throws(GitError) -> ObjectID? {
        try refuseNUL(in: name)
        var reference: OpaquePointer?
        do {
            try check("reference \(name)") { unsafe git_reference_lookup(&reference, pointer, name) }
        } catch  where error.code == .notFound {
            return nil
        }
        defer { unsafe git_reference_free(reference) }
        guard let id = unsafe git_reference_target(reference) else {
            throw GitError(.malformed, "\(name) is a symbolic reference; run: git symbolic-ref --delete \(name)")
        }
        return ObjectID(unsafe id.pointee)
    }

    /// Sets a reference if it still names `expected`; `nil` means that there must be none.
    ///
    /// The comparison is made while the reference's lock is held, which git's own writers take too.
    ///
    /// - Throws: a ``GitError`` with `.conflict` when another writer was first.
    package func setReference(_ name: String, to id: ObjectID, expected: ObjectID?, log: String) throws(GitError) {
        try refuseNUL(in: name)
        var transaction: OpaquePointer?
        try check("begin a transaction") { unsafe git_transaction_new(&transaction, pointer) }
        defer { unsafe git_transaction_free(transaction) }
        try check("lock \(name)") { unsafe git_transaction_lock_ref(transaction, name) }
        guard try reference(name) == expected else {
            throw GitError(.conflict, "update \(name): another writer was first")
        }
        var raw = id.raw
        try check("update \(name)") { unsafe git_transaction_set_target(transaction, name, &raw, nil, log) }
        try check("update \(name)") { unsafe git_transaction_commit(transaction) }
    }

    /// What `refs/tags/NAME` names: the tag object where it is annotated, and the commit behind it.
    package func tag(_ name: String) throws(GitError) -> (object: ObjectID, commit: Commit)? {
        let reference = "refs/tags/\(name)"
        try refuseNUL(in: name)
        guard unsafe git_reference_is_valid_name(reference) == 1 else {
            throw GitError(.invalidName, "\(name) is not the name of a tag")
        }
        guard let object = try self.reference(reference) else { return nil }
        return (object, try commit(object))
    }

    /// Refuses text that a C string would cut short.
    func refuseNUL(in name: String) throws(GitError) {
        guard !name.utf8.contains(0) else { throw GitError(.invalidName, "a name with a NUL byte") }
    }
}

extension Repository {
    /// The names of the remotes; none of them is ever opened here.
    package func remotes() throws(GitError) -> [String] { try unsafe Self.remotes(of: pointer) }

    static func remotes(of pointer: OpaquePointer) throws(GitError) -> [String] {
        var names = unsafe git_strarray()
        try check("remotes") { unsafe git_remote_list(&names, pointer) }
        defer { unsafe git_strarray_dispose(&names) }
        return unsafe (0..<names.count).compactMap { index in
            unsafe names.strings[index].map { unsafe String(cString: $0) }
        }
    }
}

extension Repository {
    /// The files that the index tracks, and every folder that holds one: to them ignore rules do not apply.
    package func trackedPaths() throws(GitError) -> Set<String> {
        var index: OpaquePointer?
        try check("index") { unsafe git_repository_index(&index, pointer) }
        defer { unsafe git_index_free(index) }
        var paths: Set<String> = []
        for number in 0..<(unsafe git_index_entrycount(index)) {
            guard let entry = unsafe git_index_get_byindex(index, number), let text = unsafe entry.pointee.path else {
                continue
            }
            var components = unsafe String(cString: text).pathComponents[...]
            while !components.isEmpty, paths.insert(components.joined(separator: "/")).inserted {
                components = components.dropLast()
            }
        }
        return paths
    }

    /// Whether git's ignore rules leave out a path of the work tree.
    package func isIgnored(_ path: String) throws(GitError) -> Bool {
        var ignored: Int32 = 0
        try check("ignore rules for \(path)") { unsafe git_ignore_path_is_ignored(&ignored, pointer, path) }
        return ignored == 1
    }
}
