import ArgumentParser
import HallmarkCore
import HallmarkSigning

/// Whose signatures count on a single envelope, named on the command line.
struct SignerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A public key file (PEM) whose signatures count; may be repeated.", valueName: "file"))
    var publicKey: [String] = []

    @Option(help: "How many distinct keys must have signed.")
    var threshold = 1

    /// Whether any signer was named.
    var isGiven: Bool { !publicKey.isEmpty }

    /// The signers that were named.
    func trusted(_ surroundings: Surroundings) throws -> TrustedSigners {
        guard isGiven else { throw ValidationError("Whose signature counts? Give --public-key FILE.") }
        do {
            return try TrustedSigners(checks(surroundings), threshold: threshold)
        } catch let error as TrustedSigners.ThresholdError {
            throw ValidationError("--threshold: \(error).")
        }
    }

    private func checks(_ surroundings: Surroundings) throws -> [any SignatureCheck] {
        let keys = try publicKey.map { path in
            try TrustFile.read(path, surroundings) { try PublicKey(pem: $0) }
        }
        return [KeyCheck(keys)]
    }
}

/// Files that trust begins with, given by name.
enum TrustFile {
    /// Reads a file; what is wrong with it is said with its name.
    static func read<Value>(
        _ path: String,
        _ surroundings: Surroundings,
        _ parse: ([UInt8]) throws -> Value
    ) throws -> Value {
        do {
            let file = try FileBytes(path: surroundings.absolute(path), followingLink: true)
            return try parse(file.allBytes(maximumSize: PublicKey.maximumSize))
        } catch {
            throw Failure(.undecided, "trust-file", "\(path) cannot be used to verify: \(error)")
        }
    }
}
