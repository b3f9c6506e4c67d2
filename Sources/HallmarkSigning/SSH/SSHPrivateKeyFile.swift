internal import CHallmarkOpenSSL
internal import HallmarkCore

/// A private key file of OpenSSH (PROTOCOL.key, "openssh-key-v1"), without encryption.
enum SSHPrivateKeyFile {
    private static let magic = Array("openssh-key-v1\0".utf8)
    static let label = "OPENSSH PRIVATE KEY"
    /// The block size of the cipher `none`, to which the private half is padded.
    private static let blockSize = 8
    private static let maximumCommentSize = 1024

    /// Reads the file.
    static func read(_ file: [UInt8]) throws(SigningError) -> SSHPrivateKey {
        guard file.count <= PublicKey.maximumSize, let blocks = PEM.decode(file), blocks.count == 1,
            blocks[0].label == label
        else { throw SigningError(.keyFormat, "not a private key of OpenSSH (-----BEGIN \(label)-----)") }
        var reader = SSHReader(blocks[0].bytes, of: "the OpenSSH key")
        guard try reader.bytes(magic.count) == magic else { throw reader.refusal("is not of the form openssh-key-v1") }
        let cipher = try reader.text()
        let derivation = try reader.text()
        let options = try reader.string()
        guard try reader.uint32() == 1 else { throw reader.refusal("holds not one key") }
        let publicKey = try SSHPublicKey(blob: try reader.string())
        guard cipher == "none" else {
            throw SigningError(
                .passphraseNeeded,
                "the OpenSSH key is encrypted; give it to the agent: ssh-add FILE, and sign with --key ssh-agent:\(publicKey.fingerprint)"
            )
        }
        guard derivation == "none", options.isEmpty else { throw reader.refusal("derives a secret for no cipher") }
        var secret = try reader.string()
        defer { wipe(&secret) }
        try reader.end()
        return try read(secret: secret, of: publicKey)
    }

    private static func read(secret: [UInt8], of key: SSHPublicKey) throws(SigningError) -> SSHPrivateKey {
        var reader = SSHReader(secret, of: "the OpenSSH key")
        guard secret.count.isMultiple(of: blockSize) else { throw reader.refusal("is not padded to blocks") }
        guard try reader.uint32() == (try reader.uint32()) else { throw reader.refusal("has two different checks") }
        guard try reader.text() == key.type.rawValue else { throw reader.refusal("names two types") }
        var pkcs8 = try pkcs8(of: key, &reader)
        defer { wipe(&pkcs8) }
        _ = try reader.string(maximum: maximumCommentSize)
        let padding = try reader.rest()
        guard padding.count < blockSize, padding.elementsEqual((0..<padding.count).map { UInt8($0 + 1) }) else {
            throw reader.refusal("is not padded with 1, 2, 3")
        }
        return try SSHPrivateKey(pkcs8: pkcs8, publicKey: key)
    }

    private static func pkcs8(of key: SSHPublicKey, _ reader: inout SSHReader) throws(SigningError) -> [UInt8] {
        switch key.type {
        case .ed25519: return try ed25519(&reader)
        case .rsa: return try rsa(&reader)
        case .p256, .p384, .p521:
            guard let curve = key.type.curve else { throw reader.refusal("is on no curve") }
            return try ecdsa(curve, &reader)
        case .securityKeyEd25519, .securityKeyP256:
            throw SigningError(
                .keyAlgorithm,
                "the key is inside a security key; give it to the agent: ssh-add FILE, and sign with --key ssh-agent:\(key.fingerprint)"
            )
        }
    }

    // The public half, then the seed with the public half behind it.
    private static func ed25519(_ reader: inout SSHReader) throws(SigningError) -> [UInt8] {
        let publicHalf = try reader.string()
        var both = try reader.string()
        defer { wipe(&both) }
        guard publicHalf.count == 32, both.count == 64, both.suffix(32).elementsEqual(publicHalf) else {
            throw reader.refusal("has not the 64 bytes of Ed25519")
        }
        return SSHKeyEncoding.privateKey(.ed25519, DER.value(.octetString, Array(both.prefix(32))))
    }

    // ECPrivateKey (RFC 5915 §3) without its public half, which libcrypto then calculates.
    private static func ecdsa(_ curve: SSHCurve, _ reader: inout SSHReader) throws(SigningError) -> [UInt8] {
        guard try reader.text() == curve.rawValue else { throw reader.refusal("is on another curve than its type") }
        guard curve.isPoint(try reader.string()) else { throw reader.refusal("has no uncompressed point of its curve") }
        let number = try reader.positiveInteger().drop { $0 == 0 }
        guard number.count <= curve.coordinateSize else { throw reader.refusal("has a number too large for its curve") }
        let padded = [UInt8](repeating: 0, count: curve.coordinateSize - number.count) + number
        let key = DER.value(.integer, [1]) + DER.value(.octetString, padded)
        return SSHKeyEncoding.privateKey(curve.algorithm, DER.value(.sequence, key))
    }

    // RSAPrivateKey (RFC 8017 §A.1.2); SSH leaves out the two exponents that follow from the others.
    private static func rsa(_ reader: inout SSHReader) throws(SigningError) -> [UInt8] {
        let modulus = try reader.positiveInteger()
        let publicExponent = try reader.positiveInteger()
        let exponent = try reader.positiveInteger()
        let coefficient = try reader.positiveInteger()
        let first = try reader.positiveInteger()
        let second = try reader.positiveInteger()
        guard let firstExponent = remainder(exponent, byOneLessThan: first),
            let secondExponent = remainder(exponent, byOneLessThan: second)
        else { throw SigningError(libcrypto: .keyFormat, "the OpenSSH key has primes that are none") }
        let numbers = [
            [0], modulus, publicExponent, exponent, first, second, firstExponent, secondExponent, coefficient,
        ]
        return SSHKeyEncoding.privateKey(.rsa, SSHKeyEncoding.integers(numbers))
    }

    private static func remainder(_ number: [UInt8], byOneLessThan prime: [UInt8]) -> [UInt8]? {
        guard let context = unsafe BN_CTX_secure_new() else { return nil }
        defer { unsafe BN_CTX_free(context) }
        let value = unsafe BN_bin2bn(number, Int32(number.count), nil)
        defer { unsafe BN_clear_free(value) }
        let divisor = unsafe BN_bin2bn(prime, Int32(prime.count), nil)
        defer { unsafe BN_clear_free(divisor) }
        let result = unsafe BN_new()
        defer { unsafe BN_clear_free(result) }
        guard unsafe value != nil && divisor != nil && result != nil else { return nil }
        unsafe BN_set_flags(value, BN_FLG_CONSTTIME)
        guard unsafe BN_sub_word(divisor, 1) == 1, unsafe BN_div(nil, result, value, divisor, context) == 1 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: prime.count)
        guard unsafe BN_bn2binpad(result, &bytes, Int32(bytes.count)) == Int32(bytes.count) else { return nil }
        let digits = bytes.drop { $0 == 0 }
        guard let high = digits.first else { return [0] }
        return (high >= 0x80 ? [0] : []) + digits
    }
}
