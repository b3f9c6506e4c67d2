internal import CHallmarkOpenSSL
internal import HallmarkCore

/// What a token says, before it is known who says so (RFC 3161 §2.4.2, TSTInfo).
extension TimestampToken {
    /// When the token was made, give or take the authority's accuracy, which is rounded up to whole seconds.
    func time() throws(SigningError) -> (point: Timestamp, range: ClosedRange<Timestamp>) {
        guard let point = unsafe Timestamp(asn1: TS_TST_INFO_get_time(info)) else {
            throw SigningError(.timestamp, "the timestamp's time is malformed")
        }
        let accuracy = try accuracy()
        let earliest = Timestamp(seconds: point.seconds - accuracy)
        return (point, earliest...Timestamp(seconds: point.seconds + accuracy))
    }

    /// Checks what is asked of every token: strong digests, nothing critical that is not understood, the nonce.
    func checkContent(nonce: UInt64?) throws(SigningError) {
        let digests = [NID_sha256, NID_sha384, NID_sha512]
        guard unsafe digests.contains(hallmark_imprint_digest(info)) else {
            throw SigningError(.timestamp, "the timestamp is over a digest other than SHA-256, SHA-384 or SHA-512")
        }
        guard unsafe digests.contains(hallmark_token_digest(message)) else {
            throw SigningError(
                .timestamp,
                "the timestamp has not exactly one signer, by SHA-256, SHA-384 or SHA-512"
            )
        }
        guard unsafe TS_TST_INFO_get_ext_by_critical(info, 1, -1) < 0 else {
            throw SigningError(.timestamp, "the timestamp has a critical extension that is not understood")
        }
        guard let nonce else { return }
        var found: UInt64 = 0
        guard let value = unsafe TS_TST_INFO_get_nonce(info),
            unsafe ASN1_INTEGER_get_uint64(&found, value) == 1, found == nonce
        else { throw SigningError(.timestamp, "the timestamp answers another request (nonce)") }
    }

    /// Whether it is over the SHA-256 of a message.
    func isOver(_ message: [UInt8]) -> Bool {
        guard let imprint = unsafe TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info)) else { return false }
        let digest = unsafe Array(
            UnsafeBufferPointer(start: ASN1_STRING_get0_data(imprint), count: Int(ASN1_STRING_length(imprint)))
        )
        return unsafe hallmark_imprint_digest(info) == NID_sha256 && digest == Digest.sha256(message).bytes
    }

    /// Whether the certificate that came with it, whoever's that is, verifies its signature.
    var isSignedByItsCertificate: Bool {
        unsafe PKCS7_verify(message, nil, nil, nil, nil, PKCS7_NOVERIFY) == 1
    }

    private func accuracy() throws(SigningError) -> Int64 {
        guard let accuracy = unsafe TS_TST_INFO_get_accuracy(info) else { return 0 }
        let seconds = unsafe try Self.value(of: TS_ACCURACY_get_seconds(accuracy), upTo: TimestampTrust.maximumAccuracy)
        let millis = unsafe try Self.value(of: TS_ACCURACY_get_millis(accuracy), upTo: 999)
        let micros = unsafe try Self.value(of: TS_ACCURACY_get_micros(accuracy), upTo: 999)
        return seconds + (millis == 0 && micros == 0 ? 0 : 1)
    }

    @unsafe
    private static func value(of part: UnsafePointer<ASN1_INTEGER>?, upTo limit: Int64) throws(SigningError) -> Int64 {
        guard let part = unsafe part else { return 0 }
        var value: Int64 = 0
        guard unsafe ASN1_INTEGER_get_int64(&value, part) == 1, (0...limit).contains(value) else {
            throw SigningError(
                .timestamp,
                "the timestamp's accuracy is malformed or worse than \(TimestampTrust.maximumAccuracy) seconds"
            )
        }
        return value
    }
}
