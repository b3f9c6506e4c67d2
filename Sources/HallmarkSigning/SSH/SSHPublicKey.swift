internal import HallmarkCore

/// A public key as SSH writes it (RFC 4253 §6.6; RFC 5656 §3.1; RFC 8709 §4; OpenSSH PROTOCOL.u2f).
package struct SSHPublicKey: Sendable, Hashable {
    /// How many bytes a key may have.
    package static let maximumSize = 4 << 10
    /// How many bytes the application of a security key may have.
    package static let maximumApplicationSize = 256

    package let type: SSHKeyType
    /// The form on the wire.
    package let blob: [UInt8]
    /// The key that checks signatures; of a security key, the key inside it.
    package let publicKey: PublicKey
    /// What a security key's key is for, such as `ssh:`; `nil` for other types.
    package let application: String?

    /// Reads the form on the wire.
    ///
    /// - Throws: `.keyAlgorithm` for a type that Hallmark does not know, certificates and DSA among them, and
    ///   `.keyFormat` for malformed bytes.
    package init(blob: [UInt8]) throws(SigningError) {
        var reader = SSHReader(blob, of: "the SSH key")
        guard blob.count <= Self.maximumSize else { throw reader.refusal("has more than \(Self.maximumSize) bytes") }
        let name = try reader.text()
        guard let type = SSHKeyType(rawValue: name) else {
            throw SigningError(.keyAlgorithm, "the SSH key type \(DisplayText.escape(name)) is not supported")
        }
        let encoding = try Self.encoding(of: type, &reader)
        let application = type.isSecurityKey ? try reader.text(maximum: Self.maximumApplicationSize) : nil
        try reader.end()
        self.publicKey = try PublicKey(der: encoding)
        self.type = type
        self.blob = blob
        self.application = application
    }

    /// Reads a line such as `ssh-ed25519 AAAA… comment`.
    package init(line: String) throws(SigningError) {
        let text = line.utf8.last == UInt8(ascii: "\n") ? line.utf8.dropLast() : line.utf8[...]
        let fields = text.split(
            maxSplits: 2,
            whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        )
        guard fields.count >= 2, !text.contains(UInt8(ascii: "\n")) else {
            throw SigningError(.keyFormat, "not a public key of SSH in one line (TYPE BASE64 COMMENT)")
        }
        try self.init(type: Array(fields[0]), base64: Array(fields[1]))
    }

    /// Reads the two fields of a key in a line.
    init(type: [UInt8], base64: [UInt8]) throws(SigningError) {
        guard let blob = Base64.decode(base64) else {
            throw SigningError(.keyFormat, "the SSH key is not in Base64")
        }
        try self.init(blob: blob)
        guard Array(self.type.rawValue.utf8) == type else {
            throw SigningError(.keyFormat, "the SSH key is of another type than the one before it")
        }
    }

    /// Writes a key as SSH does.
    package init(of key: PublicKey) throws(SigningError) {
        try self.init(blob: key.sshWireForm)
    }

    /// The form `SHA256:…`, as `ssh-keygen -l` prints it.
    package var fingerprint: String { Self.fingerprint(ofBlob: blob) }

    /// The form `ssh-ed25519 AAAA…`.
    package var line: String { "\(type.rawValue) \(Base64.encode(blob))" }

    /// The fingerprint of a key that need not be of a known type.
    static func fingerprint(ofBlob blob: [UInt8]) -> String {
        let text = Base64.encode(Digest.sha256(blob).bytes)
        return "SHA256:\(text.prefix { $0 != "=" })"
    }

    private static func encoding(of type: SSHKeyType, _ reader: inout SSHReader) throws(SigningError) -> [UInt8] {
        if let curve = type.curve {
            guard try reader.text() == curve.rawValue else { throw reader.refusal("is on another curve than its type") }
            let point = try reader.string()
            guard curve.isPoint(point) else { throw reader.refusal("has no uncompressed point of its curve") }
            return curve.algorithm.encoding(of: point)
        }
        guard type == .rsa else {
            let key = try reader.string()
            guard KeyAlgorithm.ed25519.isKey(key) else { throw reader.refusal("has not the 32 bytes of Ed25519") }
            return KeyAlgorithm.ed25519.encoding(of: key)
        }
        let exponent = try reader.positiveInteger()
        let modulus = try reader.positiveInteger()
        return RSANumbers(modulus: Array(modulus.drop { $0 == 0 }), exponent: Array(exponent.drop { $0 == 0 })).encoding
    }
}
