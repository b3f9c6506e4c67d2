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
        guard try unsafe Configuration(of: repository).flag("extensions.worktreeconfig") == true,
            let folder = unsafe git_repository_path(repository)
        else {
            isBare = false
            return
        }
        let path = unsafe String(cString: folder) + "config.worktree"
        let own = try Configuration(file: path)
        guard try own.text("core.worktree") == nil else {
            throw GitError(
                .unsupported,
                "\(path) sets core.worktree, which is not supported: unset it there (git config --worktree --unset core.worktree) and use git worktree add"
            )
        }
        isBare = try own.flag("core.bare") ?? false
    }
}
