import ArgumentParser
import HallmarkCore
import HallmarkSigning
import HallmarkStatement

/// `hallmark cosign ENVELOPE`.
struct CosignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract: "Shows what an envelope says, then adds a signature over the same payload.",
        discussion: "Example: hallmark cosign release.intoto.json --key ~/.config/hallmark/key"
    )

    @OptionGroup var signing: SigningOptions

    @Option(help: "Where the envelope with the further signature goes; without it, it replaces the file.")
    var output: String?

    @Flag(help: "Signs without asking, also on a terminal.")
    var yes = false

    @Argument(help: "The envelope's file (JSON).")
    var envelope: String

    func run() async throws {
        let surroundings = Surroundings.current
        let file = try EnvelopeFile(envelope, surroundings)
        try refuseMalformed(file)
        show(file)
        if surroundings.isInteractive, !yes, surroundings.ask("Sign this? [y/N]")?.lowercased() != "y" {
            throw Failure(.undecided, "declined", "nothing was signed")
        }
        let signer = try signing.signer(surroundings)
        let message = file.envelope.preAuthenticationEncoding
        guard
            !file.envelope.signatures.contains(where: { signer.publicKey.accepts($0.bytes, over: message) })
        else {
            throw Failure(.undecided, "signed-already", "the key \(signer.keyID) has signed this envelope already")
        }
        let signed = try signer.cosign(file.envelope)
        let target = surroundings.absolute(output ?? envelope)
        let bytes = signed.jsonBytes + [UInt8(ascii: "\n")]
        guard signed.jsonBytes.count <= Envelope.maximumSize else {
            throw Failure(.undecided, "too-large", "with a further signature nobody could read the envelope")
        }
        if output == nil {
            try FileWriter.replace(target, bytes: bytes)
        } else {
            try FileWriter.create(target, bytes: bytes)
        }
        Output.lines(
            "signed with key \(signer.keyID): \(signed.signatures.count) signatures in \(output ?? envelope)\n"
        )
    }

    // What nobody can read, nobody should sign.
    private func refuseMalformed(_ file: EnvelopeFile) throws {
        guard file.isStatement else { return }
        do {
            _ = try file.statement.get()
        } catch {
            throw Failure(.undecided, "malformed", "the payload of \(file.path) is no in-toto statement: \(error)")
        }
    }

    private func show(_ file: EnvelopeFile) {
        var lines = file.summary
        lines.append("payload sha256: \(Digest.sha256(file.envelope.payload).hex)")
        lines += file.envelope.signatures.map { "signature that names the key \($0.keyID ?? "(none)"), not checked" }
        // A line feed in a name must not begin a line of its own: a person signs by what stands here.
        Output.result(lines.map(DisplayText.escape).joined(separator: "\n") + "\n")
        guard let payload = try? JSONParser.parse(file.envelope.payload) else { return }
        Output.lines(JSONWriter.text(of: payload, layout: .indented))
    }
}
