internal import CHallmarkOpenSSL

/// A private key of an OpenSSH file, for signing as SSH does.
struct SSHPrivateKey: Sendable {
    let publicKey: SSHPublicKey
    private let handle: KeyHandle

    /// Takes over a key in PKCS#8, whose public half must be the one given.
    init(pkcs8 der: [UInt8], publicKey: SSHPublicKey) throws(SigningError) {
        guard let pointer = unsafe reading(der, { unsafe d2i_PrivateKey_bio($0, nil) }) else {
            throw SigningError(libcrypto: .keyFormat, "the private key cannot be read")
        }
        let handle = try unsafe KeyHandle(pointer)
        guard unsafe written(by: { unsafe i2d_PUBKEY_bio($0, handle.pointer) == 1 }) == publicKey.publicKey.der else {
            throw SigningError(.keyFormat, "the two halves of the OpenSSH key do not belong together")
        }
        self.handle = handle
        self.publicKey = publicKey
    }

    /// The signature over data, as SSH writes it.
    func signature(over data: [UInt8]) throws(SigningError) -> [UInt8] {
        guard let format = SSHSignatureFormat(signingWith: publicKey.type),
            let value = handle.signature(over: data, format.form),
            let bytes = SSHSignatureBlob.bytes(format: format, value: value)
        else { throw SigningError(libcrypto: .signing, "the signature could not be made") }
        return bytes
    }
}
