import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension AttestCommand {
    /// `hallmark attest exception`.
    struct Exception: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "exception",
            abstract: "Asks that one rule of the policy does not hold for one digest, for 90 days at most.",
            discussion: """
                Counts once somebody else with the role "policy" has signed it too: hallmark cosign FILE

                Example: hallmark attest exception Models/m.gguf --rule models --reason "…" --owner "ML team" --days 30
                """
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var signing: SigningOptions

        @Option(help: "The name of the rule.")
        var rule: String

        @Option(help: "Why, in a sentence that auditors read.")
        var reason: String

        @Option(help: "Who sees to it that the exception ends.")
        var owner: String

        @Option(help: "How many days it lasts, 90 at most.")
        var days = 30

        @Option(help: "The package's folder below the repository's root, for a dependency.")
        var packagePath = "."

        @Argument(
            help: """
                A model's path; dependency:NAME, as Package.resolved pins it at HEAD; or sha256:HEX: a file's digest, or the \
                SHA-256 tree id of a commit or dependency.
                """
        )
        var subject: String

        func validate() throws {
            guard (1...90).contains(days) else { throw ValidationError("--days takes 1 to 90.") }
            guard !reason.isEmpty, !owner.isEmpty else { throw ValidationError("--reason and --owner take text.") }
        }

        func run() async throws {
            let surroundings = Surroundings.current
            let attestor = try Attestor(repository.open(surroundings), signer: signing.signer(surroundings))
            guard attestor.policy.rules.contains(where: { $0.name.utf8.elementsEqual(rule.utf8) }) else {
                let known = attestor.policy.rules.map(\.name).joined(separator: ", ")
                throw Failure(.undecided, "no-rule", "the policy of HEAD has no rule \(rule); it has: \(known)")
            }
            let (name, digest) = try named(attestor, surroundings)
            let predicate = ExceptionPredicate(
                repository: attestor.policy.repository,
                rule: rule,
                reason: reason,
                owner: owner,
                requester: try requester(attestor),
                issued: surroundings.now,
                expires: Timestamp(seconds: surroundings.now.seconds + Int64(days) * 86_400)
            )
            let statement = Statement(
                subjects: [Subject(name: name, digest: DigestSet(digest))],
                predicate: predicate
            )
            let envelope = try attestor.signer.envelope(statement)
            let path = "\(TreeContents.exceptionsFolder)/\(envelope.digest.hex.prefix(16)).json"
            let folder = try attestor.repository.workTree() + TreeContents.exceptionsFolder
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileWriter.create(
                attestor.repository.workTree() + path,
                bytes: envelope.jsonBytes + [UInt8(ascii: "\n")]
            )
            Output.line("wrote \(path), until \(predicate.expires)")
            Output.line("it counts once somebody else with the role \"policy\" runs: hallmark cosign \(path)")
        }

        private static let dependency = "dependency:"

        private func dependency(
            _ name: String,
            _ attestor: Attestor,
            _ surroundings: Surroundings
        ) throws -> (String, Digest) {
            let folder = try surroundings.absolute(attestor.repository.workTree() + packagePath)
            let pinned = try DependencyReader(packages: [folder], surroundings)
                .dependencies(of: attestor.tree, package: packagePath).map(\.dependency)
            guard let found = pinned.first(where: { $0.identity == name }) else {
                let known = pinned.map(\.identity).sorted().joined(separator: ", ")
                throw Failure(
                    .undecided,
                    "no-dependency",
                    "Package.resolved of HEAD pins no \(name); it pins: \(known)"
                )
            }
            if let problem = found.submodule { throw ReadableDependency.refusal(name, problem) }
            guard let tree = found.tree else {
                throw Failure(
                    .undecided,
                    "no-mirror",
                    "no copy of \(name) with commit \(found.commit) is on this machine",
                    mend: "swift package resolve"
                )
            }
            return (found.name, tree)
        }

        // Whoever asks signs in the name that the root gives to the key.
        private func requester(_ attestor: Attestor) throws -> String {
            let roots = try TreeContents(attestor.tree).roots().compactMap { try? Root(payload: $0.payload) }
            let root = roots.max { $0.version < $1.version }
            guard let principal = root?.principal(owning: attestor.signer.publicKey) else {
                throw Failure(
                    .undecided,
                    "unknown-key",
                    "the key \(attestor.signer.keyID) belongs to no principal of the root, so that nobody would be asking",
                    mend: "sign with the key of a principal (hallmark trust show)"
                )
            }
            return principal.name
        }

        private func named(_ attestor: Attestor, _ surroundings: Surroundings) throws -> (String, Digest) {
            if let digest = Digest(prefixed: subject), digest.algorithm == .sha256 { return (subject, digest) }
            if subject.hasPrefix(Self.dependency) {
                return try dependency(String(subject.dropFirst(Self.dependency.count)), attestor, surroundings)
            }
            let location = try ModelLocation(surroundings.absolute(subject))
            let model = try location.evidence(in: attestor.repository)
            guard let hex = Artifact.model(model).exceptionDigest, let digest = Digest(prefixed: "sha256:\(hex)") else {
                throw Failure(.undecided, "no-model", "\(subject) is neither a model nor sha256:HEX")
            }
            return (model.path, digest)
        }
    }
}
