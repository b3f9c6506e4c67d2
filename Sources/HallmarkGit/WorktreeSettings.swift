internal import CHallmarkLibgit2

/// Settings of one work tree, which libgit2 does not read: `config.worktree` (git-worktree, CONFIGURATION FILE).
@safe
struct WorktreeSettings {
    /// `core.bare` there, which git moves out of the shared configuration.
    let isBare: Bool

    /// Reads the settings of a repository that has the extension `worktreeConfig`.
    ///
    /// - Throws: a ``GitError`` with `.unsupported` for `core.worktree`, which would lead to another work tree than the
    ///   one that libgit2 names.
    init(_ repository: OpaquePointer) throws(GitError) {
        guard try Self.flag("extensions.worktreeconfig", unsafe Self.configuration(of: repository)),
            let folder = unsafe git_repository_path(repository)
        else {
            isBare = false
            return
        }
        let path = unsafe String(cString: folder) + "config.worktree"
        var configuration: OpaquePointer?
        try check("open \(path)") { unsafe git_config_open_ondisk(&configuration, path) }
        let own = unsafe Configuration(pointer: configuration)
        guard try own.text("core.worktree") == nil else {
            throw GitError(
                .unsupported,
                "\(path) sets core.worktree, which is not supported: unset it there (git config --worktree --unset core.worktree) and use git worktree add"
            )
        }
        isBare = try Self.flag("core.bare", own)
    }

    private static func configuration(of repository: OpaquePointer) throws(GitError) -> Configuration {
        var configuration: OpaquePointer?
        try check("configuration") { unsafe git_repository_config_snapshot(&configuration, repository) }
        return unsafe Configuration(pointer: configuration)
    }

    private static func flag(_ name: String, _ configuration: borrowing Configuration) throws(GitError) -> Bool {
        guard let text = try configuration.text(name) else { return false }
        var value: Int32 = 0
        try check("\(name) = \(text)") { unsafe git_config_parse_bool(&value, text) }
        return value != 0
    }
}

/// A git configuration file, or a snapshot of several.
@safe
struct Configuration: ~Copyable {
    let pointer: OpaquePointer?

    init(pointer: OpaquePointer?) { unsafe self.pointer = pointer }

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
}
