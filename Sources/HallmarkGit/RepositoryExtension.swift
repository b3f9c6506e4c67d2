/// Extensions of git's repository format (gitrepository-layout, `extensions.*`) under which libgit2 opens nothing.
enum RepositoryExtension {
    /// What to say of a repository that libgit2 does not open, from libgit2's words; `nil` for other failures.
    static func refusal(_ message: String, directory: String) -> GitError? {
        let known = [
            (
                "objectformat",
                "its objects have SHA-256 ids (extensions.objectFormat), and statements name SHA-1 commits. Verify a SHA-1 clone, or an archive: git archive HEAD | tar -x -C DIR && hallmark verify -C DIR"
            ),
            (
                "refstorage",
                "its references are kept as a reftable (extensions.refStorage). Convert it: git refs migrate --ref-format=files"
            ),
            (
                "relativeworktrees",
                "its work trees are linked by relative paths (extensions.relativeWorktrees). In it: git config --unset extensions.relativeWorktrees && git worktree repair"
            ),
        ]
        let text = message.lowercased()
        guard text.contains("unsupported extension") || text.contains("unsupported repository version") else {
            return nil
        }
        let reason = known.first { text.contains("extensions.\($0.0)") }?.1
        return GitError(
            .unsupported,
            "\(directory) is a git repository of a kind that is not supported: \(reason ?? message)"
        )
    }
}
