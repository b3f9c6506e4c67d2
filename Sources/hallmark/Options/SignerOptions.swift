import ArgumentParser
import HallmarkCore
import HallmarkSigning

/// Whose signatures count on a single envelope, named on the command line.
struct SignerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A public key file (PEM) whose signatures count; may be repeated.", valueName: "file"))
    var publicKey: [String] = []

    @Option(help: "How many distinct keys must have signed.")
    var threshold = 1

    @Option(
        help: ArgumentHelp("Root certificates (PEM) up to which a signer's certificate must lead.", valueName: "file")
    )
    var certificateRoot: String?

    @Option(
        help: ArgumentHelp(
            "Who must have signed: email:…, uri:… or dns:… of a certificate, or a principal of --allowed-signers.",
            valueName: "id"
        )
    )
    var identity: [String] = []

    @Flag(help: "Takes a certificate of any identity; the verdict says so.")
    var allowAnyIdentity = false

    @Option(
        help: ArgumentHelp("Root certificates (PEM) of timestamp authorities (RFC 3161).", valueName: "file")
    )
    var timestampRoot: String?

    @Option(help: ArgumentHelp("SSH signers, in the form of git's gpg.ssh.allowedSignersFile.", valueName: "file"))
    var allowedSigners: String?

    /// Whether any signer was named.
    var isGiven: Bool { !publicKey.isEmpty || certificateRoot != nil || allowedSigners != nil }

    func validate() throws {
        guard certificateRoot == nil || allowAnyIdentity != !identity.isEmpty else {
            throw ValidationError("--certificate-root takes --identity ID; only --allow-any-identity does without.")
        }
        guard certificateRoot != nil || (timestampRoot == nil && !allowAnyIdentity) else {
            throw ValidationError("--timestamp-root and --allow-any-identity belong to --certificate-root.")
        }
        guard certificateRoot != nil || allowedSigners != nil || identity.isEmpty else {
            throw ValidationError("--identity belongs to --certificate-root or --allowed-signers.")
        }
    }

    /// The signers that were named.
    func trusted(_ judgement: JudgementOptions, _ surroundings: Surroundings) throws -> TrustedSigners {
        let time = try judgement.time(surroundings)
        guard isGiven else {
            throw ValidationError(
                "Whose signature counts? Give --public-key FILE, --certificate-root FILE or --allowed-signers FILE."
            )
        }
        guard certificateRoot != nil || judgement.crl.isEmpty else {
            throw ValidationError("--crl belongs to --certificate-root.")
        }
        var checks: [any SignatureCheck] = []
        if !publicKey.isEmpty {
            checks.append(
                KeyCheck(try publicKey.map { try TrustFile.read($0, surroundings) { try PublicKey(pem: $0) } })
            )
        }
        if let certificateRoot {
            checks.append(
                try certificateCheck(certificateRoot, judgement.revocationLists(surroundings), surroundings, time)
            )
        }
        if let allowedSigners {
            let signers = try TrustFile.read(allowedSigners, surroundings) { try AllowedSigners($0) }
            checks.append(AllowedSignersCheck(signers, identities: identity, at: time))
        }
        do {
            return try TrustedSigners(checks, threshold: threshold)
        } catch {
            throw ValidationError("--threshold: \(error).")
        }
    }

    /// What the verdict says of a weaker choice.
    var remarks: [String] {
        allowAnyIdentity ? ["any identity of a certificate below \(certificateRoot ?? "the root") was accepted"] : []
    }

    private func certificateCheck(
        _ root: String,
        _ lists: [RevocationList],
        _ surroundings: Surroundings,
        _ time: Timestamp
    ) throws -> CertificateCheck {
        let roots = try TrustFile.read(root, surroundings) { try Certificate.chain(pem: $0) }
        let trust: CertificateTrust
        if allowAnyIdentity {
            trust = try .allowingAnyIdentity(roots: roots, revocationLists: lists)
        } else {
            let identities = identity.map { CertificateIdentity($0) }
            trust = try CertificateTrust(roots: roots, identities: identities, revocationLists: lists)
        }
        let timestamps = try timestampRoot.map { path in
            try TimestampTrust(
                roots: TrustFile.read(path, surroundings) { try Certificate.chain(pem: $0) },
                revocationLists: lists
            )
        }
        return CertificateCheck(trust, timestamps: timestamps, at: time)
    }
}

/// Files that trust begins with, given by name.
enum TrustFile {
    /// How many bytes such a file may have.
    static let maximumSize = 16 << 20

    /// Reads a file; what is wrong with it is said with its name.
    static func read<Value>(
        _ path: String,
        _ surroundings: Surroundings,
        _ parse: ([UInt8]) throws -> Value
    ) throws -> Value {
        do {
            let file = try FileBytes(path: surroundings.absolute(path), followingLink: true)
            return try parse(file.allBytes(maximumSize: maximumSize))
        } catch {
            throw Failure(.undecided, "trust-file", "\(path) cannot be used to verify: \(error)")
        }
    }
}
