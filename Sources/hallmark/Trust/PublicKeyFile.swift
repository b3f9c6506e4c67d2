import HallmarkCore
import HallmarkSigning

/// Public keys in files, in PEM or as SSH writes them: it is the same key either way.
enum PublicKeyFile {
    static func read(_ path: String, _ surroundings: Surroundings) throws -> PublicKey {
        try TrustFile.read(path, surroundings) { bytes in
            guard !bytes.starts(with: "-----".utf8) else { return try PublicKey(pem: bytes) }
            guard let line = String(validating: bytes, as: UTF8.self) else {
                throw SigningError(.keyFormat, "it is neither PEM nor a line of SSH")
            }
            let key = try SSHPublicKey(line: line)
            // What a security key signs counts for one application, and a root names none.
            guard key.application == nil else {
                throw SigningError(.keyAlgorithm, "a root takes no keys of security keys (\(key.type.rawValue))")
            }
            return key.publicKey
        }
    }
}
