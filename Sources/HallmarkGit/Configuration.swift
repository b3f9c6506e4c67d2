internal import CHallmarkLibgit2

/// A git configuration file, or a snapshot of all those that count for a repository.
@safe
struct Configuration: ~Copyable {
    private let pointer: OpaquePointer?

    /// Takes a snapshot of a repository's.
    init(of repository: OpaquePointer) throws(GitError) {
        var snapshot: OpaquePointer?
        try check("configuration") { unsafe git_repository_config_snapshot(&snapshot, repository) }
        unsafe self.pointer = snapshot
    }

    /// Opens one file.
    init(file path: String) throws(GitError) {
        var file: OpaquePointer?
        try check("open \(path)") { unsafe git_config_open_ondisk(&file, path) }
        unsafe self.pointer = file
    }

    deinit { unsafe git_config_free(pointer) }

    /// The value of a setting, or `nil` when it is not set.
    func text(_ name: String) throws(GitError) -> String? {
        var value = unsafe git_buf()
        defer { unsafe git_buf_dispose(&value) }
        do {
            try check("setting \(name)") { unsafe git_config_get_string_buf(&value, pointer, name) }
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
        guard let bytes = unsafe value.ptr else { return "" }
        return unsafe String(cString: bytes)
    }

    /// Whether a setting is on, in any of git's words for that (git-config(1), "boolean"); `nil` when it is not set.
    func flag(_ name: String) throws(GitError) -> Bool? {
        var value: Int32 = 0
        do {
            try check("setting \(name)") { unsafe git_config_get_bool(&value, pointer, name) }
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
        return value != 0
    }
}
