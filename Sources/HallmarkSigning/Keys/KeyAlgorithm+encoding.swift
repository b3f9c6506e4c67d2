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

    /// What stands before the key's own bytes in its one SubjectPublicKeyInfo (RFC 5480 §2, the `0x04` of an
    /// uncompressed point included; RFC 8410 §4); `nil` for RSA, whose length varies.
    var encodingPrefix: [UInt8]? {
        switch self {
        case .p256:
            [
                0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86,
                0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
            ]
        case .p384:
            [
                0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B, 0x81,
                0x04, 0x00, 0x22, 0x03, 0x62, 0x00, 0x04,
            ]
        case .p521:
            [
                0x30, 0x81, 0x9B, 0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B,
                0x81, 0x04, 0x00, 0x23, 0x03, 0x81, 0x86, 0x00, 0x04,
            ]
        case .ed25519: [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        case .rsa: nil
        }
    }

    /// How many bytes that SubjectPublicKeyInfo has; `nil` for RSA.
    var encodingSize: Int? {
        switch self {
        case .p256: 91
        case .p384: 120
        case .p521: 158
        case .ed25519: 44
        case .rsa: nil
        }
    }
}
