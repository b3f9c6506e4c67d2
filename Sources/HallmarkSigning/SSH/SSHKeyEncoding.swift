internal import HallmarkCore

/// The DER in which libcrypto takes what SSH writes in its own form (X.690; RFC 5958).
enum SSHKeyEncoding {
    /// PKCS#8 of a key's own bytes.
    static func privateKey(_ algorithm: KeyAlgorithm, _ key: [UInt8]) -> [UInt8] {
        let identifier = DER.value(.sequence, algorithm.identifier)
        return DER.value(.sequence, DER.value(.integer, [0]) + identifier + DER.value(.octetString, key))
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
