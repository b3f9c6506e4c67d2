internal import HallmarkCore

/// Keys as files: `NAME` (private, mode 0600) and `NAME.pub`.
package enum KeyFile {
    /// Writes a key pair; neither file is ever overwritten.
    package static func write(
        _ key: PrivateKey,
        to path: String,
        passphrase: [UInt8]?
    ) throws {
        let pem = try key.pem(passphrase: passphrase)
        // The public half first: a private key without it would be the worse half to be left with.
        try FileWriter.create(path + ".pub", bytes: Array(key.publicKey.pem.utf8))
        do {
            try FileWriter.create(path, bytes: pem, permissions: 0o600)
        } catch {
            try FileWriter.remove(path + ".pub")
            throw error
        }
    }

    /// The bytes of a private key file, refused when others than its owner could read it.
    package static func privateKeyBytes(at path: String, user: UInt32) throws -> [UInt8] {
        let file = try FileBytes(path: path, followingLink: true)
        guard file.owner == user || file.owner == 0 else {
            throw SigningError(
                .keyFileExposed,
                "the key file \(path) belongs to another user; run: chown $(id -u) \(path)"
            )
        }
        guard file.permissions & 0o077 == 0 else {
            let mode = String(file.permissions, radix: 8)
            throw SigningError(
                .keyFileExposed,
                "the key file \(path) can be read by others (mode 0\(mode)); run: chmod 600 \(path), and replace the key if anyone may have read it"
            )
        }
        return try file.allBytes(maximumSize: PublicKey.maximumSize)
    }

    /// Reads a public key file.
    package static func publicKey(at path: String) throws -> PublicKey {
        try PublicKey(pem: FileBytes(path: path, followingLink: true).allBytes(maximumSize: PublicKey.maximumSize))
    }
}
