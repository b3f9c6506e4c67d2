/// Why a conversation between git and a filter cannot go on.
package struct FilterError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: Sendable {
        /// A packet or a list that the protocol does not know.
        case malformed
        /// The input ended inside of a conversation.
        case ended
        /// The other side speaks another version, or cannot do what is needed.
        case unsupported
        /// An LFS pointer that is not in the one canonical form.
        case pointer
        case system
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
