internal import CHallmarkOpenSSL
internal import HallmarkCore

/// A private key in memory; freed, and wiped by libcrypto, with its last user.
package struct PrivateKey: Sendable {
    /// How many bytes a passphrase may have: more of them libcrypto would leave out without a word (`PEM_BUFSIZE`).
    package static let maximumPassphraseSize = 1024
    /// How often the passphrase is hashed (PBKDF2-HMAC-SHA-256, RFC 8018 §5.2).
    package static let passphraseIterations: Int32 = 600_000

    private let handle: KeyHandle
    package let publicKey: PublicKey

    /// Makes a new key.
    package init(generating algorithm: KeyAlgorithm) throws(SigningError) {
        try self.init(KeyHandle(generating: algorithm))
    }

    /// Reads PEM of PKCS#8 (RFC 5208, RFC 5958), encrypted or not, of unencrypted SEC 1 (RFC 5915) or of unencrypted
    /// PKCS#1 (RFC 8017 §A.1.2), with nothing before or after it.
    ///
    /// - Throws: `.passphraseNeeded` when the key is encrypted and `passphrase` is `nil`.
    package init(pem: [UInt8], passphrase: [UInt8]?) throws(SigningError) {
        guard pem.count <= PublicKey.maximumSize else { throw SigningError(.keyFormat, "the key file is too large") }
        guard let blocks = PEM.decode(pem), blocks.count == 1, let block = blocks.first,
            let form = PrivateKeyForm(rawValue: block.label), form.fits(block.bytes)
        else {
            throw SigningError(
                .keyFormat,
                "not one private key in PEM (PKCS#8, or unencrypted SEC 1 or PKCS#1); convert it: openssl pkcs8 -topk8 -in FILE -out NEW"
            )
        }
        let isEncrypted = form == .encrypted
        guard !isEncrypted || passphrase != nil else {
            throw SigningError(.passphraseNeeded, "the key is encrypted: its passphrase is needed")
        }
        if isEncrypted, let passphrase { try Self.check(passphrase) }
        // With a passphrase given, libcrypto never asks on the terminal.
        let terminated = (passphrase ?? []) + [0]
        let pointer = unsafe reading(Array(PEM.encode(block).utf8)) { bio in
            unsafe terminated.withUnsafeBytes { buffer in
                let secret = unsafe UnsafeMutableRawPointer(mutating: buffer.baseAddress)
                return unsafe PEM_read_bio_PrivateKey(bio, nil, nil, secret)
            }
        }
        guard let pointer = unsafe pointer else {
            guard isEncrypted else { throw SigningError(libcrypto: .keyFormat, "the private key cannot be read") }
            throw SigningError(libcrypto: .passphraseWrong, "the passphrase does not open the key")
        }
        try self.init(unsafe KeyHandle(pointer))
    }

    private init(_ handle: KeyHandle) throws(SigningError) {
        self.handle = handle
        self.publicKey = try PublicKey(of: handle)
    }

    /// PKCS#8 in PEM, encrypted with AES-256-CBC under a passphrase when one is given (PBES2, RFC 8018 §6.2).
    package func pem(passphrase: [UInt8]?) throws(SigningError) -> [UInt8] {
        if let passphrase { try Self.check(passphrase) }
        let bytes = unsafe written { bio in
            guard let passphrase else {
                return unsafe PEM_write_bio_PKCS8PrivateKey(bio, handle.pointer, nil, nil, 0, nil, nil) == 1
            }
            return unsafe writeEncrypted(to: bio, passphrase: passphrase)
        }
        guard let bytes else { throw SigningError(libcrypto: .cryptography, "the private key could not be written") }
        return bytes
    }

    /// The signature over a message.
    package func signature(over message: [UInt8]) throws(SigningError) -> [UInt8] {
        guard let signature = handle.signature(over: message, handle.algorithm.form) else {
            throw SigningError(libcrypto: .signing, "the signature could not be made")
        }
        return signature
    }

    // libcrypto takes the passphrase as a C string.
    private static func check(_ passphrase: [UInt8]) throws(SigningError) {
        guard !passphrase.contains(0), (1...maximumPassphraseSize).contains(passphrase.count) else {
            throw SigningError(
                .passphraseWrong,
                "a passphrase has 1 to \(maximumPassphraseSize) bytes, none of them NUL"
            )
        }
    }

    private func writeEncrypted(to bio: OpaquePointer, passphrase: [UInt8]) -> Bool {
        guard let info = unsafe EVP_PKEY2PKCS8(handle.pointer) else { return false }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        let scheme = unsafe PKCS5_pbe2_set_iv(
            EVP_aes_256_cbc(),
            Self.passphraseIterations,
            nil,
            16,
            nil,
            NID_hmacWithSHA256
        )
        guard let scheme = unsafe scheme else { return false }
        let secret = passphrase.map { CChar(bitPattern: $0) }
        // On success the result owns the scheme.
        guard let encrypted = unsafe PKCS8_set0_pbe(secret, Int32(secret.count), info, scheme) else {
            unsafe X509_ALGOR_free(scheme)
            return false
        }
        defer { unsafe X509_SIG_free(encrypted) }
        return unsafe PEM_write_bio_PKCS8(bio, encrypted) == 1
    }
}
