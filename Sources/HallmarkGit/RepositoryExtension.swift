internal import CHallmarkLibgit2

/// Extensions of git's repository format (gitrepository-layout, `extensions.*`), as far as libgit2 does not know them.
enum RepositoryExtension {
    /// Extensions under which everything that we read stays what it is.
    ///
    /// - `worktreeConfig`: a work tree has settings of its own, of which ``WorktreeSettings`` reads those that count.
    /// - `partialClone`: objects may be missing, which is an error where one is needed.
    /// - `preciousObjects`: objects must not be pruned, and nothing here prunes.
    static let harmless = ["worktreeconfig", "partialclone", "preciousobjects"]

    /// Tells libgit2 to open repositories with the harmless ones.
    static func declare() -> Bool {
        unsafe withCStrings(harmless) { names in
            unsafe hallmark_git_set_extensions(names.baseAddress, names.count) == 0
        }
    }

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

    private static func withCStrings<Result>(
        _ texts: [String],
        _ body: (UnsafeMutableBufferPointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        var bytes: [ContiguousArray<CChar>] = []
        for text in texts { bytes.append(text.utf8CString) }
        let joined = bytes.flatMap { $0 }
        return unsafe joined.withUnsafeBufferPointer { buffer in
            var offset = 0
            var pointers: [UnsafePointer<CChar>?] = unsafe []
            for text in bytes {
                unsafe pointers.append(unsafe buffer.baseAddress.map { unsafe $0 + offset })
                offset += text.count
            }
            return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0) }
        }
    }
}
