internal import HallmarkCore

/// The DER in which libcrypto takes what SSH writes in its own form (X.690; RFC 5280 §4.1.2.7; RFC 5958).
enum SSHKeyEncoding {
    static let ed25519Identifier: [UInt8] = [0x06, 0x03, 0x2B, 0x65, 0x70]
    private static let curveKeyIdentifier: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    static let rsaIdentifier: [UInt8] = [
        0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]

    /// One value of DER.
    enum Tag: UInt8 {
        case integer = 0x02
        case bitString = 0x03
        case octetString = 0x04
        case sequence = 0x30
    }

    static func curveAlgorithm(_ curve: SSHCurve) -> [UInt8] { curveKeyIdentifier + curve.identifier }

    /// SubjectPublicKeyInfo with an algorithm's identifier and parameters.
    static func publicKey(algorithm: [UInt8], key: [UInt8]) -> [UInt8] {
        value(.sequence, value(.sequence, algorithm) + value(.bitString, [0] + key))
    }

    /// PKCS#8 with an algorithm's identifier and parameters.
    static func privateKey(algorithm: [UInt8], key: [UInt8]) -> [UInt8] {
        value(.sequence, value(.integer, [0]) + value(.sequence, algorithm) + value(.octetString, key))
    }

    /// A sequence of integers, whose contents are those of canonical `mpint`s.
    static func integers(_ integers: [[UInt8]]) -> [UInt8] {
        value(.sequence, integers.flatMap { value(.integer, $0) })
    }

    static func value(_ tag: Tag, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag.rawValue, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag.rawValue, 0x80 | UInt8(length.count)] + length + content
    }

    /// The contents of a sequence of `count` integers and nothing else.
    static func integers(in der: [UInt8], count: Int) -> [[UInt8]]? {
        var outer = ByteCursor(der)
        guard let content = read(.sequence, &outer), outer.isAtEnd else { return nil }
        var cursor = ByteCursor(content)
        var integers: [[UInt8]] = []
        for _ in 0..<count {
            guard let integer = read(.integer, &cursor) else { return nil }
            integers.append(integer)
        }
        return cursor.isAtEnd ? integers : nil
    }

    /// The algorithm and the key of a SubjectPublicKeyInfo.
    static func parts(ofPublicKey der: [UInt8]) -> (algorithm: [UInt8], key: [UInt8])? {
        var outer = ByteCursor(der)
        guard let content = read(.sequence, &outer), outer.isAtEnd else { return nil }
        var cursor = ByteCursor(content)
        guard let algorithm = read(.sequence, &cursor), let key = read(.bitString, &cursor), cursor.isAtEnd,
            key.first == 0
        else { return nil }
        return (algorithm, Array(key.dropFirst()))
    }

    private static func read(_ tag: Tag, _ cursor: inout ByteCursor) -> [UInt8]? {
        do {
            guard try cursor.readByte() == tag.rawValue else { return nil }
            let first = try cursor.readByte()
            guard first >= 0x80 else { return Array(try cursor.read(Int(first))) }
            // Two bytes of length count more than any key has.
            guard first <= 0x82 else { return nil }
            let count = try cursor.read(Int(first & 0x7F)).reduce(0) { $0 << 8 | Int($1) }
            return Array(try cursor.read(count))
        } catch {
            return nil
        }
    }
}
