internal import CHallmarkOpenSSL

extension KeyHandle {
    /// What a key is used for.
    enum Use {
        case signing
        case verifying
    }

    /// Runs a body with a digest context set up for the one form of signature that the key's algorithm has.
    func withSignatureContext<Value>(for use: Use, _ body: (OpaquePointer) -> Value?) -> Value? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        // The digest context owns these parameters.
        var parameters: OpaquePointer?
        let function = unsafe algorithm.hashFunction
        let isReady =
            switch use {
            case .signing: unsafe EVP_DigestSignInit(context, &parameters, function, nil, pointer) == 1
            case .verifying: unsafe EVP_DigestVerifyInit(context, &parameters, function, nil, pointer) == 1
            }
        guard isReady else { return nil }
        if algorithm == .rsa {
            guard let parameters = unsafe parameters, unsafe setsPSS(parameters, for: use) else { return nil }
        }
        return unsafe body(context)
    }

    // Signed with a salt as long as the digest (RFC 8017 §9.1). Other signers take the longest that fits, which is
    // as safe: the salt's length is part of what the padding proves.
    private func setsPSS(_ parameters: OpaquePointer, for use: Use) -> Bool {
        let saltLength = use == .signing ? RSA_PSS_SALTLEN_DIGEST : RSA_PSS_SALTLEN_AUTO
        return unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, saltLength) == 1
            && EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, EVP_sha256()) == 1
    }
}

extension KeyAlgorithm {
    /// The hash of the message that is signed; `nil` when the message itself is.
    fileprivate var hashFunction: OpaquePointer? {
        switch self {
        case .p256, .rsa: unsafe EVP_sha256()
        case .p384: unsafe EVP_sha384()
        case .p521: unsafe EVP_sha512()
        case .ed25519: nil
        }
    }
}
