import HallmarkCore
import HallmarkSigning
import HallmarkStatement

/// Writes envelopes as sigstore bundles, for tools that read those.
enum BundleFile {
    /// Writes a new file.
    static func write(_ envelope: Envelope, to path: String, _ surroundings: Surroundings) throws {
        let hint = envelope.signatures.first?.keyID
        let bytes = try Bundle(envelope: envelope, hint: hint).jsonBytes + [UInt8(ascii: "\n")]
        do {
            try FileWriter.create(surroundings.absolute(path), bytes: bytes)
        } catch {
            guard error.code == .exists else { throw error }
            throw Failure(.undecided, "bundle-exists", "\(path) exists, and is not overwritten", mend: "choose another file")
        }
        Output.lines("wrote the bundle \(path)\n")
    }
}
