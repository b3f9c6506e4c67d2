/// Signs with a private key file of OpenSSH; a signature is the binary form of an `SSHSignature`.
///
/// The namespace is Hallmark's, so that no signature made for another use counts, and the hash is SHA-512.
package struct SSHKeySigner: Signer {
    private let key: SSHPrivateKey

    /// Reads an OpenSSH private key file.
    ///
    /// - Throws: `.passphraseNeeded` when it is encrypted, with the command that gives it to the agent.
    package init(file bytes: [UInt8]) throws(SigningError) {
        self.key = try SSHPrivateKeyFile.read(bytes)
    }

    /// Whether bytes claim to be a file that this signer reads.
    package static func reads(_ file: [UInt8]) -> Bool {
        file.starts(with: Array("-----BEGIN \(SSHPrivateKeyFile.label)-----".utf8))
    }

    /// The key as SSH writes it.
    package var sshPublicKey: SSHPublicKey { key.publicKey }

    package var publicKey: PublicKey { key.publicKey.publicKey }

    package func signature(over message: [UInt8]) throws -> [UInt8] {
        let data = SSHSignature.signedData(message, namespace: SSHSignature.namespace, hash: .sha512)
        return try SSHSignature(
            key: key.publicKey,
            namespace: SSHSignature.namespace,
            hash: .sha512,
            signature: key.signature(over: data)
        ).bytes
    }
}
