internal import CHallmarkOpenSSL
package import HallmarkCore

/// Which time-stamping authorities are believed (RFC 3161).
package struct TimestampTrust: Sendable {
    /// How many bytes a response or token may have.
    package static let maximumSize = 1 << 20
    /// How many seconds an authority's accuracy may have: a day.
    package static let maximumAccuracy: Int64 = 86_400

    private let roots: [Certificate]
    private let intermediates: [Certificate]
    private let revocationLists: [RevocationList]

    /// Believes authorities below the roots, and no others.
    ///
    /// - Parameter revocationLists: When there is one, the authority's issuer must have one.
    package init(
        roots: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [RevocationList] = []
    ) throws(SigningError) {
        try Certificate.checkRoots(roots, code: .timestamp)
        self.roots = roots
        self.intermediates = intermediates
        self.revocationLists = revocationLists
    }

    /// When a token over a signature's raw bytes was made: the signature existed by the end of that time.
    ///
    /// The time is genTime, give or take the authority's accuracy, in whole seconds.
    ///
    /// - Parameters:
    ///   - token: A TimeStampResp or the token alone, in DER.
    ///   - nonce: What the request had, when the token answers one that was just made.
    ///   - revocationTime: When revocation is asked about, as ``CertificateTrust`` does; defaults to genTime.
    package func verify(
        _ token: [UInt8],
        over signature: [UInt8],
        nonce: UInt64? = nil,
        revocationTime: Timestamp? = nil
    ) throws(SigningError) -> ClosedRange<Timestamp> {
        defer { ERR_clear_error() }
        guard let size = Int32(exactly: signature.count) else {
            throw SigningError(.timestamp, "the signature is too large")
        }
        let token = try TimestampToken(token)
        try token.checkContent(nonce: nonce)
        let (time, range) = try token.time()
        let others = try CertificateList(intermediates)
        let signer = try token.signer(among: others)
        let path = try ChainVerification(
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
        try ChainVerification.refuseRevoked(
            path,
            by: revocationLists,
            at: revocationTime ?? time,
            code: .timestamp
        )
        return range
    }
}
