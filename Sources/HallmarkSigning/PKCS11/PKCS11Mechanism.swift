internal import CHallmarkPKCS11
internal import HallmarkCore

/// How a token makes the signature that a `KeyAlgorithm` has.
struct PKCS11Mechanism: Sendable {
    let type: CK_ULONG
    /// The mechanism's name in the standard.
    let name: String
    private let algorithm: KeyAlgorithm

    init(_ algorithm: KeyAlgorithm) {
        self.algorithm = algorithm
        switch algorithm {
        case .p256, .p384, .p521: (type, name) = (CKM_ECDSA, "CKM_ECDSA")
        case .ed25519: (type, name) = (CKM_EDDSA, "CKM_EDDSA")
        case .rsa: (type, name) = (CKM_RSA_PKCS_PSS, "CKM_RSA_PKCS_PSS")
        }
    }

    /// What the token is given of a message: its digest, which CKM_ECDSA and CKM_RSA_PKCS_PSS do not make.
    func input(for message: [UInt8]) -> [UInt8] {
        switch algorithm {
        case .p256, .rsa: Digest(.sha256, of: message).bytes
        case .p384: Digest(.sha384, of: message).bytes
        case .p521: Digest(.sha512, of: message).bytes
        case .ed25519: message
        }
    }

    /// A token's signature in the form that is verified: CKM_ECDSA gives r and s, each as long as the curve's order
    /// (PKCS #11 curr §2.3.1), and RFC 3279 §2.2.3 wants them in DER.
    func signature(_ bytes: [UInt8]) -> [UInt8] {
        guard type == CKM_ECDSA else { return bytes }
        let halves = [bytes.prefix(bytes.count / 2), bytes.suffix(bytes.count - bytes.count / 2)]
        return DER.value(.sequence, halves.flatMap { half in DER.integer(half.drop { $0 == 0 }) })
    }

    /// Runs a body with the mechanism as a module takes it.
    func withPointer(_ body: (UnsafeMutablePointer<CK_MECHANISM>) -> CK_RV) -> CK_RV {
        var mechanism = unsafe CK_MECHANISM(mechanism: type, pParameter: nil, ulParameterLen: 0)
        guard algorithm == .rsa else { return unsafe body(&mechanism) }
        // The salt is as long as the digest, as in our own signatures.
        var parameters = CK_RSA_PKCS_PSS_PARAMS(hashAlg: CKM_SHA256, mgf: CKG_MGF1_SHA256, sLen: 32)
        return unsafe withUnsafeMutableBytes(of: &parameters) { buffer in
            unsafe mechanism.pParameter = buffer.baseAddress
            unsafe mechanism.ulParameterLen = CK_ULONG(buffer.count)
            return unsafe body(&mechanism)
        }
    }
}
