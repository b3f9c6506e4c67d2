import ArgumentParser
import HallmarkCore
import HallmarkSigning
import HallmarkStatement

extension AttestCommand {
    /// `hallmark attest link`.
    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link",
            abstract: "Runs one step and signs what went in and what came out (an in-toto link); needs no repository.",
            discussion: """
                Files are named by their paths below the current folder; folders named .git are left out. What the step \
                writes goes to standard error; a step that fails is not signed.

                Example: hallmark attest link --name build --materials Sources --products app --output build.json -- make app
                """
        )

        @OptionGroup var signing: SigningOptions

        @Option(help: "The name of the step, as a layout has it.")
        var name: String

        @Option(parsing: .upToNextOption, help: "Files and folders that the step reads, recorded before it runs.")
        var materials: [String] = []

        @Option(parsing: .upToNextOption, help: "Files and folders that the step makes, recorded after it has run.")
        var products: [String] = []

        @Flag(help: "Writes the first form of a link, which in-toto-verify checks layouts with.")
        var classic = false

        @Flag(help: "Records what the step writes; look whether it names what should stay on this machine.")
        var recordOutput = false

        @Option(help: "A new file for the envelope; with --classic STEP.KEYID.link unless given.")
        var output: String?

        @Option(help: "A new file for the link as a sigstore bundle (v0.3).")
        var bundle: String?

        @Argument(parsing: .postTerminator, help: "The step: a program and its arguments, run without a shell.")
        var command: [String] = []

        func validate() throws {
            try PathArgument.refuseEmpty(materials + products)
            guard !name.isEmpty else { throw ValidationError("--name takes the name of a step.") }
            guard !recordOutput || !command.isEmpty else { throw ValidationError("--record-output takes a command.") }
            guard !classic || bundle == nil else {
                throw ValidationError("--classic writes no bundle: nothing reads one with such a link.")
            }
            guard classic || output != nil || bundle != nil else {
                throw ValidationError("give --output FILE or --bundle FILE, or --classic.")
            }
            guard output != nil || !classic || (name.isPlainPath && name.pathComponents.count == 1) else {
                throw ValidationError("a step of this name is no file name: give --output FILE.")
            }
        }

        func run() async throws {
            let surroundings = Surroundings.current
            // All that can be refused is refused before the step runs: afterwards it would have run for nothing.
            let signer = try signing.signer(surroundings)
            if classic { try refuseSSH(signer) }
            // in-toto 1.0 §4.4: the name under which a verifier looks for a classic link.
            let keyID = signer.publicKey.inTotoKeyID
            let path = output ?? (classic ? "\(name).\(keyID.prefix(8)).link" : nil)
            if let path { try NewFile.refuse(existing: path, surroundings) }
            if let bundle { try NewFile.refuse(existing: bundle, code: "bundle-exists", surroundings) }
            let step = try await LinkStep.run(
                name: name,
                materials: materials,
                products: products,
                command: command,
                recordsOutput: recordOutput,
                surroundings
            )
            let envelope =
                classic
                ? try Self.envelope(step.classicLink, by: signer, keyID: keyID) : try signer.envelope(step.statement())
            if let path { try NewFile.write(envelope, to: path, noun: "link", surroundings) }
            if let bundle { try BundleFile.write(envelope, by: signer.publicKey, to: bundle, surroundings) }
        }

        // in-toto-verify tries a key only where it is called by in-toto's own name.
        private static func envelope(_ link: ClassicLink, by signer: any Signer, keyID: String) throws -> Envelope {
            let unsigned = Envelope(payload: link.jsonBytes)
            let signature = try signer.signature(over: unsigned.preAuthenticationEncoding)
            return unsigned.adding(Envelope.Signature(keyID: keyID, bytes: signature))
        }

        private func refuseSSH(_ signer: any Signer) throws {
            guard signer is SSHKeySigner || signer is SSHAgentSigner else { return }
            throw Failure(
                .undecided,
                "ssh-key",
                "in-toto-verify reads no signature that was made by SSH",
                mend: "hallmark keys generate --output FILE, and give --key FILE"
            )
        }
    }
}
