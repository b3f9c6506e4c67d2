internal import CHallmarkOpenSSL

extension KeyHandle {
    /// The signature over a message; `nil` when libcrypto makes none.
    func signature(over message: [UInt8], _ form: SignatureForm) -> [UInt8]? {
        unsafe withSignatureContext { context -> [UInt8]? in
            var parameters: OpaquePointer?
            var size = 0
            guard unsafe EVP_DigestSignInit(context, &parameters, form.function, nil, pointer) == 1,
                // Signed with a salt as long as the digest (RFC 8017 §9.1).
                unsafe sets(form.padding, saltLength: RSA_PSS_SALTLEN_DIGEST, of: parameters),
                unsafe EVP_DigestSign(context, nil, &size, message, message.count) == 1
            else { return nil }
            var signature = [UInt8](repeating: 0, count: size)
            guard unsafe EVP_DigestSign(context, &signature, &size, message, message.count) == 1 else { return nil }
            return Array(signature.prefix(size))
        }
    }

    /// Whether a signature over a message is by this key; anything malformed is not.
    func isValid(signature: [UInt8], over message: [UInt8], _ form: SignatureForm) -> Bool {
        defer { ERR_clear_error() }
        return unsafe withSignatureContext { context in
            var parameters: OpaquePointer?
            return unsafe EVP_DigestVerifyInit(context, &parameters, form.function, nil, pointer) == 1
                // Other signers take the longest salt that fits, which is as safe: its length is part of what the
                // padding proves.
                && sets(form.padding, saltLength: RSA_PSS_SALTLEN_AUTO, of: parameters)
                && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        } ?? false
    }

    private func withSignatureContext<Value>(_ body: (OpaquePointer) -> Value?) -> Value? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        return unsafe body(context)
    }

    // The digest context owns the parameters.
    private func sets(
        _ padding: SignatureForm.Padding?,
        saltLength: Int32,
        of parameters: OpaquePointer?
    ) -> Bool {
        switch padding {
        case nil: true
        case .pkcs1: unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PADDING) == 1
        case .pss:
            unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, saltLength) == 1
                && EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, EVP_sha256()) == 1
        }
    }
}
