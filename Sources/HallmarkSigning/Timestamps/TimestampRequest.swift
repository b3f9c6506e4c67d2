internal import HallmarkCore

/// A question to a time-stamping authority (RFC 3161 §2.4.1).
package enum TimestampRequest {
    /// A TimeStampReq in DER for the SHA-256 of a signature, which asks for the authority's certificate.
    package static func bytes(for signature: [UInt8], nonce: UInt64) -> [UInt8] {
        // AlgorithmIdentifier of SHA-256 (RFC 5754 §2.2), with the NULL that older authorities want.
        let algorithm: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        ]
        let imprint = element(0x30, algorithm + element(0x04, Digest.sha256(signature).bytes))
        let version = element(0x02, [1])
        let wantsCertificate = element(0x01, [0xFF])
        return element(0x30, version + imprint + element(0x02, integer(nonce)) + wantsCertificate)
    }

    // The shortest two's complement (X.690 §8.3.2).
    private static func integer(_ value: UInt64) -> [UInt8] {
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }.drop { $0 == 0 }
        return (bytes.first ?? 0x80) & 0x80 == 0 ? Array(bytes) : [0] + bytes
    }

    // Everything here is shorter than the 128 bytes of the short form.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag, UInt8(content.count)] + content
    }
}
