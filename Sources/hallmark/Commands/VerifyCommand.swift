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
        subcommands: [Chain.self, Commit.self, Model.self, ReleaseVerification.self],
        defaultSubcommand: Chain.self
    )

    /// What every verification takes.
    struct Options: ParsableArguments {
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var output: OutputOptions
    }

    /// Runs a verification, writes its verdict, and ends with its exit code.
    ///
    /// - Returns: the result of an accepted run.
    @discardableResult
    static func report(
        _ options: Options,
        _ surroundings: Surroundings,
        target: () async throws -> Verification.Target
    ) async throws -> Verification.Result {
        do {
            let result = try await Progress.show("verifying") {
                try Verification(options: options.trust, surroundings: surroundings).run(try await target())
            }
            write(result.verdict, options.output)
            try DecisionExit.check(result.verdict.decision)
            return result
        } catch let failure as Failure where options.output.format == .json {
            // A machine reads the verdict, also where there is none.
            let reason = Reason(failure.code, failure.message, mend: failure.mend)
            write(
                Verdict(lines: [
                    Verdict.Line(kind: "run", name: "verify", decision: failure.decision, reasons: [reason])
                ]),
                options.output
            )
            throw DecisionExit(decision: failure.decision)
        }
    }

    static func write(_ verdict: Verdict, _ output: OutputOptions) {
        let report = VerdictReport(verdict)
        switch output.format {
        case .text: Output.result(report.text)
        case .json: Output.result(report.json)
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

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(options, surroundings) { try target(surroundings) }
        }

        private func target(_ surroundings: Surroundings) throws -> Verification.Target {
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
                return Verification.Target(tree: try FolderTree(folder), repository: nil, name: folder)
            }
            var target = try VerifyCommand.target("HEAD", repository)
            if let workTree = repository.git.workDirectory {
                target.workTree = try FolderTree(workTree) { try repository.git.isIgnored($0) }
            }
            return target
        }
    }

    /// `hallmark verify commit REV`.
    struct Commit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verifies a revision from git's objects; the work tree is not looked at.",
            discussion: "Example: hallmark verify commit v1.2.0"
        )

        @OptionGroup var options: Options

        @Argument(help: "The revision, such as HEAD, a tag or a commit id.")
        var revision = "HEAD"

        @Flag(help: "Makes the SBOM anew, once revision and dependencies are accepted, and compares its bytes.")
        var regenerate = false

        func run() async throws {
            let surroundings = Surroundings.current
            let repository = try options.repository.open(surroundings)
            try await VerifyCommand.report(options, surroundings) {
                try VerifyCommand.target(revision, repository)
            }
        }
    }

    /// The target that a revision is.
    static func target(_ revision: String, _ repository: OpenRepository) throws -> Verification.Target {
        let commit: Repository.Commit
        do {
            commit = try repository.git.commit(revision)
        } catch {
            guard [.notFound, .invalidName, .ambiguous].contains(error.code) else { throw error }
            throw Failure(.undecided, "no-revision", "\(revision) names no commit: \(error.message)", mend: "git fetch")
        }
        return Verification.Target(
            tree: try GitTree(commit, of: repository),
            repository: repository,
            commit: commit,
            name: "\(revision) (\(commit.id.hex))"
        )
    }
}
