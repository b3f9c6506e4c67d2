import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// `hallmark attest`: signs statements and keeps them in git notes.
struct AttestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Signs statements about a commit, its models, SBOM, products and policy into git notes.",
        discussion: "Example: hallmark attest --key ~/.config/hallmark/key",
        subcommands: [
            Missing.self, Commit.self, Model.self, SBOM.self, Build.self, Release.self, PolicyFile.self, Scan.self,
            Exception.self, Summary.self, ResultSummary.self, Link.self,
        ],
        defaultSubcommand: Missing.self
    )

    /// What every attestation takes.
    struct Options: ParsableArguments {
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var signing: SigningOptions

        @Flag(help: "Also writes the envelopes into attestations/recorded, for copies without notes.")
        var record = false

        @Option(
            help: ArgumentHelp("Also writes the one signed statement as a sigstore bundle (v0.3).", valueName: "file")
        )
        var bundle: String?

        /// Opens repository and key.
        func attestor(_ surroundings: Surroundings, revision: String = "HEAD") throws -> Attestor {
            let open = try repository.open(surroundings)
            return try Attestor(open, signer: signing.signer(surroundings), revision: revision)
        }

        /// Stores what was signed, and says so.
        func store(_ items: [StatementStore.Item], by attestor: Attestor) throws {
            if bundle != nil {
                guard let first = items.first, items.allSatisfy({ $0.envelope == first.envelope }) else {
                    throw ValidationError("--bundle takes one statement; name one to sign, such as attest sbom.")
                }
                try write(first.envelope, by: attestor.signer)
            }
            try storeNotes(items, in: attestor.repository)
        }

        /// Writes an envelope as a bundle; a file that is there is not overwritten.
        func write(_ envelope: Envelope, by signer: any Signer, say: (String) -> Void = Output.line) throws {
            guard let bundle else { return }
            try BundleFile.write(envelope, by: signer.publicKey, to: bundle, .current, say: say)
        }

        /// Stores what was signed in notes, and says so.
        func storeNotes(
            _ items: [StatementStore.Item],
            in repository: OpenRepository,
            say: (String) -> Void = Output.line
        ) throws {
            for line in try StatementStore(repository: repository, records: record).add(items) { say("signed \(line)") }
        }
    }

    /// `hallmark attest commit`.
    struct Commit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Signs HEAD: its id and its content.",
            discussion: "Example, after an amend, rebase, cherry-pick, squash or merge: hallmark attest commit --again"
        )

        @OptionGroup var options: Options

        @Flag(help: "Says first which statements hold for HEAD as it is now, and keeps them at HEAD too.")
        var again = false

        func run() async throws {
            let surroundings = Surroundings.current
            let attestor = try options.attestor(surroundings)
            let items = try await Progress.show("reading the commit") { try attestor.commitStatement() }
            guard again else { return try options.store(items, by: attestor) }
            let survey = try await Progress.show("looking for what still holds") {
                try RewrittenHead(attestor, surroundings)
            }
            try options.store(items + survey.items, by: attestor)
            Output.lines(survey.text)
        }
    }

    /// `hallmark attest policy`.
    struct PolicyFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "policy",
            abstract: "Signs the policy file of HEAD."
        )

        @OptionGroup var options: Options

        func run() async throws {
            let attestor = try options.attestor(.current)
            try options.store([attestor.policyStatement()], by: attestor)
        }
    }

    /// `hallmark attest model PATH…`.
    struct Model: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Scans models and signs the bytes of those that are safe.",
            discussion: "Example: hallmark attest model Models/classifier.safetensors"
        )

        @OptionGroup var options: Options

        @Argument(help: "Model files or bundles.")
        var paths: [String]

        func validate() throws { try PathArgument.refuseEmpty(paths) }

        func run() async throws {
            let surroundings = Surroundings.current
            guard options.bundle == nil else { return try await signModel(surroundings) }
            let attestor = try options.attestor(surroundings)
            let items = try await Progress.show("scanning models") {
                try paths.map { try attestor.modelStatement(ModelLocation(surroundings.absolute($0))) }
            }
            try options.store(items, by: attestor)
        }

        /// Codes of failures that mean: there is no note to keep the statement in.
        static let withoutNote: Set = ["not-a-repository", "no-policy", "no-commit", "no-model"]

        // A bundle needs no repository; in one with a policy the same envelope goes into the model's note too.
        private func signModel(_ surroundings: Surroundings) async throws {
            guard paths.count == 1, let path = paths.first else {
                throw ValidationError("--bundle takes one model.")
            }
            let signer = try options.signing.signer(surroundings)
            let model = ModelToSign(path: path, signature: options.bundle)
            let envelope = try await Progress.show("scanning and hashing \(DisplayText.escape(path))") {
                try await signer.envelope(model.statement(surroundings))
            }
            let note = try note(of: path, envelope, by: signer, surroundings)
            try options.write(envelope, by: signer)
            guard let note else { return }
            try options.storeNotes([note.item], in: note.repository)
        }

        private func note(
            of path: String,
            _ envelope: Envelope,
            by signer: any Signer,
            _ surroundings: Surroundings
        ) throws -> (item: StatementStore.Item, repository: OpenRepository)? {
            do {
                let attestor = try Attestor(options.repository.open(surroundings), signer: signer)
                // A model elsewhere is none of this repository's.
                let top = surroundings.realPath(try attestor.repository.workTree())
                guard surroundings.realPath(path).path(below: top) != nil else { return nil }
                let item = try attestor.item(for: ModelLocation(surroundings.absolute(path)), envelope)
                return (item, attestor.repository)
            } catch let failure as Failure where Self.withoutNote.contains(failure.code) {
                return nil
            }
        }
    }

    /// `hallmark attest sbom`.
    struct SBOM: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sbom",
            abstract: "Makes the SBOM of the package at HEAD and signs it with its inputs, or about what was built.",
            discussion:
                "Example, for a policy that asks for an SBOM of each artifact: hallmark attest sbom --artifacts dist"
        )

        @OptionGroup var options: Options

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        @Option(help: "Signs it about each artifact of this folder, by its digest, in place of the package's inputs.")
        var artifacts: String?

        func run() async throws {
            let surroundings = Surroundings.current
            let attestor = try options.attestor(surroundings)
            let products = try artifacts.map { try ArtifactFolder.digests(surroundings.absolute($0)) }
            let items = try await Progress.show("making the SBOM") {
                guard let products else {
                    return [try await attestor.sbomStatement(package: packagePath, surroundings)]
                }
                return try await attestor.sbomStatement(package: packagePath, about: products, surroundings)
            }
            try options.store(items, by: attestor)
        }
    }

    /// `hallmark attest build`.
    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Signs where built products come from: commit, dependencies and toolchain (SLSA Provenance v1).",
            discussion: "Example: swift build -c release && hallmark attest build --artifacts dist"
        )

        @OptionGroup var options: Options

        @Option(help: "The folder with the built products.")
        var artifacts: String

        @Option(help: "A URI of who built.")
        var builder = TypeURI.make("builder/local", version: 1)

        func run() async throws {
            let surroundings = Surroundings.current
            let attestor = try options.attestor(surroundings)
            try await WorkTreeCheck.refuseChanges(in: attestor.repository)
            let toolchain = try await ProcessRunner().run("swift", ["--version"])
            let version = toolchain.text.split(separator: "\n").first { $0.contains("Swift version") }.map(String.init)
            guard toolchain.status == 0, let version else {
                throw Failure(.undecided, "toolchain", "swift --version gave no version")
            }
            let items = try await Progress.show("reading artifacts") {
                let products = try ArtifactFolder.digests(surroundings.absolute(artifacts))
                return try attestor.buildStatement(products, toolchain: version, builder: builder)
            }
            try options.store(items, by: attestor)
        }
    }

    /// `hallmark attest release TAG`.
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Signs a tag, its commit, and the artifacts that are released with it.",
            discussion: "Example: hallmark attest release v1.2.0 --artifacts dist"
        )

        @OptionGroup var options: Options

        @Argument(help: "The name of the tag.")
        var tag: String

        @Option(help: "The folder with the artifacts.")
        var artifacts: String

        func run() async throws {
            let surroundings = Surroundings.current
            let repository = try options.repository.open(surroundings)
            guard let found = try repository.git.tag(tag) else {
                throw Failure(.missing, "no-tag", "there is no tag \(tag)", mend: "git tag \(ShellWord.quoted(tag))")
            }
            let attestor = try Attestor(
                repository,
                signer: options.signing.signer(surroundings),
                revision: found.commit.id.hex
            )
            let item = try await Progress.show("reading artifacts") {
                try attestor.releaseStatement(tag, artifacts: ArtifactFolder.digests(surroundings.absolute(artifacts)))
            }
            try options.store([item], by: attestor)
        }
    }

    /// `hallmark attest`: whatever the policy asks for at HEAD and is missing.
    struct Missing: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "missing",
            abstract: "Signs all that the policy asks for at HEAD and is missing (the default).",
            shouldDisplay: false
        )

        @OptionGroup var options: Options
        @OptionGroup var trust: TrustOptions

        func run() async throws {
            let surroundings = Surroundings.current
            let attestor = try options.attestor(surroundings)
            // A policy that is not in force yet asks for nothing, so it comes first.
            var verdict = try await verify(attestor, surroundings)
            var items: [StatementStore.Item] = []
            if verdict.lines.contains(where: { $0.kind == "policy" && $0.decision == .missing }) {
                items.append(try attestor.policyStatement())
                try options.store(items, by: attestor)
                items = []
                verdict = try await verify(attestor, surroundings)
            }
            var left: [Failure] = []
            for line in verdict.lines where line.decision != .accepted || !line.wanted.isEmpty {
                do {
                    items += try await self.items(for: line, attestor, surroundings)
                } catch {
                    // An authority that gives no timestamp gives none to what follows either.
                    guard !TimestampServer.isToBlame(for: error) else { throw error }
                    // One model that is refused keeps nothing else from being signed.
                    let other = Failure(.undecided, "failure", "\(line.kind) \(line.name): \(error)")
                    left.append(error as? Failure ?? other)
                }
            }
            if !items.isEmpty { try options.store(items, by: attestor) }
            for failure in left { Output.error("left alone: \(failure)") }
            if items.isEmpty, left.isEmpty { Output.result("nothing is missing\n") }
            try DecisionExit.check(Decision.worst(left.map(\.decision)))
        }

        private func items(
            for line: Verdict.Line,
            _ attestor: Attestor,
            _ surroundings: Surroundings
        ) async throws -> [StatementStore.Item] {
            switch line.kind {
            case Policy.ArtifactKind.commit.rawValue: return try attestor.commitStatement()
            case Policy.ArtifactKind.package.rawValue:
                return try await Progress.show("making the SBOM") {
                    [try await attestor.sbomStatement(package: line.name, surroundings)]
                }
            case Policy.ArtifactKind.model.rawValue where line.decision != .rejected && !line.wanted.isEmpty:
                return try await Progress.show("scanning \(DisplayText.escape(line.name))") {
                    try models(line, attestor, surroundings)
                }
            default:
                // What contradicts a signature is looked at by a person first.
                let reason = line.reasons.first
                throw Failure(
                    line.decision,
                    reason?.code ?? "contradicted",
                    "\(line.kind) \(line.name): \(reason?.message ?? line.decision.rawValue)",
                    mend: line.reasons.compactMap(\.mend).first
                )
            }
        }

        /// What the policy asks for about a model and can be made here: its signature, and a scan.
        private func models(
            _ line: Verdict.Line,
            _ attestor: Attestor,
            _ surroundings: Surroundings
        ) throws -> [StatementStore.Item] {
            let path = try attestor.repository.workTree() + line.name
            return try line.wanted.flatMap { statement -> [StatementStore.Item] in
                switch StatementKind(rawValue: statement) {
                case .model: return [try attestor.modelStatement(ModelLocation(path))]
                case .scan:
                    let top = surroundings.realPath(try attestor.repository.workTree())
                    let tracked = try attestor.repository.git.trackedPaths()
                    let scan = try SignedScan([path], top: top, tracked: tracked, surroundings)
                    return try scan.items(for: attestor.signer.envelope(scan.statement(at: surroundings.now)))
                default:
                    throw Failure(
                        .missing,
                        "no-statement",
                        "\(line.kind) \(line.name): the policy asks for a statement of type \(statement), which others make",
                        mend: "put it into attestations/recorded, or into the model's note"
                    )
                }
            }
        }

        private func verify(_ attestor: Attestor, _ surroundings: Surroundings) async throws -> Verdict {
            try await Progress.show("looking for what is missing") {
                let target = try VerifyCommand.target("HEAD", attestor.repository)
                return try Verification(options: trust, surroundings: surroundings).run(target).verdict
            }
        }
    }
}

extension Verdict.Line {
    /// The kinds of statement that are missing, those that are only observed included.
    fileprivate var wanted: [String] {
        var seen: Set<String> = []
        return rules.filter { [.missing, .observed].contains($0.word) && seen.insert($0.statement).inserted }
            .map(\.statement)
    }
}

/// Looks whether the work tree is what was committed.
enum WorkTreeCheck {
    static func refuseChanges(in repository: OpenRepository) async throws {
        let changes = try await GitCommandLine(in: repository.workTree()).run(["status", "--porcelain"])
        guard changes.isEmpty else {
            let first = changes.split(separator: "\n").prefix(3).joined(separator: ", ")
            throw Failure(
                .undecided,
                "dirty",
                "the work tree differs from HEAD (\(first)), so what it builds was not committed",
                mend: "git commit, or git stash; then build again"
            )
        }
    }
}
