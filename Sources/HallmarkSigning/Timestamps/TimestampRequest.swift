internal import CHallmarkOpenSSL
internal import HallmarkCore

/// A question to a time-stamping authority (RFC 3161 §2.4.1), and what counts as its answer.
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

    /// Refuses what is not the response to that request (RFC 3161 §2.2).
    ///
    /// The response grants a token over the same digest and nonce, which the certificate that was asked for verifies.
    /// Whose certificate that is, only a ``TimestampTrust`` tells.
    package static func check(_ response: [UInt8], for signature: [UInt8], nonce: UInt64) throws(SigningError) {
        defer { ERR_clear_error() }
        let token = try TimestampToken(response)
        guard token.isInResponse else {
            throw SigningError(.timestamp, "a bare token is no response of a timestamp authority (RFC 3161)")
        }
        try token.checkContent(nonce: nonce)
        guard token.isOver(signature) else {
            throw SigningError(.timestamp, "the timestamp is over other bytes than the signature's SHA-256")
        }
        _ = try token.time()
        guard token.isSignedByItsCertificate else {
            throw SigningError(
                libcrypto: .timestamp,
                "the timestamp's signature does not hold, or its certificate did not come along"
            )
        }
    }
}
