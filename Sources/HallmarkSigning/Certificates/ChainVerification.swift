internal import CHallmarkOpenSSL
internal import HallmarkCore

/// One path validation (RFC 5280 §6) with libcrypto, from given anchors at a given time.
struct ChainVerification {
    /// The least strength of keys and signatures: 112 bits, and no SHA-1 (libcrypto's level 2).
    static let securityLevel: Int32 = 2
    /// How many certificates may stand between the leaf and its root.
    static let maximumDepth: Int32 = 8

    let roots: [Certificate]
    let untrusted: [Certificate]
    let time: Timestamp
    /// Who is asked whether a certificate is revoked; with them, only the lists' own times count.
    var revocationLists: [RevocationList] = []
    let code: SigningError.Code

    /// The path from a leaf to its root, both included.
    func path(from leaf: Certificate) throws(SigningError) -> [Certificate] {
        let store = try TrustStore(roots: roots, revocationLists: revocationLists, time: time)
        let list = try CertificateList(untrusted)
        guard let context = unsafe X509_STORE_CTX_new() else {
            throw SigningError(libcrypto: .cryptography, "no memory for a verification")
        }
        defer {
            unsafe X509_STORE_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe X509_STORE_CTX_init(context, store.pointer, leaf.handle.pointer, list.pointer) == 1 else {
            throw SigningError(libcrypto: .cryptography, "the verification could not be set up")
        }
        if !revocationLists.isEmpty { unsafe X509_STORE_CTX_set_verify_cb(context, Self.allowance) }
        guard unsafe X509_verify_cert(context) == 1 else { throw unsafe refusal(by: context) }
        var path: [Certificate] = []
        let found = unsafe X509_STORE_CTX_get0_chain(context)
        let count = unsafe hallmark_certificates_count(found)
        for index in 0..<count {
            let certificate = unsafe hallmark_certificates_at(found, index)
            guard let der = unsafe written(by: { unsafe i2d_X509_bio($0, certificate) == 1 }) else {
                throw SigningError(libcrypto: .cryptography, "a certificate could not be written")
            }
            try path.append(Certificate(der: der))
        }
        // An anchor that is its own leaf has no issuer who could answer for it.
        guard path.count >= 2, let root = path.last, roots.contains(root) else {
            throw SigningError(code, "the certificate of \(leaf.subject) is itself a root, not issued by one")
        }
        return path
    }

    /// Refuses a path that was found good when a list revokes a certificate of it, or none is the leaf's issuer's;
    /// without any list, nobody is asked.
    static func refuseRevoked(
        _ path: [Certificate],
        by lists: [RevocationList],
        at time: Timestamp,
        code: SigningError.Code
    ) throws(SigningError) {
        guard let leaf = path.first, !lists.isEmpty else { return }
        _ = try ChainVerification(
            roots: path.suffix(1),
            untrusted: Array(path.dropFirst().dropLast()),
            time: time,
            revocationLists: lists,
            code: code
        ).path(from: leaf)
    }

    /// What a check of revocation lets pass: validity at its own time, which the path was not asked for, and issuers
    /// other than the leaf's without a list.
    private static let allowance: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isGood, context in
        guard isGood != 1 else { return 1 }
        switch unsafe X509_STORE_CTX_get_error(context) {
        case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID: return 1
        case X509_V_ERR_UNABLE_TO_GET_CRL: return unsafe X509_STORE_CTX_get_error_depth(context) > 0 ? 1 : 0
        default: return 0
        }
    }

    @unsafe
    private func refusal(by context: OpaquePointer) -> SigningError {
        let error = unsafe X509_STORE_CTX_get_error(context)
        let subject = unsafe written { bio in
            guard let certificate = unsafe X509_STORE_CTX_get_current_cert(context) else { return false }
            return unsafe hallmark_print_name(bio, X509_get_subject_name(certificate)) == 1
        }
        let name = subject.map { "of \(DisplayText.escape(String(decoding: $0, as: UTF8.self)))" } ?? "without a name"
        if error == X509_V_ERR_CERT_REVOKED {
            let certificate = unsafe X509_STORE_CTX_get_current_cert(context)
            let reasons = revocationLists.map {
                unsafe hallmark_revocation_reason($0.handle.pointer, certificate)
            }
            let reason = RevocationReason.name(of: reasons.first { $0 >= 0 })
            return SigningError(.revoked, "the certificate \(name) is revoked (\(reason))")
        }
        let words = unsafe String(cString: X509_verify_cert_error_string(Int(error)))
        let sentence = Self.sentence(for: error, time: time) ?? words
        return SigningError(Self.isAboutRevocation(error) ? .revoked : code, "the certificate \(name): \(sentence)")
    }
}

/// The owner of the anchors and rules of a validation.
@safe
struct TrustStore: ~Copyable {
    let pointer: OpaquePointer

    init(roots: [Certificate], revocationLists: [RevocationList] = [], time: Timestamp) throws(SigningError) {
        guard let store = unsafe X509_STORE_new() else {
            throw SigningError(libcrypto: .cryptography, "no memory for a trust store")
        }
        // The store has no lookup: nothing of the system's is ever an anchor.
        let rules = unsafe X509_STORE_get0_param(store)
        var flags = UInt(X509_V_FLAG_X509_STRICT)
        if !revocationLists.isEmpty { flags |= UInt(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) }
        unsafe X509_VERIFY_PARAM_set_time(rules, time_t(time.seconds))
        unsafe X509_VERIFY_PARAM_set_depth(rules, ChainVerification.maximumDepth)
        unsafe X509_VERIFY_PARAM_set_auth_level(rules, ChainVerification.securityLevel)
        guard unsafe X509_VERIFY_PARAM_set_flags(rules, flags) == 1,
            roots.allSatisfy({ unsafe X509_STORE_add_cert(store, $0.handle.pointer) == 1 }),
            revocationLists.allSatisfy({ unsafe X509_STORE_add_crl(store, $0.handle.pointer) == 1 })
        else {
            unsafe X509_STORE_free(store)
            throw SigningError(libcrypto: .cryptography, "the trust store could not be made")
        }
        unsafe pointer = store
    }

    deinit {
        unsafe X509_STORE_free(pointer)
    }
}
