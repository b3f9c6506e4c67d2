internal import CHallmarkLibgit2

/// A failure of git's data or of libgit2, with the library's own message.
package struct GitError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: Sendable {
        case notARepository
        /// The directory belongs to another user.
        case foreignOwner
        /// A repository of a kind that libgit2 cannot read.
        case unsupported
        case notFound
        case ambiguous
        case invalidName
        /// A reference moved, or its lock is held, while it was to be changed.
        case conflict
        /// A submodule where its content would be needed.
        case submodule
        case tooLarge
        /// Notes below more directories than an id has bytes.
        case tooDeep
        /// Trees of notes with more entries than are looked at.
        case tooManyEntries
        /// Notes about one object in more places than are read.
        case tooManyCopies
        /// A note of too many bytes.
        case noteTooLarge
        /// A note with a line of too many bytes.
        case lineTooLong
        /// A note of too many lines.
        case tooManyLines
        case malformed
        case library
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// Calls libgit2 and turns a negative result into an error; the message is read before anything else can replace it.
@discardableResult
func check(_ doing: @autoclosure () -> String, _ call: () -> Int32) throws(GitError) -> Int32 {
    let result = call()
    guard result < 0 else { return result }
    var message = "libgit2 error \(result)"
    if let error = unsafe git_error_last(), let text = unsafe error.pointee.message {
        message = unsafe String(cString: text)
    }
    let code: GitError.Code =
        switch git_error_code(result) {
        case GIT_ENOTFOUND: .notFound
        case GIT_EAMBIGUOUS: .ambiguous
        case GIT_EOWNER: .foreignOwner
        case GIT_EINVALIDSPEC: .invalidName
        case GIT_EEXISTS, GIT_EMODIFIED, GIT_ELOCKED: .conflict
        default: .library
        }
    throw GitError(code, "\(doing()): \(message)")
}

/// Initialises libgit2 once for the process, when the first repository is opened.
enum Library {
    static let isReady: Bool =
        git_libgit2_init() > 0 && hallmark_git_set_tree_cache_limit(1 << 20) == 0
        && hallmark_git_declare_extensions() == 0
}
