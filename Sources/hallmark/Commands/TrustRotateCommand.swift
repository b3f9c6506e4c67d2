import ArgumentParser
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension TrustCommand {
    /// `hallmark trust rotate`.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the next root of trust, as the one in force with some changes, and signs it.",
            discussion: """
                It counts once the thresholds of the root in force and of the new one have signed it: the others run \
                "hallmark trust sign". Without changes only its expiry is new. No pin changes.

                Example: hallmark trust rotate --add-principal ada --public-key ada.pub --role root --threshold root=2
                """
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var edits: RootEdits
        @OptionGroup var signing: SigningOptions

        @Option(help: ArgumentHelp("A further key that signs; may be repeated.", valueName: "key"))
        var cosignKey: [String] = []

        func run() async throws {
            let surroundings = Surroundings.current
            let documents = try TrustDocuments(repository, trust, surroundings)
            let current = documents.root.root
            if let pending = try documents.pendingRoot() {
                throw Failure(
                    .undecided,
                    "waiting",
                    "\(pending)",
                    mend: "hallmark trust sign, or remove \(documents.path(of: pending.envelope) ?? "its file")"
                )
            }
            let root = try edits.successor(of: current, surroundings)
            var envelope = Envelope(payload: root.payload, payloadType: Root.payloadType)
            for signer in try signers(surroundings) {
                try TrustCommand.refuseStranger(signer, to: [current, root])
                envelope = try signer.cosign(envelope)
            }
            let pending = try documents.pending(envelope)
            try Self.refuseLostSignatures(of: envelope, current, root, pending)
            let path = try documents.write(root, envelope)
            Output.result(TrustCommand.changes(from: current.lines, to: root.lines))
            Output.line("wrote \(path): root \(root.version), \(Digest.sha256(root.payload))")
            Output.result(TrustCommand.rest(pending))
        }

        // Whoever signed and is asked for all the same has signed with a key that was revoked.
        private static func refuseLostSignatures(
            of envelope: Envelope,
            _ current: Root,
            _ root: Root,
            _ pending: PendingRoot?
        ) throws {
            let asked = Set(pending?.missing.flatMap(\.names) ?? [])
            let lost = (current.signers(of: envelope) + root.signers(of: envelope)).first { signer in
                signer.roles.contains(.root) && asked.contains(signer.name)
            }
            guard let lost else { return }
            throw Failure(
                .undecided,
                "not-a-signer",
                "the key of \(lost.name) that signs was revoked, so its signature does not count",
                mend: "give --key of a key that is trusted: hallmark trust show"
            )
        }

        private func signers(_ surroundings: Surroundings) throws -> [any Signer] {
            try [signing.signer(surroundings)]
                + cosignKey.map { name in
                    var further = signing
                    further.key = name
                    return try further.signer(surroundings)
                }
        }
    }

    /// What is left to do about a root, for people; it ends in a line feed.
    static func rest(_ pending: PendingRoot?) -> String {
        guard let pending else { return "it is signed by enough principals\n" + next }
        let missing = pending.missing.map { "it waits for \($0): hallmark trust sign" }
        return (missing + ["until then root \(pending.predecessor.version) is in force"])
            .map { DisplayText.escape($0) + "\n" }.joined() + next
    }

    /// What comes after a document was written.
    static let next = """
        next: git add attestations && git commit, then: hallmark attest && hallmark verify

        """

    /// What two documents have otherwise, a line a fact; it ends in a line feed.
    ///
    /// A line feed in a name must not begin a line of its own: a person signs by what stands here.
    static func changes(from old: [String], to new: [String]) -> String {
        let (before, after) = (Set(old), Set(new))
        let lines =
            old.filter { !after.contains($0) }.map { "- \($0)" } + new.filter { !before.contains($0) }.map { "+ \($0)" }
        return lines.map { DisplayText.escape($0) + "\n" }.joined()
    }

    /// Refuses a key whose signature would count for nothing.
    static func refuseStranger(_ signer: any Signer, to roots: [Root]) throws {
        let isAble = roots.contains { $0.principal(owning: signer.publicKey)?.roles.contains(.root) == true }
        guard !isAble else { return }
        let names = roots.map { "\($0.version)" }.joined(separator: " and ")
        throw Failure(
            .undecided,
            "not-a-signer",
            "the key \(signer.keyID) belongs to nobody with the role root in root \(names)",
            mend:
                "give --key of one of: \(Set(roots.flatMap { $0.able(.root) }.map(\.name)).sorted().joined(separator: ", "))"
        )
    }
}
