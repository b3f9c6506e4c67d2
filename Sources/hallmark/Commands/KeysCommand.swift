import ArgumentParser
import HallmarkCore
import HallmarkSigning

/// `hallmark keys`: signing keys as files, and the public halves of all.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Makes signing keys, and writes the public halves of others.",
        subcommands: [Generate.self, Export.self]
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

extension KeysCommand {
    /// `hallmark keys export`.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Writes the public half of a signing key, in a file, an agent or a token: what others verify with.",
            discussion: """
                Example: hallmark keys export --key 'pkcs11:token=release;object=signing' --output release.pub
                """
        )

        @OptionGroup var signing: SigningOptions

        @Option(help: "The public key's file (PEM), which is never overwritten; without it, standard output.")
        var output: String?

        func run() throws {
            let surroundings = Surroundings.current
            let key = try signing.signer(surroundings).publicKey
            guard let output else {
                Output.result(key.pem)
                return
            }
            try KeyMaker.refusingToOverwrite {
                try FileWriter.create(surroundings.absolute(output), bytes: Array(key.pem.utf8))
            }
            Output.result("wrote \(output), key id \(key.keyID)\n")
        }
    }
}

extension KeyAlgorithm: ExpressibleByArgument {}

/// Makes key files.
enum KeyMaker {
    static func make(_ algorithm: KeyAlgorithm, at path: String, passphrase: [UInt8]?) throws -> PublicKey {
        let key = try PrivateKey(generating: algorithm)
        try refusingToOverwrite { try KeyFile.write(key, to: path, passphrase: passphrase) }
        return key.publicKey
    }

    /// Writes key files, and says what to do when one is there already.
    static func refusingToOverwrite(_ write: () throws -> Void) throws {
        do {
            try write()
        } catch let error as FileError where error.code == .exists {
            throw Failure(
                .undecided,
                "key-exists",
                "\(error.path) exists, and keys are never overwritten",
                mend: "choose another --output, or move the old key away"
            )
        }
    }
}
