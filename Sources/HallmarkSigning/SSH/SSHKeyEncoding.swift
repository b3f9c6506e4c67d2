internal import HallmarkCore

/// The DER in which libcrypto takes what SSH writes in its own form (X.690; RFC 5280 §4.1.2.7; RFC 5958).
enum SSHKeyEncoding {
    static let ed25519Identifier: [UInt8] = [0x06, 0x03, 0x2B, 0x65, 0x70]
    private static let curveKeyIdentifier: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    static let rsaIdentifier: [UInt8] = [
        0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]

    static func curveAlgorithm(_ curve: SSHCurve) -> [UInt8] { curveKeyIdentifier + curve.identifier }

    /// SubjectPublicKeyInfo with an algorithm's identifier and parameters.
    static func publicKey(algorithm: [UInt8], key: [UInt8]) -> [UInt8] {
        DER.value(.sequence, DER.value(.sequence, algorithm) + DER.value(.bitString, [0] + key))
    }

    /// PKCS#8 with an algorithm's identifier and parameters.
    static func privateKey(algorithm: [UInt8], key: [UInt8]) -> [UInt8] {
        DER.value(.sequence, DER.value(.integer, [0]) + DER.value(.sequence, algorithm) + DER.value(.octetString, key))
    }

    /// A sequence of integers, whose contents are those of canonical `mpint`s.
    static func integers(_ integers: [[UInt8]]) -> [UInt8] {
        DER.value(.sequence, integers.flatMap { DER.value(.integer, $0) })
    }

    /// The contents of a sequence of `count` integers and nothing else.
    static func integers(in der: [UInt8], count: Int) -> [[UInt8]]? {
        var outer = ByteCursor(der)
        guard let content = DER.content(.sequence, &outer), outer.isAtEnd else { return nil }
        var cursor = ByteCursor(content)
        var integers: [[UInt8]] = []
        for _ in 0..<count {
            guard let integer = DER.content(.integer, &cursor) else { return nil }
            integers.append(integer)
        }
        return cursor.isAtEnd ? integers : nil
    }
}
