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
        try self.init(of: unsafe KeyHandle(pointer))
        guard self.der == der else {
            throw SigningError(.keyFormat, "the public key is not in its canonical form")
        }
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

    /// The public half of a key.
    init(of handle: KeyHandle) throws(SigningError) {
        guard let der = Self.encode(handle) else {
            throw SigningError(libcrypto: .cryptography, "the public key could not be written")
        }
        // libcrypto writes a key in the spelling in which it was read, so that reading and writing proves nothing.
        guard der.starts(with: handle.algorithm.encodingPrefix), der.count == handle.algorithm.encodingSize else {
            throw SigningError(
                .keyFormat,
                "the key is not on a named curve with an uncompressed point; convert it: openssl ec -conv_form uncompressed -param_enc named_curve"
            )
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

extension KeyAlgorithm {
    /// What stands before the key's own bytes in its one SubjectPublicKeyInfo (RFC 5480 §2; RFC 8410 §4).
    fileprivate var encodingPrefix: [UInt8] {
        switch self {
        case .p256:
            [
                0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86,
                0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
            ]
        case .ed25519: [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        }
    }

    /// How many bytes that SubjectPublicKeyInfo has.
    fileprivate var encodingSize: Int {
        switch self {
        case .p256: 91
        case .ed25519: 44
        }
    }
}
