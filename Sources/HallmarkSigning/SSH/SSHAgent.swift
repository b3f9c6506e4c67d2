/// What Hallmark asks an ssh-agent (draft-ietf-sshm-ssh-agent).
struct SSHAgent: Sendable {
    /// How many keys an agent may hold (OpenSSH: the same).
    static let maximumKeys = 2048
    /// How many bytes one answer may have (OpenSSH: the same).
    static let maximumAnswerSize: UInt32 = 256 << 10

    /// The numbers of messages (§6.1).
    private enum Message {
        static let requestIdentities: UInt8 = 11
        static let identitiesAnswer: UInt8 = 12
        static let signRequest: UInt8 = 13
        static let signResponse: UInt8 = 14
    }

    /// Signs with SHA-512 where RSA would sign with SHA-1 (§3.6.1).
    private static let rsaSHA512: UInt32 = 4

    /// The path of its socket.
    let socket: String
    /// How long one answer may take.
    let timeout: Duration

    /// The keys that it holds, of whatever type.
    func identities() throws(SigningError) -> [[UInt8]] {
        var reader = try answer(to: [Message.requestIdentities], type: Message.identitiesAnswer)
        guard let count = Int(exactly: try reader.uint32()), count <= Self.maximumKeys else {
            throw reader.refusal("names more than \(Self.maximumKeys) keys")
        }
        var blobs: [[UInt8]] = []
        for _ in 0..<count {
            blobs.append(try reader.string(maximum: Int(Self.maximumAnswerSize)))
            _ = try reader.string(maximum: Int(Self.maximumAnswerSize))
        }
        try reader.end()
        return blobs
    }

    /// The signature of a key over data, as SSH writes it.
    func signature(over data: [UInt8], by key: SSHPublicKey) throws(SigningError) -> [UInt8] {
        var request = [Message.signRequest]
        request.append(string: key.blob)
        request.append(string: data)
        request.append(uint32: key.type == .rsa ? Self.rsaSHA512 : 0)
        var reader = try answer(to: request, type: Message.signResponse)
        let signature = try reader.string()
        try reader.end()
        return signature
    }

    private func answer(to request: [UInt8], type: UInt8) throws(SigningError) -> SSHReader {
        let connection = try SSHAgentConnection(to: socket, timeout: timeout)
        var message: [UInt8] = []
        message.append(string: request)
        try connection.send(message)
        let size = try connection.receive(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        guard (1...Self.maximumAnswerSize).contains(size) else {
            throw SigningError(
                .signing,
                "the ssh-agent's answer is empty or has more than \(Self.maximumAnswerSize) bytes"
            )
        }
        var reader = SSHReader(try connection.receive(Int(size)), of: "the ssh-agent's answer", code: .signing)
        guard try reader.byte() == type else {
            throw SigningError(
                .signing,
                "the ssh-agent refused; see whether it is locked or the key needs to be confirmed: ssh-add -l"
            )
        }
        return reader
    }
}
