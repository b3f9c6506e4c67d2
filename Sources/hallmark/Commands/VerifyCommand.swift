import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkReport
import HallmarkVerification

/// `hallmark verify`: judges, and executes nothing of what it judges.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verifies the chain of trust: roots, policy, commit, SBOM and models.",
        discussion: "Example: hallmark verify commit v1.2.0 --format json",
        subcommands: [
            Chain.self, Commit.self, Dependencies.self, Model.self, EnvelopeVerification.self, BundleVerification.self,
            ReleaseVerification.self,
        ],
        defaultSubcommand: Chain.self
    )

    /// Whether a verdict that was found before may do.
    struct CacheOptions: ParsableArguments {
        @Flag(help: "Judges everything anew, and takes no verdict that was kept.")
        var noCache = false
    }

    /// What every verification takes.
    struct Options: ParsableArguments {
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var output: OutputOptions
    }

    /// Whether notes are fetched before anything is judged.
    struct FetchOptions: ParsableArguments {
        @Flag(help: "Fetches the notes of the remote origin first; a shallow clone stays shallow.")
        var fetch = false

        /// Fetches where it was asked for; what was odd becomes remarks of the verdict.
        func run(_ options: Options, _ surroundings: Surroundings) async throws -> [String] {
            guard fetch else { return [] }
            let repository = try options.repository.open(surroundings)
            return try await NoteSync(repository, remote: NotesCommand.defaultRemote, options.trust, surroundings)
                .fetch().lines
        }
    }

    /// Runs a verification, writes its verdict, and ends with its exit code.
    static func report(
        _ options: Options,
        _ surroundings: Surroundings,
        judge: (Verification) async throws -> Verdict
    ) async throws {
        let verification = Verification(options: options.trust, surroundings: surroundings)
        try await report(options.output) { try await judge(verification) }
    }

    /// Runs what judges, writes its verdict, and ends with its exit code.
    ///
    /// - Parameter allowingEarlier: whether a commit from before adoption is no failure: nobody signed then.
    static func report(
        _ output: OutputOptions,
        allowingEarlier: Bool = false,
        judge: () async throws -> Verdict
    ) async throws {
        let verdict: Verdict
        do {
            verdict = try await Progress.show("verifying", judge)
        } catch  where output.format != .text && !(error is ValidationError) {
            // A machine reads a verdict, also where there is none.
            verdict = Verdict(lines: [Self.line(on: error)])
        }
        write(verdict, output)
        guard !allowingEarlier || !verdict.isBeforeAdoption else { return }
        try DecisionExit.check(verdict.decision)
    }

    private static func line(on error: any Error) -> Verdict.Line {
        let failure = error as? Failure ?? Failure(.undecided, "failure", "\(error)")
        let reason = Reason(failure.code, failure.message, mend: failure.mend)
        return Verdict.Line(kind: "run", name: "verify", decision: failure.decision, reasons: [reason])
    }

    static func write(_ verdict: Verdict, _ output: OutputOptions) {
        let report = VerdictReport(verdict)
        switch output.format {
        case .text: Output.result(report.text(isColoured: Output.isColoured))
        case .json: Output.result(report.json)
        case .sarif: Output.result(report.sarif)
        }
    }

    /// `hallmark verify`: HEAD and the models of the work tree, or an archive without `.git`.
    struct Chain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "chain",
            abstract: "Verifies HEAD and the models of the work tree (the default).",
            shouldDisplay: false
        )

        @OptionGroup var options: Options
        @OptionGroup var cache: CacheOptions
        @OptionGroup var fetching: FetchOptions
        @OptionGroup var evidence: EvidenceOptions

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(options, surroundings) { verification in
                try evidence.prepare(surroundings)
                let remarks = try await fetching.run(options, surroundings)
                return try verdict(verification, remarking: remarks, surroundings)
            }
        }

        private func verdict(
            _ verification: Verification,
            remarking remarks: [String],
            _ surroundings: Surroundings
        ) throws -> Verdict {
            let folder = options.repository.folder(surroundings)
            let repository: OpenRepository
            do {
                repository = try options.repository.open(surroundings)
            } catch let failure as Failure where failure.code == "not-a-repository" {
                let attestations = folder + "/" + TreeContents.folder
                guard FileManager.default.fileExists(atPath: attestations) else {
                    throw Failure(
                        .undecided,
                        "not-a-repository",
                        "\(folder) is neither a git repository nor an archive with an attestations folder",
                        mend: "cd into a clone, or: git init && hallmark init"
                    )
                }
                let target = Verification.Target(tree: try FolderTree(folder), repository: nil, name: folder)
                return try evidence.keep(verification.run(target).remarking(remarks), surroundings)
            }
            try refuseArchiveInside(folder, of: repository, surroundings)
            guard evidence.evidence == nil else {
                let target = try VerifyCommand.headTarget(repository)
                return try evidence.keep(verification.run(target).remarking(remarks), surroundings)
            }
            return try verification.verdict(
                on: VerifyCommand.commit("HEAD", repository).id,
                named: "HEAD",
                in: repository,
                withWorkTree: repository.git.workDirectory != nil,
                usingCache: !cache.noCache
            ).remarking(remarks)
        }

        // An archive that was unpacked below some other repository must not be judged as that one.
        private func refuseArchiveInside(
            _ folder: String,
            of repository: OpenRepository,
            _ surroundings: Surroundings
        ) throws {
            guard let top = repository.git.workDirectory,
                FileManager.default.fileExists(atPath: "\(folder)/\(TreeContents.rootsFolder)"),
                surroundings.realPath(folder) != surroundings.realPath(top)
            else { return }
            throw Failure(
                .undecided,
                "two-roots",
                "\(folder) has roots of trust of its own, and lies in the repository \(top)",
                mend: "hallmark verify -C \(ShellWord.quoted(top)), or move the archive out of the repository"
            )
        }
    }

    /// `hallmark verify commit REV`.
    struct Commit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verifies a revision from git's objects; the work tree is not looked at.",
            discussion: "Example: hallmark verify commit v1.2.0"
        )

        @OptionGroup var options: Options
        @OptionGroup var fetching: FetchOptions

        @Argument(help: "The revision, such as HEAD, a tag or a commit id.")
        var revision = "HEAD"

        @Flag(help: "Also judges every commit before the revision.")
        var history = false

        @Option(help: "Also judges every commit after this one and before the revision.")
        var since: String?

        @Flag(help: "Makes the SBOM anew, once revision and dependencies are accepted, and compares its bytes.")
        var regenerate = false

        @OptionGroup var cache: CacheOptions
        @OptionGroup var evidence: EvidenceOptions

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(options, surroundings) { verification in
                try evidence.prepare(surroundings)
                let remarks = try await fetching.run(options, surroundings)
                let repository = try options.repository.open(surroundings)
                guard regenerate || history || since != nil || evidence.evidence != nil else {
                    return try verification.verdict(
                        on: VerifyCommand.commit(revision, repository).id,
                        named: revision,
                        in: repository,
                        usingCache: !cache.noCache
                    ).remarking(remarks)
                }
                var target = try VerifyCommand.target(revision, repository)
                try addHistory(to: &target, repository)
                let result = try verification.run(target)
                guard regenerate else { return try evidence.keep(result.remarking(remarks), surroundings) }
                return try await SBOMRegeneration(verification, target).verdict(after: result).remarking(remarks)
            }
        }

        private func addHistory(to target: inout Verification.Target, _ repository: OpenRepository) throws {
            guard history || since != nil, let commit = target.commit else { return }
            let end = try since.map { try VerifyCommand.target($0, repository).commit?.id } ?? nil
            target.history = try repository.git.history(before: commit.id, since: end.map { [$0] } ?? [])
        }

        func validate() throws {
            guard !(history && since != nil) else { throw ValidationError("--history and --since exclude each other.") }
            guard !(regenerate && evidence.evidence != nil) else {
                throw ValidationError("--evidence does not go with --regenerate, which no file can do again.")
            }
        }
    }

    /// HEAD, and the models of the work tree.
    static func headTarget(_ repository: OpenRepository) throws -> Verification.Target {
        var target = try target("HEAD", repository)
        if repository.git.workDirectory != nil { target.workTree = try repository.workTreeFiles() }
        return target
    }

    /// The commit that a revision names.
    static func commit(_ revision: String, _ repository: OpenRepository) throws -> Repository.Commit {
        do {
            return try repository.git.commit(revision)
        } catch {
            guard [.notFound, .invalidName, .ambiguous].contains(error.code) else { throw error }
            throw Failure(
                .undecided,
                "no-revision",
                "\(revision) names no commit: \(error.message)",
                mend: revision == "HEAD" ? "git commit" : "git fetch, and name a commit, a tag or a local branch"
            )
        }
    }

    /// The target that a revision is.
    static func target(
        _ revision: String,
        _ repository: OpenRepository,
        named name: String? = nil
    ) throws -> Verification.Target {
        let commit = try commit(revision, repository)
        return Verification.Target(
            tree: try GitTree(commit, of: repository),
            repository: repository,
            commit: commit,
            name: "\(name ?? revision) (\(commit.id.hex))"
        )
    }
}
