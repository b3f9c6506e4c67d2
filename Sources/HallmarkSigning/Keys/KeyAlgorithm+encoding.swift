extension KeyAlgorithm {
    /// The algorithm of ECDSA over a curve that libcrypto names so.
    init?(group: String) {
        guard let algorithm = Self.allCases.first(where: { $0.group == group }) else { return nil }
        self = algorithm
    }

    /// libcrypto's name of the curve; `nil` when the algorithm has none to choose.
    var group: String? {
        switch self {
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        case .ed25519, .rsa: nil
        }
    }

    /// The object identifier of the curve in DER (RFC 5480 §2.1.1.1; RFC 8410 §3); `nil` for RSA.
    var curveIdentifier: [UInt8]? {
        switch self {
        case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
        case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
        case .ed25519: [0x06, 0x03, 0x2B, 0x65, 0x70]
        case .rsa: nil
        }
    }

    /// What the AlgorithmIdentifier of a key holds: that of the curve alone for Ed25519, behind id-ecPublicKey for
    /// ECDSA; rsaEncryption with NULL (RFC 3279 §2.3.1).
    var identifier: [UInt8] {
        guard let curveIdentifier else {
            return [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        }
        let curveKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
        return self == .ed25519 ? curveIdentifier : curveKey + curveIdentifier
    }

    /// How many bytes a key's own have: an uncompressed point (SEC 1 §2.3.3), or an Ed25519 key; `nil` for RSA.
    var keySize: Int? {
        switch self {
        case .p256: 65
        case .p384: 97
        case .p521: 133
        case .ed25519: 32
        case .rsa: nil
        }
    }

    /// Whether bytes have the form of a key's own.
    func isKey(_ bytes: [UInt8]) -> Bool { bytes.count == keySize && (self == .ed25519 || bytes.first == 0x04) }

    /// The one SubjectPublicKeyInfo of a key's own bytes (RFC 5280 §4.1.2.7).
    func encoding(of key: [UInt8]) -> [UInt8] {
        DER.value(.sequence, DER.value(.sequence, identifier) + DER.value(.bitString, [0] + key))
    }
}
