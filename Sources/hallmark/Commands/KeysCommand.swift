import ArgumentParser
import HallmarkCore
import HallmarkSigning

/// `hallmark keys`: signing keys as files.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Makes signing keys.",
        subcommands: [Generate.self]
    )

    /// `hallmark keys generate`.
    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a signing key: FILE (mode 0600) and FILE.pub; neither is ever overwritten.",
            discussion: """
                Without a passphrase the file is all that protects the key.

                Example: hallmark keys generate --output ~/.config/hallmark/key --ask-passphrase
                """
        )

        @Option(help: "p256, p384 or p521 (ECDSA), ed25519, or rsa (RSA-PSS, 3072 bits).")
        var algorithm: KeyAlgorithm = .p256

        @Option(help: "The private key's file; keep it outside of any repository.")
        var output: String

        @Option(
            help: """
                A file with the passphrase that encrypts the key (or the environment variable HALLMARK_PASSPHRASE; \
                the option wins).
                """
        )
        var passphraseFile: String?

        @Flag(help: "Asks for the passphrase on the terminal.")
        var askPassphrase = false

        func validate() throws {
            guard !askPassphrase || passphraseFile == nil else {
                throw ValidationError("give --ask-passphrase or --passphrase-file, not both")
            }
        }

        func run() throws {
            let surroundings = Surroundings.current
            let key = try KeyMaker.make(
                algorithm,
                at: surroundings.absolute(output),
                passphrase: try passphrase(surroundings)
            )
            Output.result(
                """
                wrote \(output) (private, mode 0600) and \(output).pub
                key id \(key.keyID)

                """
            )
        }

        private func passphrase(_ surroundings: Surroundings) throws -> [UInt8]? {
            guard askPassphrase else { return try Passphrase.read(passphraseFile, surroundings) }
            guard let first = Passphrase.ask("New passphrase:", surroundings),
                let second = Passphrase.ask("Once more:", surroundings)
            else {
                throw Failure(
                    .undecided,
                    "passphrase",
                    "there is no terminal",
                    mend: "give --passphrase-file FILE, or set \(Passphrase.variable)"
                )
            }
            guard first == second, !first.isEmpty else {
                throw Failure(.undecided, "passphrase", "the passphrases differ or are empty")
            }
            return first
        }
    }
}

extension KeyAlgorithm: ExpressibleByArgument {}

/// Makes key files.
enum KeyMaker {
    static func make(_ algorithm: KeyAlgorithm, at path: String, passphrase: [UInt8]?) throws -> PublicKey {
        let key = try PrivateKey(generating: algorithm)
        do {
            try KeyFile.write(key, to: path, passphrase: passphrase)
        } catch let error as FileError where error.code == .exists {
            throw Failure(
                .undecided,
                "key-exists",
                "\(error.path) exists, and keys are never overwritten",
                mend: "choose another --output, or move the old key away"
            )
        }
        return key.publicKey
    }
}
