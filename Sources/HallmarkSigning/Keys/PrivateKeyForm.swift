internal import HallmarkCore

/// A form in which private keys stand in PEM, by its label.
enum PrivateKeyForm: String {
    /// PKCS#8 (RFC 5208 §5; RFC 5958 §2).
    case plain = "PRIVATE KEY"
    /// PKCS#8 under a passphrase (RFC 5208 §6).
    case encrypted = "ENCRYPTED PRIVATE KEY"
    /// SEC 1 §C.4 (RFC 5915 §3), as `openssl ecparam -genkey -noout` writes it.
    case sec1 = "EC PRIVATE KEY"
    /// PKCS#1 (RFC 8017 §A.1.2), as `openssl genrsa -traditional` writes it.
    case pkcs1 = "RSA PRIVATE KEY"

    /// Whether bytes are one DER sequence, with nothing after it, that begins as this form does.
    ///
    /// libcrypto itself tries every form, whatever the label says.
    func fits(_ der: [UInt8]) -> Bool {
        var cursor = ByteCursor(der)
        guard let content = DER.content(.sequence, &cursor), cursor.isAtEnd else { return false }
        return beginnings.contains { content.starts(with: $0) }
    }

    private var beginnings: [[UInt8]] {
        switch self {
        // The version, and the algorithm.
        case .plain: [[0x02, 0x01, 0x00, 0x30], [0x02, 0x01, 0x01, 0x30]]
        // The algorithm that encrypts.
        case .encrypted: [[0x30]]
        // The version, and the private number.
        case .sec1: [[0x02, 0x01, 0x01, 0x04]]
        // The version of two primes, and the modulus.
        case .pkcs1: [[0x02, 0x01, 0x00, 0x02]]
        }
    }
}
