import ArgumentParser
import HallmarkSigning
import HallmarkStatement
import HallmarkCore
import Foundation

/// Which key signs.
struct SigningOptions: ParsableArguments {
    private static let agent = "ssh-agent:"

    @Option(
        help: """
            The key that signs: a private key file (PEM, or an OpenSSH key), ssh-agent:FINGERPRINT, or a token's key \
            as a PKCS#11 URI, 'pkcs11:token=…;object=…?module-path=FILE' (or the environment variable HALLMARK_KEY).
            """
    )
    var key: String?

    @Option(help: ArgumentHelp("The key's certificate and those up to a root (PEM), which the signature brings along."))
    var certificateChain: String?

    @Option(
        help: """
            A file with the key's passphrase or the token's PIN (or the environment variable HALLMARK_PASSPHRASE; \
            the option wins); without either you are asked on the terminal.
            """
    )
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "A timestamp authority (RFC 3161) that says when each signature existed; without its answer nothing is signed.",
            valueName: "url"
        )
    )
    var timestampUrl: String?

    @Option(
        help: ArgumentHelp(
            "Root certificates (PEM) up to which the authority of --timestamp-url must lead.",
            valueName: "file"
        )
    )
    var timestampRoot: String?

    func validate() throws {
        guard timestampUrl == nil || server != nil else {
            throw ValidationError("--timestamp-url takes an http or https URL without user and password.")
        }
        guard timestampUrl != nil || timestampRoot == nil else {
            throw ValidationError("--timestamp-root belongs to --timestamp-url.")
        }
    }

    /// Opens the key, and what its signatures bring along.
    func signer(_ surroundings: Surroundings) throws -> any Signer {
        let signer = try certifiedSigner(surroundings)
        guard let server else { return signer }
        let trust = try timestampRoot.map { path in
            try TimestampTrust(roots: TrustFile.read(path, surroundings) { try Certificate.chain(pem: $0) })
        }
        return TimestampedSigner(signer, trust: trust) { try server.response(to: $0) }
    }

    private var server: TimestampServer? { timestampUrl.flatMap { TimestampServer(url: $0) } }

    private func certifiedSigner(_ surroundings: Surroundings) throws -> any Signer {
        let signer = try keySigner(surroundings)
        guard let certificateChain else { return signer }
        let chain = try TrustFile.read(certificateChain, surroundings) { try Certificate.chain(pem: $0) }
        guard chain.count <= Envelope.Signature.maximumCertificates, try chain.first?.publicKey == signer.publicKey
        else {
            throw Failure(
                .undecided,
                "certificate-chain",
                "the first certificate of \(certificateChain) is not the signing key's, or there are too many"
            )
        }
        return CertifiedSigner(signer, certificates: chain)
    }

    /// Whether a key's name is a path, and not that of a key in an agent or a token.
    static func isFile(_ key: String) -> Bool { !key.hasPrefix(agent) && !key.hasPrefix(PKCS11URI.scheme) }

    private func keySigner(_ surroundings: Surroundings) throws -> any Signer {
        guard let name = key ?? surroundings.environment["HALLMARK_KEY"] else { throw Self.noKey(surroundings) }
        if name.hasPrefix(Self.agent) { return try agentSigner(String(name.dropFirst(Self.agent.count)), surroundings) }
        if name.hasPrefix(PKCS11URI.scheme) {
            return try TokenKey.signer(name, passphraseFile: passphraseFile, surroundings)
        }
        return try fileSigner(name, surroundings)
    }

    // The key that init made is named and never taken by itself: who speaks is the user's to say.
    private static func noKey(_ surroundings: Surroundings) -> Failure {
        let made = (try? Setup.defaultKeyPath(surroundings)).flatMap {
            FileManager.default.fileExists(atPath: $0) ? $0 : nil
        }
        return Failure(
            .undecided,
            "no-key",
            "no signing key is named",
            mend: made.map { "export HALLMARK_KEY=\(ShellWord.quoted($0))" }
                ?? "give --key FILE, or make a key: hallmark keys generate --output FILE"
        )
    }

    private func agentSigner(_ fingerprint: String, _ surroundings: Surroundings) throws -> any Signer {
        guard let socket = surroundings.environment["SSH_AUTH_SOCK"], !socket.isEmpty else {
            throw Failure(
                .undecided,
                "no-key",
                "no ssh-agent is running (SSH_AUTH_SOCK is not set)",
                mend: "eval $(ssh-agent) && ssh-add"
            )
        }
        do {
            return try SSHAgentSigner(socket: socket, fingerprint: fingerprint)
        } catch {
            throw Failure(.undecided, "no-key", "ssh-agent: \(error)", mend: "ssh-add -l")
        }
    }

    private func fileSigner(_ path: String, _ surroundings: Surroundings) throws -> any Signer {
        let pem: [UInt8]
        do {
            pem = try KeyFile.privateKeyBytes(at: surroundings.absolute(path), user: surroundings.user)
        } catch let error as FileError where error.code == .missing {
            throw Failure(
                .undecided,
                "no-key",
                "there is no key file \(path)",
                mend: "hallmark keys generate --output \(ShellWord.quoted(path))"
            )
        } catch let error as SigningError where error.code == .keyFileExposed {
            throw Failure(.undecided, "exposed-key", error.reason)
        }
        if SSHKeySigner.reads(pem) { return try SSHKeySigner(file: pem) }
        do {
            return KeySigner(try PrivateKey(pem: pem, passphrase: Passphrase.read(passphraseFile, surroundings)))
        } catch let error as SigningError where error.code == .passphraseNeeded {
            guard let passphrase = Passphrase.ask("Passphrase of \(path):", surroundings) else {
                throw Failure(
                    .undecided,
                    "passphrase",
                    "the key \(path) is encrypted",
                    mend: "give --passphrase-file FILE, or set \(Passphrase.variable)"
                )
            }
            return KeySigner(try PrivateKey(pem: pem, passphrase: passphrase))
        }
    }
}

/// Passphrases: from files, the environment and prompts, never from arguments.
enum Passphrase {
    /// How many bytes a passphrase may have.
    static let maximumSize = 1024
    /// The environment variable that holds a passphrase; no program that we run inherits it.
    static let variable = "HALLMARK_PASSPHRASE"

    /// The first line of a file, or else of the environment variable; `nil` without either.
    static func read(_ path: String?, _ surroundings: Surroundings) throws -> [UInt8]? {
        if let path {
            let bytes = try FileBytes(path: surroundings.absolute(path), followingLink: true)
                .allBytes(maximumSize: maximumSize)
            return try firstLine(of: bytes, in: "the passphrase file \(path)")
        }
        guard let value = surroundings.environment[variable] else { return nil }
        // An empty value would make a key that nothing protects, or none that opens.
        return try firstLine(of: Array(value.utf8), in: "the environment variable \(variable)")
    }

    /// Asks without echo; `nil` without a terminal.
    static func ask(_ prompt: String, _ surroundings: Surroundings) -> [UInt8]? {
        guard surroundings.isInteractive else { return nil }
        // getpass shows the prompt and takes the answer on the terminal itself.
        guard let answer = unsafe getpass(prompt + " ") else { return nil }
        let text = unsafe String(cString: answer)
        return Array(text.utf8)
    }

    private static func firstLine(of bytes: [UInt8], in place: String) throws -> [UInt8] {
        let line = Array(bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
        guard !line.isEmpty else { throw Failure(.undecided, "passphrase", "\(place) is empty") }
        return line
    }
}
