import HallmarkCore
import HallmarkSigning
import HallmarkStatement

/// Writes envelopes as sigstore bundles, for tools that read those.
enum BundleFile {
    /// Writes a new file.
    ///
    /// - Parameter key: the key that signed; what the bundle says of it is the SHA-256 of its PEM, which readers of
    ///   model signatures compare.
    static func write(_ envelope: Envelope, by key: PublicKey, to path: String, _ surroundings: Surroundings) throws {
        let hint = Digest.sha256(Array(key.pem.utf8)).hex
        let bytes = try HallmarkStatement.Bundle(envelope: envelope, hint: hint).jsonBytes + [UInt8(ascii: "\n")]
        do {
            try FileWriter.create(surroundings.absolute(path), bytes: bytes)
        } catch {
            guard error.code == .exists else { throw error }
            throw Failure(
                .undecided,
                "bundle-exists",
                "\(path) exists, and is not overwritten",
                mend: "choose another file"
            )
        }
        Output.lines("wrote the bundle \(path)\n")
    }
}
