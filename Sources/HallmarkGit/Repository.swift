internal import CHallmarkLibgit2
internal import HallmarkCore

/// A git repository, read and written through libgit2; it never opens a remote.
///
/// Objects are checked against their ids as they are read, and replace objects are not looked at.
@safe
package struct Repository: ~Copyable {
    let pointer: OpaquePointer
    private let settings: WorktreeSettings

    /// Opens the repository that a directory belongs to, as `git -C DIRECTORY` would find it.
    ///
    /// - Throws: a ``GitError`` that says what to do where libgit2 does not read this kind of repository
    ///   (`.unsupported`), or where it belongs to someone else (`.foreignOwner`).
    package init(at directory: String) throws(GitError) {
        guard Library.isReady else { throw GitError(.library, "libgit2 could not be initialised") }
        var opened: OpaquePointer?
        do {
            try check("open \(directory)") { unsafe git_repository_open_ext(&opened, directory, 0, nil) }
        } catch {
            throw Self.refusal(error, directory: directory)
        }
        guard let pointer = unsafe opened else { throw GitError(.library, "libgit2 gave no repository") }
        do {
            settings = try unsafe WorktreeSettings(pointer)
        } catch {
            unsafe git_repository_free(pointer)
            throw error
        }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe git_repository_free(pointer)
    }

    /// The directory shared by all work trees, with a final slash.
    package var commonDirectory: String {
        unsafe String(cString: git_repository_commondir(pointer))
    }

    /// The directory of what belongs to this work tree alone, with a final slash.
    package var directory: String {
        unsafe String(cString: git_repository_path(pointer))
    }

    /// The root of the work tree with a final slash, or `nil` for a bare repository.
    package var workDirectory: String? {
        guard !settings.isBare, let path = unsafe git_repository_workdir(pointer) else { return nil }
        return unsafe String(cString: path)
    }

    private static func refusal(_ error: GitError, directory: String) -> GitError {
        if let refusal = RepositoryExtension.refusal(error.message, directory: directory) { return refusal }
        // libgit2 1.5 says "config value 'safe.directory' was not found" where later ones say GIT_EOWNER.
        if error.code == .foreignOwner || error.message.contains("safe.directory") {
            return GitError(.foreignOwner, "\(directory) lies in a git repository that belongs to another user")
        }
        guard error.code == .notFound else { return error }
        return GitError(.notARepository, "\(directory) is not in a git repository")
    }
}
