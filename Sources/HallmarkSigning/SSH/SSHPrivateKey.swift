internal import CHallmarkOpenSSL
internal import HallmarkCore

/// A private key of an OpenSSH file, for signing as SSH does.
///
/// Unchecked: the handle is written once, before it is shared; libcrypto only reads it afterwards.
@safe
final class SSHPrivateKey: @unchecked Sendable {
    let publicKey: SSHPublicKey
    private let pointer: OpaquePointer

    /// Takes over a key in PKCS#8, whose public half must be the one given.
    init(pkcs8 der: [UInt8], publicKey: SSHPublicKey) throws(SigningError) {
        guard let pointer = unsafe reading(der, { unsafe d2i_PrivateKey_bio($0, nil) }) else {
            throw SigningError(libcrypto: .keyFormat, "the private key cannot be read")
        }
        unsafe self.pointer = pointer
        self.publicKey = publicKey
        guard unsafe written(by: { unsafe i2d_PUBKEY_bio($0, pointer) == 1 }) == publicKey.publicKey.der else {
            throw SigningError(.keyFormat, "the two halves of the OpenSSH key do not belong together")
        }
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    /// The signature over data, as SSH writes it.
    func signature(over data: [UInt8]) throws(SigningError) -> [UInt8] {
        guard let format = SSHSignatureFormat(signingWith: publicKey.type), let value = value(over: data, format),
            let bytes = SSHSignatureBlob.bytes(format: format, value: value)
        else { throw SigningError(libcrypto: .signing, "the signature could not be made") }
        return bytes
    }

    private func value(over data: [UInt8], _ format: SSHSignatureFormat) -> [UInt8]? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        var settings: OpaquePointer?
        var size = 0
        guard unsafe EVP_DigestSignInit(context, &settings, format.function, nil, pointer) == 1,
            // RFC 8332 §3: PKCS#1 v1.5.
            unsafe format.keyType != .rsa || EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PADDING) == 1,
            unsafe EVP_DigestSign(context, nil, &size, data, data.count) == 1
        else { return nil }
        var value = [UInt8](repeating: 0, count: size)
        guard unsafe EVP_DigestSign(context, &value, &size, data, data.count) == 1 else { return nil }
        return Array(value.prefix(size))
    }
}
