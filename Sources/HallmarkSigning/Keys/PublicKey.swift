internal import CHallmarkOpenSSL
internal import HallmarkCore

/// A public key that checks signatures.
///
/// Only the canonical SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) is read: compressed points and explicit curve
/// parameters are refused, so that one key has one id.
package struct PublicKey: Sendable, Hashable {
    /// How many bytes a key file may have.
    package static let maximumSize = 64 << 10

    private let handle: KeyHandle
    /// SubjectPublicKeyInfo in DER.
    package let der: [UInt8]

    /// Reads SubjectPublicKeyInfo in DER.
    package init(der: [UInt8]) throws(SigningError) {
        let pointer = unsafe reading(der) { unsafe d2i_PUBKEY_bio($0, nil) }
        guard let pointer = unsafe pointer else {
            throw SigningError(libcrypto: .keyFormat, "not a public key in DER")
        }
        let handle = try unsafe KeyHandle(pointer)
        guard Self.encode(handle) == der else {
            throw SigningError(.keyFormat, "the public key is not in its canonical form")
        }
        self.handle = handle
        self.der = der
    }

    /// Reads `-----BEGIN PUBLIC KEY-----` PEM with nothing before or after it.
    package init(pem: [UInt8]) throws(SigningError) {
        guard pem.count <= Self.maximumSize else { throw SigningError(.keyFormat, "the key file is too large") }
        let lines = pem.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        guard lines.count >= 3, lines.first == "-----BEGIN PUBLIC KEY-----", lines.last == "-----END PUBLIC KEY-----",
            let der = Base64.decode(lines.dropFirst().dropLast().joined().utf8)
        else {
            throw SigningError(.keyFormat, "not a public key in PEM (-----BEGIN PUBLIC KEY-----)")
        }
        try self.init(der: der)
    }

    init(of handle: KeyHandle) throws(SigningError) {
        guard let der = Self.encode(handle) else {
            throw SigningError(libcrypto: .cryptography, "the public key could not be written")
        }
        self.handle = handle
        self.der = der
    }

    package var algorithm: KeyAlgorithm { handle.algorithm }

    /// The SHA-256 of the SubjectPublicKeyInfo, in hexadecimal.
    package var keyID: String { Digest.sha256(der).hex }

    /// PEM with a final line feed.
    package var pem: String {
        let text = Base64.encode(der)
        var lines: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        return "-----BEGIN PUBLIC KEY-----\n\(lines.joined(separator: "\n"))\n-----END PUBLIC KEY-----\n"
    }

    /// Whether a signature over a message is by this key; anything malformed is not.
    package func isValid(signature: [UInt8], over message: [UInt8]) -> Bool {
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        let function = unsafe algorithm == .p256 ? EVP_sha256() : nil
        guard unsafe EVP_DigestVerifyInit(context, nil, function, nil, handle.pointer) == 1 else { return false }
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    package static func == (left: PublicKey, right: PublicKey) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    private static func encode(_ handle: KeyHandle) -> [UInt8]? {
        unsafe written { unsafe i2d_PUBKEY_bio($0, handle.pointer) == 1 }
    }
}
