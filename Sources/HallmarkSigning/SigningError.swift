internal import CHallmarkOpenSSL

/// A key, certificate or timestamp that could not be made, read, used or trusted, with libcrypto's own words where it has any.
package struct SigningError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: Sendable {
        case keyFormat
        case keyAlgorithm
        case passphraseNeeded
        case passphraseWrong
        case keyFileExposed
        case signing
        case signature
        case cryptography
        case certificate
        case identity
        case revoked
        case timestamp
        case token
    }

    package let code: Code
    package let reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// A failure with the first error of libcrypto's queue, which it empties.
    init(libcrypto code: Code, _ reason: String) {
        let number = ERR_get_error()
        ERR_clear_error()
        guard number != 0 else {
            self.init(code, reason)
            return
        }
        var buffer = [CChar](repeating: 0, count: 256)
        let text = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            unsafe ERR_error_string_n(number, buffer.baseAddress, buffer.count)
            return unsafe String(cString: buffer.baseAddress.unsafelyUnwrapped)
        }
        self.init(code, "\(reason) (\(text))")
    }

    package var description: String { reason }
}
