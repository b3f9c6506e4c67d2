import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension VouchCommand {
    /// `hallmark vouch withdraw PACKAGE|sha256:HEX`.
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes and signs your next list of withdrawn reviews.",
            discussion: """
                Of a package, your reviews of the revision that HEAD pins are withdrawn; what rests on them as a base falls too.

                Example: hallmark vouch withdraw swift-log --reason "it opens sockets"
                """
        )

        @OptionGroup var options: TrustCommand.WithdrawalOptions

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        @Option(help: "Why, for whoever reads a refusal.")
        var reason: String

        @Argument(help: "The name by which Package.resolved pins it, or sha256:HEX of a review's envelope or payload.")
        var review: String

        func run() async throws {
            let surroundings = Surroundings.current
            let writer = try options.writer(surroundings)
            guard let principal = writer.documents.root.root.principal(owning: writer.signer.publicKey) else {
                throw Failure(
                    .undecided,
                    "not-a-signer",
                    "the key \(writer.signer.keyID) belongs to nobody in the root: it has no reviews to withdraw",
                    mend: "give --key of a principal: hallmark trust show"
                )
            }
            let entries = try reviews(of: principal, surroundings).map {
                WithdrawalList.Entry(digest: $0, reason: reason)
            }
            Output.result(try writer.write(.reviews(of: principal.name), adding: entries, expires: options.expires))
        }

        private func reviews(of principal: Principal, _ surroundings: Surroundings) throws -> [Digest] {
            let repository = try options.repository.open(surroundings)
            var notes = NoteReader(repository)
            try notes.readAll()
            let ours = notes.envelopes.filter { found in
                // Anybody can have signed what lies in a note; who may withdraw it is whose key signed it.
                ReviewedRevision(found.statement) != nil
                    && principal.keys.contains { key in
                        found.envelope.signatures.contains { signature in
                            key.accepts(signature.bytes, over: found.envelope.preAuthenticationEncoding)
                        }
                    }
            }
            let chosen = Set(try ours.filter(choice(repository, surroundings)).map(Self.payload))
            guard !chosen.isEmpty else {
                throw Failure(
                    .missing,
                    "no-review",
                    "\(principal.name) has signed no such review that the notes of this clone hold",
                    mend: "hallmark notes fetch, or give --key of who signed it"
                )
            }
            return chosen.sorted { $0.hex < $1.hex }
        }

        // Anybody can add a signature to an envelope, and then it has another digest; its payload has the same.
        private static func payload(_ found: Evidence.Found) -> Digest { Digest.sha256(found.envelope.payload) }

        private func choice(
            _ repository: OpenRepository,
            _ surroundings: Surroundings
        ) throws -> (Evidence.Found) -> Bool {
            guard review.hasPrefix("sha256:") else {
                let dependency = try pinned(repository, surroundings)
                return { found in
                    let revision = ReviewedRevision(found.statement)
                    return revision?.isOf(dependency.package) == true && revision?.tree == dependency.tree
                }
            }
            guard let digest = Digest(prefixed: review) else {
                throw Failure(.undecided, "digest", "\(review) is not sha256: and 64 lower-case hexadecimal digits")
            }
            return { Self.payload($0) == digest || $0.digest == digest }
        }

        private func pinned(_ repository: OpenRepository, _ surroundings: Surroundings) throws -> Evidence.Dependency {
            let folder = try surroundings.absolute(repository.workTree() + packagePath)
            let target = try VerifyCommand.target("HEAD", repository)
            let found = try DependencyReader(packages: [folder], surroundings)
                .dependencies(of: target.tree, package: packagePath)
            guard let dependency = found.map(\.dependency).first(where: { $0.identity == review }) else {
                throw Failure(
                    .undecided,
                    "no-dependency",
                    "Package.resolved of HEAD pins no \(review)",
                    mend: "name one that it pins, or a review by sha256:HEX"
                )
            }
            return dependency
        }
    }
}
