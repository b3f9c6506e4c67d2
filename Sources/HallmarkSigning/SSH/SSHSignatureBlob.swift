internal import HallmarkCore

/// The signature inside an `SSHSignature`: RFC 4253 §6.6, RFC 5656 §3.1.2, RFC 8332 §3, RFC 8709 §6, PROTOCOL.u2f.
struct SSHSignatureBlob: Sendable, Hashable {
    /// What a security key says of how it signed.
    struct Presence: Sendable, Hashable {
        /// Set when somebody touched the key (CTAP2: "up").
        static let userPresent: UInt8 = 1

        let flags: UInt8
        let counter: UInt32
    }

    let format: SSHSignatureFormat
    /// The signature as libcrypto takes it: ECDSA in DER.
    private let value: [UInt8]
    private let presence: Presence?

    /// Reads a signature that is to be by a key of a type.
    init(_ bytes: [UInt8], by type: SSHKeyType) throws(SigningError) {
        var reader = SSHReader(bytes, of: "the SSH signature", code: .signature)
        let name = try reader.text()
        guard let format = SSHSignatureFormat(rawValue: name), format.keyType == type else {
            throw reader.refusal("is of format \(DisplayText.escape(name)), which a \(type.rawValue) key may not make")
        }
        let content = try reader.string()
        if type.curve == nil {
            guard type == .rsa || content.count == 64 else { throw reader.refusal("has not the 64 bytes of Ed25519") }
            self.value = content
        } else {
            var numbers = SSHReader(content, of: "the SSH signature", code: .signature)
            let (r, s) = (try numbers.positiveInteger(), try numbers.positiveInteger())
            try numbers.end()
            self.value = SSHKeyEncoding.integers([r, s])
        }
        self.presence = type.isSecurityKey ? Presence(flags: try reader.byte(), counter: try reader.uint32()) : nil
        self.format = format
        try reader.end()
    }

    /// The bytes of a signature that libcrypto made.
    static func bytes(format: SSHSignatureFormat, value: [UInt8]) -> [UInt8]? {
        var content = value
        if format.keyType.curve != nil {
            guard let numbers = SSHKeyEncoding.integers(in: value, count: 2) else { return nil }
            content = []
            for number in numbers { content.append(string: number) }
        }
        var bytes: [UInt8] = []
        bytes.append(string: format.rawValue.utf8)
        bytes.append(string: content)
        return bytes
    }

    /// Whether it is the signature of a key over data; never by a security key that nobody touched.
    func isValid(over data: [UInt8], by key: SSHPublicKey) -> Bool {
        guard key.type == format.keyType else { return false }
        guard let presence else { return key.publicKey.isValid(signature: value, over: data, format.form) }
        guard presence.flags & Presence.userPresent != 0, let application = key.application else { return false }
        // PROTOCOL.u2f, "SSH U2F Signatures": what the security key signs in place of the data.
        var signed = Digest.sha256(Array(application.utf8)).bytes
        signed.append(presence.flags)
        signed.append(uint32: presence.counter)
        signed += Digest.sha256(data).bytes
        return key.publicKey.isValid(signature: value, over: signed, format.form)
    }
}
