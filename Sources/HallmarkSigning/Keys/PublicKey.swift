internal import CHallmarkOpenSSL
internal import HallmarkCore

/// A public key that checks signatures.
///
/// Only the canonical SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) is read: compressed points and explicit curve
/// parameters are refused, so that one key has one id.
package struct PublicKey: Sendable, Hashable {
    /// How many bytes a key file may have.
    package static let maximumSize = 64 << 10
    private static let label = "PUBLIC KEY"

    private let handle: KeyHandle
    /// SubjectPublicKeyInfo in DER.
    package let der: [UInt8]
    /// The numbers of an RSA key; `nil` for any other.
    let rsa: RSANumbers?

    /// Reads SubjectPublicKeyInfo in DER.
    package init(der: [UInt8]) throws(SigningError) {
        guard der.count <= Self.maximumSize else { throw SigningError(.keyFormat, "the key is too large") }
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
        guard let blocks = PEM.decode(pem), blocks.count == 1, let block = blocks.first, block.label == Self.label
        else {
            throw SigningError(.keyFormat, "not a public key in PEM (-----BEGIN PUBLIC KEY-----)")
        }
        try self.init(der: block.bytes)
    }

    /// The public half of a key.
    init(of handle: KeyHandle) throws(SigningError) {
        guard let der = Self.encode(handle) else {
            throw SigningError(libcrypto: .cryptography, "the public key could not be written")
        }
        // libcrypto writes a key in the spelling in which it was read, so that reading and writing proves nothing.
        if handle.algorithm == .rsa {
            self.rsa = try Self.numbers(of: handle, der: der)
        } else {
            try Self.checkPoint(handle.algorithm, der: der)
            self.rsa = nil
        }
        self.handle = handle
        self.der = der
    }

    package var algorithm: KeyAlgorithm { handle.algorithm }

    /// The SHA-256 of the SubjectPublicKeyInfo, in hexadecimal.
    package var keyID: String { Digest.sha256(der).hex }

    /// PEM with a final line feed.
    package var pem: String { PEM.encode(PEM.Block(label: Self.label, bytes: der)) }

    /// Whether a signature over a message is by this key; anything malformed is not.
    package func isValid(signature: [UInt8], over message: [UInt8]) -> Bool {
        isValid(signature: signature, over: message, algorithm.form)
    }

    /// Whether a signature of a form is by this key.
    func isValid(signature: [UInt8], over message: [UInt8], _ form: SignatureForm) -> Bool {
        handle.isValid(signature: signature, over: message, form)
    }

    package static func == (left: PublicKey, right: PublicKey) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    private static func encode(_ handle: KeyHandle) -> [UInt8]? {
        unsafe written { unsafe i2d_PUBKEY_bio($0, handle.pointer) == 1 }
    }
    private static func numbers(of handle: KeyHandle, der: [UInt8]) throws(SigningError) -> RSANumbers {
        guard let numbers = RSANumbers(of: handle) else {
            throw SigningError(libcrypto: .cryptography, "the RSA key has no modulus or no exponent")
        }
        try numbers.check()
        guard numbers.encoding == der else {
            throw SigningError(.keyFormat, "the RSA key is not in its canonical form")
        }
        return numbers
    }

    private static func checkPoint(_ algorithm: KeyAlgorithm, der: [UInt8]) throws(SigningError) {
        let key = Array(der.suffix(algorithm.keySize ?? 0))
        guard algorithm.isKey(key), algorithm.encoding(of: key) == der
        else {
            throw SigningError(
                .keyFormat,
                "the key is not on a named curve with an uncompressed point; convert it: openssl ec -conv_form uncompressed -param_enc named_curve"
            )
        }
    }
}
