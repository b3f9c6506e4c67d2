internal import HallmarkCore

/// A question to a time-stamping authority (RFC 3161 §2.4.1).
package enum TimestampRequest {
    /// A TimeStampReq in DER for the SHA-256 of a signature, which asks for the authority's certificate.
    package static func bytes(for signature: [UInt8], nonce: UInt64) -> [UInt8] {
        // AlgorithmIdentifier of SHA-256 (RFC 5754 §2.2), with the NULL that older authorities want.
        let algorithm: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        ]
        let imprint = DER.value(.sequence, algorithm + DER.value(.octetString, Digest.sha256(signature).bytes))
        let number = (0..<8).reversed().map { UInt8(truncatingIfNeeded: nonce >> UInt64($0 * 8)) }.drop { $0 == 0 }
        let wantsCertificate = DER.value(.boolean, [0xFF])
        return DER.value(.sequence, DER.integer([1]) + imprint + DER.integer(number) + wantsCertificate)
    }
}
