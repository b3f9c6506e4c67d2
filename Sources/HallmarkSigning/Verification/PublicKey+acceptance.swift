extension PublicKey {
    /// Whether a signature is by this key: over the message itself, or an SSH signature over it that carries Hallmark's
    /// namespace (PROTOCOL.sshsig §2).
    package func accepts(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard SSHSignature.isMeant(by: signature) else { return isValid(signature: signature, over: message) }
        guard let parsed = try? SSHSignature(bytes: signature), parsed.key.publicKey == self else { return false }
        return parsed.isValid(over: message, namespace: SSHSignature.namespace)
    }
}

extension SSHSignature {
    /// Whether bytes begin as an SSH signature does and none of another kind can.
    package static func isMeant(by bytes: [UInt8]) -> Bool { bytes.starts(with: "SSHSIG".utf8) }
}
