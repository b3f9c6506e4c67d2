import ArgumentParser
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension TrustCommand {
    /// `hallmark trust sign`.
    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what a root or a list of withdrawals that lacks signatures changes, then signs it.",
            discussion: "Example: hallmark trust sign --key ~/.config/hallmark/key"
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var signing: SigningOptions

        @Flag(help: "Signs without asking, also on a terminal.")
        var yes = false

        func run() async throws {
            let surroundings = Surroundings.current
            let documents = try TrustDocuments(repository, trust, surroundings)
            let signer = try signing.signer(surroundings)
            if let pending = try documents.pendingRoot() {
                try sign(pending, in: documents, by: signer, surroundings)
                return
            }
            guard !documents.verdict.pending.isEmpty else {
                throw Failure(.missing, "nothing-to-sign", "neither a root nor a list waits for signatures")
            }
            let own = documents.verdict.pending.filter { isWanted(signer, on: $0, documents.root.root) }
            guard !own.isEmpty else {
                let waiting = documents.verdict.pending.map(\.description).joined(separator: "; ")
                throw Failure(.undecided, "not-a-signer", "the key \(signer.keyID) is not asked for: \(waiting)")
            }
            for pending in own { try sign(pending, in: documents, by: signer, surroundings) }
            Output.result(TrustCommand.next)
        }

        private func sign(
            _ pending: PendingRoot,
            in documents: TrustDocuments,
            by signer: any Signer,
            _ surroundings: Surroundings
        ) throws {
            let (root, predecessor) = (pending.root, pending.predecessor)
            try TrustCommand.refuseStranger(signer, to: [predecessor, root])
            let facts = TrustCommand.changes(from: predecessor.lines, to: root.lines)
            let title = "root \(root.version), \(Digest.sha256(root.payload)), changes root \(predecessor.version):"
            let signed = try cosign(pending.envelope, title, facts, in: documents, by: signer, surroundings)
            Output.result(TrustCommand.rest(try documents.pending(signed)))
        }

        private func sign(
            _ pending: PendingWithdrawals,
            in documents: TrustDocuments,
            by signer: any Signer,
            _ surroundings: Surroundings
        ) throws {
            let list = pending.list
            let facts = TrustCommand.changes(from: pending.predecessor?.lines ?? [], to: list.lines)
            let title = "version \(list.version) of \(list.name) changes:"
            let signed = try cosign(pending.envelope, title, facts, in: documents, by: signer, surroundings)
            let rest = try documents.pending(signed, of: list).map { "it waits for \($0.missing)" }
            Output.line(rest ?? "it is signed by enough principals")
        }

        // What a person reads is what is signed: both come from the same bytes.
        private func cosign(
            _ envelope: Envelope,
            _ title: String,
            _ facts: String,
            in documents: TrustDocuments,
            by signer: any Signer,
            _ surroundings: Surroundings
        ) throws -> Envelope {
            Output.result(DisplayText.escape(title) + "\n" + facts)
            guard let path = documents.path(of: envelope) else {
                throw Failure(
                    .undecided,
                    "no-file",
                    "it lies in no file of the work tree",
                    mend: "git pull, or git checkout, until it does"
                )
            }
            let message = envelope.preAuthenticationEncoding
            guard !envelope.signatures.contains(where: { signer.publicKey.accepts($0.bytes, over: message) }) else {
                throw Failure(.undecided, "signed-already", "the key \(signer.keyID) has signed \(path) already")
            }
            if surroundings.isInteractive, !yes, surroundings.ask("Sign this? [y/N]")?.lowercased() != "y" {
                throw Failure(.undecided, "declined", "nothing was signed")
            }
            let signed = try signer.cosign(envelope)
            try documents.replace(path, with: signed)
            Output.line("signed \(path) with key \(signer.keyID)")
            return signed
        }

        private func isWanted(_ signer: any Signer, on pending: PendingWithdrawals, _ root: Root) -> Bool {
            root.principal(owning: signer.publicKey).map { pending.missing.names.contains($0.name) } ?? false
        }
    }
}
