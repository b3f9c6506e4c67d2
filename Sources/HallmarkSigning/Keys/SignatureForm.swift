internal import CHallmarkOpenSSL
internal import HallmarkCore

/// What a signature is made with beside the key: the hash of the message, and the padding where the key is of RSA.
struct SignatureForm: Sendable {
    /// How RSA pads what it signs (RFC 8017 §8).
    enum Padding: Sendable {
        case pss
        case pkcs1
    }

    /// `nil` when the message itself is signed.
    let hash: DigestAlgorithm?
    /// `nil` for every algorithm but RSA.
    let padding: Padding?

    /// libcrypto's name of the hash.
    var function: OpaquePointer? {
        switch hash {
        case .sha256: unsafe EVP_sha256()
        case .sha384: unsafe EVP_sha384()
        case .sha512: unsafe EVP_sha512()
        case nil: nil
        }
    }
}

extension KeyAlgorithm {
    /// The one form of signature that the algorithm has outside SSH.
    var form: SignatureForm {
        switch self {
        case .p256: SignatureForm(hash: .sha256, padding: nil)
        case .p384: SignatureForm(hash: .sha384, padding: nil)
        case .p521: SignatureForm(hash: .sha512, padding: nil)
        case .ed25519: SignatureForm(hash: nil, padding: nil)
        case .rsa: SignatureForm(hash: .sha256, padding: .pss)
        }
    }
}

extension SSHSignatureFormat {
    /// The form of the signature; RFC 8332 §3: PKCS#1 v1.5, and no other padding.
    var form: SignatureForm { SignatureForm(hash: hash, padding: keyType == .rsa ? .pkcs1 : nil) }
}
