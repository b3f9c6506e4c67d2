internal import HallmarkCore

/// A key type of SSH that signatures are checked for.
package enum SSHKeyType: String, Sendable, CaseIterable {
    /// RFC 8709.
    case ed25519 = "ssh-ed25519"
    /// RFC 5656 §3.1, as are the next two.
    case p256 = "ecdsa-sha2-nistp256"
    case p384 = "ecdsa-sha2-nistp384"
    case p521 = "ecdsa-sha2-nistp521"
    /// RFC 4253 §6.6; the key type only, never its SHA-1 signatures.
    case rsa = "ssh-rsa"
    /// OpenSSH PROTOCOL.u2f: a key inside a security key, as is the next.
    case securityKeyEd25519 = "sk-ssh-ed25519@openssh.com"
    case securityKeyP256 = "sk-ecdsa-sha2-nistp256@openssh.com"

    /// Whether a FIDO security key holds it.
    package var isSecurityKey: Bool { self == .securityKeyEd25519 || self == .securityKeyP256 }

    var curve: SSHCurve? {
        switch self {
        case .p256, .securityKeyP256: .p256
        case .p384: .p384
        case .p521: .p521
        case .ed25519, .securityKeyEd25519, .rsa: nil
        }
    }
}

/// A curve of ECDSA (RFC 5656 §10.1).
enum SSHCurve: String, CaseIterable {
    case p256 = "nistp256"
    case p384 = "nistp384"
    case p521 = "nistp521"

    /// How many bytes one coordinate has.
    var coordinateSize: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// The hash that goes with the curve (RFC 5656 §6.2.1).
    var hash: DigestAlgorithm {
        switch self {
        case .p256: .sha256
        case .p384: .sha384
        case .p521: .sha512
        }
    }

    /// The algorithm of its keys.
    var algorithm: KeyAlgorithm {
        switch self {
        case .p256: .p256
        case .p384: .p384
        case .p521: .p521
        }
    }

    /// Whether bytes have the form of an uncompressed point.
    func isPoint(_ bytes: [UInt8]) -> Bool { algorithm.isKey(bytes) }
}

/// A signature format of SSH; that of SHA-1, `ssh-rsa`, is none.
enum SSHSignatureFormat: String, CaseIterable {
    case ed25519 = "ssh-ed25519"
    case p256 = "ecdsa-sha2-nistp256"
    case p384 = "ecdsa-sha2-nistp384"
    case p521 = "ecdsa-sha2-nistp521"
    /// RFC 8332 §3, as is the next.
    case rsaSHA256 = "rsa-sha2-256"
    case rsaSHA512 = "rsa-sha2-512"
    case securityKeyEd25519 = "sk-ssh-ed25519@openssh.com"
    case securityKeyP256 = "sk-ecdsa-sha2-nistp256@openssh.com"

    /// The one key type whose keys sign so.
    var keyType: SSHKeyType {
        switch self {
        case .ed25519: .ed25519
        case .p256: .p256
        case .p384: .p384
        case .p521: .p521
        case .rsaSHA256, .rsaSHA512: .rsa
        case .securityKeyEd25519: .securityKeyEd25519
        case .securityKeyP256: .securityKeyP256
        }
    }

    /// The hash under the signature; `nil` for Ed25519, which brings its own.
    var hash: DigestAlgorithm? {
        switch self {
        case .rsaSHA256: .sha256
        case .rsaSHA512: .sha512
        default: keyType.curve?.hash
        }
    }

    /// What Hallmark signs with a key of a type.
    init?(signingWith type: SSHKeyType) {
        self.init(rawValue: type == .rsa ? Self.rsaSHA512.rawValue : type.rawValue)
    }
}
