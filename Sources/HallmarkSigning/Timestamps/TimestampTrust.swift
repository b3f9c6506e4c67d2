internal import CHallmarkOpenSSL
package import HallmarkCore

/// Which time-stamping authorities are believed (RFC 3161).
package struct TimestampTrust: Sendable {
    /// How many bytes a response or token may have.
    package static let maximumSize = 1 << 20

    private let roots: [Certificate]
    private let intermediates: [Certificate]

    /// Believes authorities below the roots, and no others.
    package init(roots: [Certificate], intermediates: [Certificate] = []) throws(SigningError) {
        try Certificate.checkRoots(roots, code: .timestamp)
        self.roots = roots
        self.intermediates = intermediates
    }

    /// When a signature existed, at the latest, by a token over its raw bytes.
    ///
    /// The time is to the second, without the authority's accuracy.
    ///
    /// - Parameters:
    ///   - token: A TimeStampResp or the token alone, in DER.
    ///   - nonce: What the request had, when the token answers one that was just made.
    package func verify(
        _ token: [UInt8],
        over signature: [UInt8],
        nonce: UInt64? = nil
    ) throws(SigningError) -> Timestamp {
        defer { ERR_clear_error() }
        guard let size = Int32(exactly: signature.count) else {
            throw SigningError(.timestamp, "the signature is too large")
        }
        let token = try TimestampToken(token)
        try checkContent(of: token, nonce: nonce)
        guard let time = unsafe Timestamp(asn1: TS_TST_INFO_get_time(token.info)) else {
            throw SigningError(.timestamp, "the timestamp's time is malformed")
        }
        let others = try CertificateList(intermediates)
        let signer = try token.signer(among: others)
        _ = try ChainVerification(
            roots: roots,
            untrusted: try token.certificates() + intermediates,
            time: time,
            code: .timestamp
        ).path(from: signer)
        guard !signer.isAuthority else {
            throw SigningError(
                .timestamp,
                "the timestamp is signed with the certificate of an issuer, \(signer.subject)"
            )
        }
        // RFC 3161 §2.3
        guard unsafe hallmark_is_for_time_stamps_only(signer.handle.pointer) == 1 else {
            throw SigningError(
                .timestamp,
                "the certificate of \(signer.subject) is not critically limited to time stamping (extendedKeyUsage)"
            )
        }
        let store = try TrustStore(roots: roots, time: time)
        guard unsafe hallmark_token_verify(token.message, store.pointer, others.pointer, signature, size) == 1 else {
            throw SigningError(libcrypto: .timestamp, "the timestamp does not hold for these bytes")
        }
        return time
    }

    private func checkContent(of token: borrowing TimestampToken, nonce: UInt64?) throws(SigningError) {
        let digests = [NID_sha256, NID_sha384, NID_sha512]
        guard unsafe digests.contains(hallmark_imprint_digest(token.info)) else {
            throw SigningError(.timestamp, "the timestamp is over a digest other than SHA-256, SHA-384 or SHA-512")
        }
        guard unsafe digests.contains(hallmark_token_digest(token.message)) else {
            throw SigningError(
                .timestamp,
                "the timestamp has not exactly one signer, by SHA-256, SHA-384 or SHA-512"
            )
        }
        guard unsafe TS_TST_INFO_get_ext_by_critical(token.info, 1, -1) < 0 else {
            throw SigningError(.timestamp, "the timestamp has a critical extension that is not understood")
        }
        guard let nonce else { return }
        var found: UInt64 = 0
        guard let value = unsafe TS_TST_INFO_get_nonce(token.info),
            unsafe ASN1_INTEGER_get_uint64(&found, value) == 1, found == nonce
        else { throw SigningError(.timestamp, "the timestamp answers another request (nonce)") }
    }
}
