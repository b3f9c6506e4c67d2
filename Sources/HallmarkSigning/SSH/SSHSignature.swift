internal import HallmarkCore

/// A signature over a message as `ssh-keygen -Y sign` makes it (OpenSSH PROTOCOL.sshsig).
package struct SSHSignature: Sendable, Hashable {
    /// The hash functions that a message may go through (PROTOCOL.sshsig §1).
    package enum Hash: String, Sendable, CaseIterable {
        case sha256
        case sha512
    }

    /// The namespace of Hallmark's own signatures.
    package static let namespace = "attestation@hallmark-swift.github.io"
    /// How many bytes the binary form may have.
    package static let maximumSize = 16 << 10
    /// How many bytes a namespace may have.
    package static let maximumNamespaceSize = 256
    private static let magic = Array("SSHSIG".utf8)
    private static let version: UInt32 = 1
    private static let label = "SSH SIGNATURE"
    /// How many characters of Base64 `ssh-keygen` writes in a line.
    private static let lineLength = 70

    /// The key that the signature claims to be by; whether it may sign is for the caller to say.
    package let key: SSHPublicKey
    package let namespace: String
    package let hash: Hash
    /// The binary form.
    package let bytes: [UInt8]
    private let signature: SSHSignatureBlob

    /// Reads the binary form.
    package init(bytes: [UInt8]) throws(SigningError) {
        var reader = SSHReader(bytes, of: "the SSH signature", code: .signature)
        guard bytes.count <= Self.maximumSize else { throw reader.refusal("has more than \(Self.maximumSize) bytes") }
        guard try reader.bytes(Self.magic.count) == Self.magic else {
            throw reader.refusal("does not begin with SSHSIG")
        }
        let version = try reader.uint32()
        guard version == Self.version else { throw reader.refusal("is of version \(version), not \(Self.version)") }
        let key = try SSHPublicKey(blob: try reader.string(maximum: SSHPublicKey.maximumSize))
        let namespace = try reader.text(maximum: Self.maximumNamespaceSize)
        // PROTOCOL.sshsig §2: "must not be the empty string"; a NUL would end it for other readers.
        guard !namespace.isEmpty, !namespace.utf8.contains(0) else { throw reader.refusal("has no namespace") }
        // §2 lets verifiers ignore it; it is inside what is signed, so that nothing is lost by demanding it empty.
        guard try reader.string().isEmpty else { throw reader.refusal("fills its reserved field") }
        let hash = try reader.text()
        guard let hash = Hash(rawValue: hash) else {
            throw reader.refusal("hashes with \(DisplayText.escape(hash)), not with sha256 or sha512")
        }
        self.signature = try SSHSignatureBlob(try reader.string(), by: key.type)
        try reader.end()
        self.key = key
        self.namespace = namespace
        self.hash = hash
        self.bytes = bytes
    }

    /// Reads `-----BEGIN SSH SIGNATURE-----` with nothing before or after it.
    package init(armored text: [UInt8]) throws(SigningError) {
        guard text.count <= 2 * Self.maximumSize, let blocks = PEM.decode(text), blocks.count == 1,
            blocks[0].label == Self.label
        else { throw SigningError(.signature, "not one signature of SSH (-----BEGIN \(Self.label)-----)") }
        try self.init(bytes: blocks[0].bytes)
    }

    /// Puts a key and what it signed together.
    init(key: SSHPublicKey, namespace: String, hash: Hash, signature: [UInt8]) throws(SigningError) {
        var bytes = Self.magic
        bytes.append(uint32: Self.version)
        bytes.append(string: key.blob)
        bytes.append(string: namespace.utf8)
        bytes.append(string: [])
        bytes.append(string: hash.rawValue.utf8)
        bytes.append(string: signature)
        try self.init(bytes: bytes)
    }

    /// The armored form, with a final line feed, as `ssh-keygen` writes it.
    package var armored: String {
        PEM.encode(PEM.Block(label: Self.label, bytes: bytes), lineLength: Self.lineLength)
    }

    /// Whether it is the signature of its key over a message in a namespace.
    package func isValid(over message: [UInt8], namespace: String) -> Bool {
        guard self.namespace.utf8.elementsEqual(namespace.utf8) else { return false }
        return signature.isValid(over: Self.signedData(message, namespace: namespace, hash: hash), by: key)
    }

    /// What a key signs in place of the message (PROTOCOL.sshsig §2).
    static func signedData(_ message: [UInt8], namespace: String, hash: Hash) -> [UInt8] {
        var data = magic
        data.append(string: namespace.utf8)
        data.append(string: [])
        data.append(string: hash.rawValue.utf8)
        data.append(string: Digest(hash == .sha256 ? .sha256 : .sha512, of: message).bytes)
        return data
    }
}
