internal import CHallmarkOpenSSL

/// The owner of one `EVP_PKEY`.
///
/// Unchecked: the handle is written once, before it is shared; libcrypto only reads it afterwards (`EVP_PKEY` is
/// reference counted and safe for concurrent use once set up).
@safe
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    let algorithm: KeyAlgorithm

    /// Takes over a key; one of another algorithm is freed and refused.
    init(_ pointer: OpaquePointer) throws(SigningError) {
        guard let algorithm = unsafe Self.algorithm(of: pointer) else {
            unsafe EVP_PKEY_free(pointer)
            throw SigningError(.keyAlgorithm, "the key is none of ECDSA P-256, P-384 or P-521, Ed25519 and RSA")
        }
        unsafe self.pointer = pointer
        self.algorithm = algorithm
    }

    /// Makes a new key.
    convenience init(generating algorithm: KeyAlgorithm) throws(SigningError) {
        let pointer =
            switch algorithm {
            case .p256: unsafe hallmark_generate_ec("P-256")
            case .p384: unsafe hallmark_generate_ec("P-384")
            case .p521: unsafe hallmark_generate_ec("P-521")
            case .ed25519: unsafe hallmark_generate_named("ED25519")
            case .rsa: unsafe Self.generateRSA()
            }
        guard let pointer = unsafe pointer else {
            throw SigningError(libcrypto: .cryptography, "no key could be made")
        }
        try unsafe self.init(pointer)
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    private static func algorithm(of pointer: OpaquePointer) -> KeyAlgorithm? {
        if unsafe EVP_PKEY_is_a(pointer, "ED25519") == 1 { return .ed25519 }
        // Not RSA-PSS (RFC 4055 §3.1), whose parameters would be one more spelling of a key.
        if unsafe EVP_PKEY_is_a(pointer, "RSA") == 1 { return .rsa }
        guard unsafe EVP_PKEY_is_a(pointer, "EC") == 1 else { return nil }
        var name = [CChar](repeating: 0, count: 64)
        let group: String? = unsafe name.withUnsafeMutableBufferPointer { buffer in
            guard unsafe EVP_PKEY_get_group_name(pointer, buffer.baseAddress, buffer.count, nil) == 1 else {
                return nil
            }
            return unsafe String(cString: buffer.baseAddress.unsafelyUnwrapped)
        }
        return group.flatMap(KeyAlgorithm.init(group:))
    }

    private static func generateRSA() -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, RSANumbers.generatedSize) == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1
        else { return nil }
        return unsafe key
    }
}

/// Runs a body with an in-memory BIO and returns what was written to it.
func written(by body: (OpaquePointer) -> Bool) -> [UInt8]? {
    guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
    defer { unsafe BIO_free(bio) }
    guard unsafe body(bio) else { return nil }
    var start: UnsafeMutablePointer<CChar>?
    let count = unsafe hallmark_bio_get_mem_data(bio, &start)
    guard count > 0, let start = unsafe start else { return nil }
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
}

/// Runs a body with a BIO that reads bytes.
func reading<Value>(_ bytes: [UInt8], _ body: (OpaquePointer) -> Value?) -> Value? {
    guard let count = Int32(exactly: bytes.count) else { return nil }
    return unsafe bytes.withUnsafeBytes { buffer in
        guard let bio = unsafe BIO_new_mem_buf(buffer.baseAddress, count) else { return nil }
        defer { unsafe BIO_free(bio) }
        return unsafe body(bio)
    }
}
