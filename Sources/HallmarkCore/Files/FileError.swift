#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A file that could not be read or written, with the system's own reason.
package struct FileError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: Sendable {
        case missing
        case exists
        case link
        case notRegular
        case notDirectory
        case tooLarge
        case changed
        /// Reading took longer than it may.
        case overdue
        case name
        case system
    }

    package let code: Code
    package let path: String
    package let reason: String

    package init(_ code: Code, path: String, reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    /// The failure that `errno` names.
    init(path: String, errno number: Int32) {
        let code: Code =
            switch number {
            case ENOENT: .missing
            case EEXIST: .exists
            case ELOOP: .link
            case ENOTDIR: .notDirectory
            default: .system
            }
        self.init(code, path: path, reason: unsafe String(cString: strerror(number)))
    }

    package var description: String { "\(path): \(reason)" }
}
