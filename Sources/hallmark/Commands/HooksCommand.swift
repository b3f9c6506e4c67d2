import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkModelScan
import HallmarkReport
import HallmarkVerification

/// `hallmark hooks`: guard rails in git's own hooks.
struct HooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hooks",
        abstract: "Puts verification into git's hooks.",
        subcommands: [Install.self, Uninstall.self, Status.self, Run.self]
    )

    /// `hallmark hooks install`.
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Installs post-checkout, post-merge, pre-push and pre-commit; existing hooks are kept and chained."
        )

        @OptionGroup var repository: RepositoryOptions

        @Option(help: "The hallmark that the hooks call; without it, this one.")
        var executable: String?

        @Flag(help: "Sets up the filter too, which hands out no model that nobody vouches for.")
        var filter = false

        @Flag(help: "With --filter: fails the checkout in place of a text for each refused model.")
        var refuse = false

        func validate() throws {
            guard filter || !refuse else { throw ValidationError("--refuse belongs to --filter.") }
        }

        func run() async throws {
            let surroundings = Surroundings.current
            let open = try repository.open(surroundings)
            let path = try GuardingExecutable.path(executable, surroundings)
            let folder = try await HookFolder(open)
            // All or nothing.
            for kind in HookKind.allCases { try folder.check(kind) }
            if filter {
                try await FilterInstallation(open).install(executable: path, refusing: refuse)
                Output.result("installed the filter: models that nobody vouches for are not checked out\n")
            }
            for kind in HookKind.allCases {
                try folder.install(kind, executable: path)
                Output.result("installed \(kind.rawValue): \(kind.purpose)\n")
            }
        }
    }

    /// `hallmark hooks uninstall`.
    struct Uninstall: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes our hooks away and puts earlier ones back, byte for byte."
        )

        @OptionGroup var repository: RepositoryOptions

        func run() async throws {
            let open = try repository.open(.current)
            let folder = try await HookFolder(open)
            // All or nothing.
            for kind in HookKind.allCases where try folder.state(of: kind) == .altered { try folder.check(kind) }
            if try await FilterInstallation(open).uninstall() { Output.result("uninstalled the filter\n") }
            for kind in HookKind.allCases where try folder.uninstall(kind) {
                Output.result("uninstalled \(kind.rawValue)\n")
            }
        }
    }

    /// `hallmark hooks status`.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Says which hooks are in place.")

        @OptionGroup var repository: RepositoryOptions

        func run() async throws {
            let open = try repository.open(.current)
            let lines = try await HooksCommand.states(in: open)
            let filter = try await FilterInstallation(open).state()
            for hook in lines {
                let word = hook.problem ?? "on"
                Output.lines("\(hook.kind.rawValue): \(word): \(hook.kind.purpose)\n")
            }
            Output.lines("filter: \(filter.word)\n")
            let isBroken = if case .broken = filter { true } else { false }
            guard !isBroken, lines.allSatisfy({ $0.problem == nil }) else {
                Output.result("mend: hallmark hooks install\(isBroken ? " --filter" : "")\n")
                throw DecisionExit(decision: .missing)
            }
        }
    }

    /// What keeps each hook from guarding; `nil` for one that is in place and calls an executable that exists.
    static func states(in repository: OpenRepository) async throws -> [(kind: HookKind, problem: String?)] {
        let folder = try await HookFolder(repository)
        return try HookKind.allCases.map { kind in
            switch try folder.state(of: kind) {
            case .installed(let problem): (kind, problem)
            case .altered: (kind, "altered")
            case .none, .foreign, .folder: (kind, "off")
            }
        }
    }

    /// `hallmark hooks run NAME`: what the installed scripts call.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs what a hook runs (called by git).",
            shouldDisplay: false
        )

        @Argument(help: "The name of the hook.")
        var hook: HookKind

        @Argument(parsing: .captureForPassthrough, help: "What git hands to the hook.")
        var arguments: [String] = []

        func run() async throws {
            let surroundings = Surroundings.current
            switch hook {
            case .postCheckout:
                // The third argument is 0 when files were checked out and no revision was.
                guard arguments.last != "0" else { return }
                try await verify("HEAD", surroundings)
            case .postMerge: try await verify("HEAD", surroundings)
            case .prePush: try await verifyPushed(surroundings)
            case .preCommit: try await scanStaged(surroundings)
            }
        }

        private func verify(_ revision: String, _ surroundings: Surroundings) async throws {
            let repository = try OpenRepository(at: surroundings.directory)
            try await VerifyCommand.report(try VerifyCommand.Options.parse([]), surroundings) {
                try $0.run(VerifyCommand.target(revision, repository)).verdict
            }
        }

        // githooks(5): a line "<local ref> <local oid> <remote ref> <remote oid>" for each reference.
        private func verifyPushed(_ surroundings: Surroundings) async throws {
            while let line = readLine() {
                let fields = line.split(separator: " ").map(String.init)
                guard fields.count == 4 else { continue }
                let isDeletion = fields[1].allSatisfy { $0 == "0" }
                // Notes are not a revision of the software.
                guard !isDeletion, !fields[2].hasPrefix("refs/notes/") else { continue }
                try await verify(fields[1], surroundings)
            }
        }

        private func scanStaged(_ surroundings: Surroundings) async throws {
            let repository = try OpenRepository(at: surroundings.directory)
            // A partial commit has an index of its own, which git names to its hooks.
            let git = GitCommandLine(in: try repository.workTree(), keepingIndex: true)
            let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
            let names = try await git.bytes(["diff", "--cached", "--name-only", "--diff-filter=ACMRT", "-z"])
            guard !names.isEmpty else { return }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            // What is committed are the index's blobs, and not what attributes and filters make of them in a work tree.
            try await StagedFiles(repository, git).write(names, to: folder.path(percentEncoded: false))
            let report = try ModelScanner().scan(FileTree(path: folder.path(percentEncoded: false)))
            guard report.decision() != .accepted, report.decision() != .missing else { return }
            Output.result(ScanReportRenderer(report).text)
            Output.error("hallmark: these models were not committed (git commit --no-verify goes past this guard)")
            throw DecisionExit(decision: report.decision())
        }
    }
}

extension HookKind: ExpressibleByArgument {}
