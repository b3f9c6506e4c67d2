/// Signs with a key that an ssh-agent holds; a signature is the binary form of an `SSHSignature`.
///
/// The agent is not trusted: a signature that the chosen key does not verify is an error.
package struct SSHAgentSigner: Signer {
    /// How long one answer may take: somebody may have to confirm it or to touch a security key.
    package static let patience = Duration.seconds(60)

    private let agent: SSHAgent
    /// The key as SSH writes it.
    package let sshPublicKey: SSHPublicKey

    /// Finds a key in the agent behind a socket (`SSH_AUTH_SOCK`) by its fingerprint, `SHA256:…`.
    package init(
        socket: String,
        fingerprint: String,
        timeout: Duration = patience
    ) throws(SigningError) {
        let agent = SSHAgent(socket: socket, timeout: timeout)
        let blobs = try agent.identities()
        guard let blob = blobs.first(where: { SSHPublicKey.fingerprint(ofBlob: $0) == fingerprint }) else {
            throw SigningError(
                .signing,
                "the ssh-agent holds no key with that fingerprint; list its keys: ssh-add -l, or add one: ssh-add FILE"
            )
        }
        self.sshPublicKey = try SSHPublicKey(blob: blob)
        self.agent = agent
    }

    package var publicKey: PublicKey { sshPublicKey.publicKey }

    package func signature(over message: [UInt8]) throws -> [UInt8] {
        let data = SSHSignature.signedData(message, namespace: SSHSignature.namespace, hash: .sha512)
        let signature = try SSHSignature(
            key: sshPublicKey,
            namespace: SSHSignature.namespace,
            hash: .sha512,
            signature: agent.signature(over: data, by: sshPublicKey)
        )
        guard signature.isValid(over: message, namespace: SSHSignature.namespace) else {
            throw SigningError(.signing, "the ssh-agent gave a signature that its key does not verify")
        }
        return signature.bytes
    }
}
