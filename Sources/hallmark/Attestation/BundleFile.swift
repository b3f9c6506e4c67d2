import HallmarkCore
import HallmarkSigning
import HallmarkStatement

/// Writes envelopes as sigstore bundles, for tools that read those.
enum BundleFile {
    /// Writes a new file.
    ///
    /// - Parameter key: the key that signed; what the bundle says of it is the SHA-256 of its PEM, which readers of
    ///   model signatures compare.
    static func write(
        _ envelope: Envelope,
        by key: PublicKey,
        to path: String,
        _ surroundings: Surroundings,
        say: (String) -> Void = Output.line
    ) throws {
        let hint = Digest.sha256(Array(key.pem.utf8)).hex
        let bytes = try HallmarkStatement.Bundle(envelope: envelope, hint: hint).jsonBytes + [UInt8(ascii: "\n")]
        try NewFile.write(bytes, to: path, noun: "bundle", code: "bundle-exists", surroundings, say: say)
        guard envelope.signatures.contains(where: { SSHSignature.isMeant(by: $0.bytes) }) else { return }
        Output.error(
            "hallmark: note: an SSH signature is read by Hallmark alone; for other tools sign with hallmark keys generate"
        )
    }
}
