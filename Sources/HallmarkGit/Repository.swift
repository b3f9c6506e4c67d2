internal import CHallmarkLibgit2
internal import HallmarkCore

/// A git repository, read and written through libgit2; it never opens a remote.
///
/// Objects are checked against their ids as they are read, and replace objects are not looked at.
@safe
package struct Repository: ~Copyable {
    let pointer: OpaquePointer

    /// Opens the repository that a directory belongs to, as `git -C DIRECTORY` would find it.
    package init(at directory: String) throws(GitError) {
        guard Library.isReady else { throw GitError(.library, "libgit2 could not be initialised") }
        var pointer: OpaquePointer?
        do {
            try check("open \(directory)") { unsafe git_repository_open_ext(&pointer, directory, 0, nil) }
        } catch  where error.code == .notFound {
            throw GitError(.notARepository, "\(directory) is not in a git repository")
        }
        guard let pointer = unsafe pointer else { throw GitError(.library, "libgit2 gave no repository") }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe git_repository_free(pointer)
    }

    /// The directory shared by all work trees, with a final slash.
    package var commonDirectory: String {
        unsafe String(cString: git_repository_commondir(pointer))
    }

    /// The root of the work tree with a final slash, or `nil` for a bare repository.
    package var workDirectory: String? {
        guard let path = unsafe git_repository_workdir(pointer) else { return nil }
        return unsafe String(cString: path)
    }
}
