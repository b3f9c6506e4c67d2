package import HallmarkCore

/// Why bytes are not an envelope or a statement that Hallmark reads.
package struct StatementError: Error, Equatable, CustomStringConvertible {
    /// The kinds of refusal.
    package enum Code: Sendable {
        case json
        case payloadType
        case base64
        case signatures
        case statementType
        case subject
        case predicate
        case line
        case tooLarge
        case noteTooLarge
        case lineTooLong
        case tooManyLines
    }

    package let code: Code
    package let reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Wraps what the JSON reader said.
    package init(_ error: JSONError) {
        self.init(.json, error.description)
    }

    /// Wraps whatever reading a document threw.
    ///
    /// - Parameter code: for an error of neither kind that the readers throw.
    package init(reading error: any Error, otherwise code: Code = .json) {
        switch error {
        case let error as StatementError: self = error
        case let error as JSONError: self.init(error)
        default: self.init(code, "\(error)")
        }
    }

    package var description: String { reason }
}
