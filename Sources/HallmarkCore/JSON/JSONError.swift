/// Why bytes are not the strict JSON that Hallmark reads.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// The kinds of refusal.
    package enum Code: String, Sendable {
        case syntax = "not JSON"
        case encoding = "not UTF-8"
        case byteOrderMark = "begins with a byte order mark"
        case duplicateKey = "a key appears twice"
        case loneSurrogate = "a lone surrogate"
        case tooDeep = "nested too deeply"
        case tooLarge = "too large"
        case trailingBytes = "bytes after the value"
        case number = "not a number that JSON allows"
        case unexpected = "not what is expected here"
    }

    package let code: Code
    /// The offset in bytes, or 0 where the shape and not the text is wrong.
    package let offset: Int
    /// What stood there, in short.
    package let detail: String

    package init(_ code: Code, offset: Int = 0, detail: String = "") {
        self.code = code
        self.offset = offset
        self.detail = detail
    }

    package var description: String {
        let place = offset > 0 ? " at byte \(offset)" : ""
        return detail.isEmpty ? "\(code.rawValue)\(place)" : "\(code.rawValue)\(place): \(detail)"
    }
}
