internal import CHallmarkOpenSSL

/// A hash function fed piece by piece, through libcrypto's EVP interface.
@safe
package struct IncrementalDigest: ~Copyable {
    package let algorithm: DigestAlgorithm
    private let context: OpaquePointer

    /// Starts a digest.
    package init(_ algorithm: DigestAlgorithm) {
        let function =
            switch algorithm {
            case .sha256: unsafe EVP_sha256()
            case .sha384: unsafe EVP_sha384()
            case .sha512: unsafe EVP_sha512()
            }
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex2(context, function, nil) == 1 else {
            // Only exhausted memory gets here, or a libcrypto without SHA-2.
            fatalError("libcrypto could not begin a \(algorithm.rawValue) digest")
        }
        self.algorithm = algorithm
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// Adds the bytes of a buffer.
    @unsafe
    package mutating func update(_ buffer: UnsafeRawBufferPointer) {
        let result = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        precondition(result == 1, "libcrypto could not go on with a digest")
    }

    /// Ends the digest.
    package consuming func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: algorithm.size)
        let result = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
        }
        guard result == 1, let digest = Digest(algorithm, bytes: bytes) else {
            fatalError("libcrypto could not end a digest")
        }
        return digest
    }
}
