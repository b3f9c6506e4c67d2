internal import CHallmarkOpenSSL
internal import HallmarkCore

/// The owner of a time-stamp token (RFC 3161 §2.4.2) and of what it says.
@safe
struct TimestampToken: ~Copyable {
    let message: UnsafeMutablePointer<PKCS7>
    let info: OpaquePointer
    /// Whether it came in a response, and not alone.
    let isInResponse: Bool

    /// Reads a token, or a response that grants one, with nothing after it.
    init(_ bytes: [UInt8]) throws(SigningError) {
        guard bytes.count <= TimestampTrust.maximumSize else {
            throw SigningError(.timestamp, "the timestamp is too large")
        }
        let (message, isInResponse) = unsafe try Self.message(in: bytes)
        guard let info = unsafe PKCS7_to_TS_TST_INFO(message) else {
            unsafe PKCS7_free(message)
            throw SigningError(libcrypto: .timestamp, "the timestamp's message is not signed or not about a time")
        }
        unsafe self.message = message
        unsafe self.info = info
        self.isInResponse = isInResponse
    }

    deinit {
        unsafe TS_TST_INFO_free(info)
        unsafe PKCS7_free(message)
    }

    /// The certificates that came with the token.
    func certificates() throws(SigningError) -> [Certificate] {
        let list = unsafe hallmark_token_certificates(message)
        let count = unsafe hallmark_certificates_count(list)
        guard count <= CertificateTrust.maximumChainLength else {
            throw SigningError(
                .timestamp,
                "more than \(CertificateTrust.maximumChainLength) certificates come with the timestamp"
            )
        }
        var certificates: [Certificate] = []
        for index in 0..<count {
            unsafe certificates.append(try Self.certificate(hallmark_certificates_at(list, index)))
        }
        return certificates
    }

    /// The certificate of the only signer, which is among those of the token or the others.
    func signer(among others: borrowing CertificateList) throws(SigningError) -> Certificate {
        guard let signer = unsafe hallmark_token_signer(message, others.pointer) else {
            throw SigningError(libcrypto: .timestamp, "the timestamp has not exactly one signer with a certificate")
        }
        return unsafe try Self.certificate(signer)
    }

    @unsafe
    private static func certificate(_ pointer: OpaquePointer?) throws(SigningError) -> Certificate {
        guard let der = unsafe written(by: { unsafe i2d_X509_bio($0, pointer) == 1 }) else {
            throw SigningError(libcrypto: .cryptography, "a certificate could not be written")
        }
        do {
            return try Certificate(der: der)
        } catch {
            throw SigningError(.timestamp, "a certificate of the timestamp: \(error.reason)")
        }
    }

    @unsafe
    private static func message(in bytes: [UInt8]) throws(SigningError) -> (UnsafeMutablePointer<PKCS7>, Bool) {
        var message: UnsafeMutablePointer<PKCS7>?
        var isInResponse = false
        var problem = "not a timestamp (RFC 3161) with nothing after it"
        unsafe bytes.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            let end = unsafe buffer.baseAddress.map { unsafe $0 + buffer.count }
            if let response = unsafe d2i_TS_RESP(nil, &position, buffer.count) {
                defer { unsafe TS_RESP_free(response) }
                isInResponse = true
                guard unsafe position == end else { return }
                let status = unsafe ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response)))
                // granted, or granted with modifications (RFC 3161 §2.4.2); the token itself says which.
                guard status == 0 || status == 1 else {
                    problem = "the authority refused the timestamp (status \(status))"
                    return
                }
                unsafe message = PKCS7_dup(TS_RESP_get_token(response))
                return
            }
            unsafe position = buffer.baseAddress
            guard let token = unsafe d2i_PKCS7(nil, &position, buffer.count) else { return }
            guard unsafe position == end else {
                unsafe PKCS7_free(token)
                return
            }
            unsafe message = token
        }
        ERR_clear_error()
        guard let message = unsafe message else { throw SigningError(.timestamp, problem) }
        return unsafe (message, isInResponse)
    }
}
