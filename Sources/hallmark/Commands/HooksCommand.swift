import ArgumentParser
import HallmarkCore
import HallmarkGit

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
                "Installs post-checkout, post-merge, post-rewrite, pre-push and pre-commit; existing hooks are kept and chained.",
            discussion: """
                A git of 2.54 or newer gets them as configuration (hook.hallmark-…), an older one as files.

                Example: hallmark hooks install --strict
                """
        )

        @OptionGroup var repository: RepositoryOptions

        @Option(help: "The hallmark that the hooks call; without it, this one.")
        var executable: String?

        @Flag(help: "Also refuses branches that would move to what is not verified (reference-transaction).")
        var strict = false

        @Flag(help: "In a bare repository that others push to: verifies what they push (pre-receive).")
        var server = false

        @Flag(help: "Sets up the filter too, which hands out no model that nobody vouches for.")
        var filter = false

        @Flag(help: "With --filter: fails the checkout in place of a text for each refused model.")
        var refuse = false

        func validate() throws {
            guard filter || !refuse else { throw ValidationError("--refuse belongs to --filter.") }
            guard !(server && (strict || filter)) else {
                throw ValidationError("--strict and --filter are for clones, --server for bare repositories.")
            }
        }

        func run() async throws {
            let surroundings = Surroundings.current
            let open = try repository.open(surroundings)
            let path = try GuardingExecutable.path(executable, surroundings)
            let kinds = try kinds(for: open)
            try await HookPlaces(open).install(kinds, executable: path)
            for kind in kinds { Output.result("installed \(kind.rawValue): \(kind.purpose)\n") }
            guard filter else { return }
            try await FilterInstallation(open).install(executable: path, refusing: refuse)
            Output.result("installed the filter: models that nobody vouches for are not checked out\n")
        }

        private func kinds(for repository: OpenRepository) throws -> [HookKind] {
            guard server else {
                _ = try repository.workTree()
                return HookKind.standard + (strict ? [.referenceTransaction] : [])
            }
            guard repository.git.workDirectory == nil else {
                throw Failure(
                    .undecided,
                    "not-bare",
                    "the repository has a work tree: it is a clone and no server's",
                    mend: "hallmark hooks install"
                )
            }
            return [.preReceive]
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
            if open.git.workDirectory != nil, try await FilterInstallation(open).uninstall() {
                Output.result("uninstalled the filter\n")
                let stubs = try RefusedModels(open).stubs().count
                if stubs > 0 {
                    Output.error(
                        "\(stubs) texts still stand for refused models (\(RefusalList.name)): git would commit them now in the models' place"
                    )
                }
            }
            for kind in try await HookPlaces(open).uninstall(HookKind.allCases) {
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
            // A bare repository checks nothing out.
            let filter = open.git.workDirectory == nil ? nil : try await FilterInstallation(open).state()
            for hook in lines {
                let word = hook.problem ?? "on"
                Output.lines("\(hook.kind.rawValue): \(word): \(hook.kind.purpose)\n")
            }
            if let filter { Output.lines("filter: \(filter.word)\n") }
            let isBroken = if case .broken? = filter { true } else { false }
            guard !isBroken, lines.allSatisfy({ $0.problem == nil }) else {
                let isServer = lines.contains { $0.kind == .preReceive }
                Output.result("mend: hallmark hooks install\(isServer ? " --server" : isBroken ? " --filter" : "")\n")
                throw DecisionExit(decision: .missing)
            }
        }
    }

    /// What keeps each hook from guarding; `nil` for one that is in place and calls an executable that exists.
    ///
    /// One that has to be asked for is told where it is in place.
    static func states(in repository: OpenRepository) async throws -> [(kind: HookKind, problem: String?)] {
        let places = try await HookPlaces(repository)
        var states: [(kind: HookKind, problem: String?)] = []
        for kind in HookKind.allCases {
            let isAsked = repository.git.workDirectory == nil ? kind == .preReceive : HookKind.standard.contains(kind)
            switch try await places.state(of: kind) {
            case .installed(let problem): states.append((kind, problem))
            case .altered: states.append((kind, "altered"))
            case .none, .foreign, .folder: if isAsked { states.append((kind, "off")) }
            }
        }
        return states
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
            try await HookRun(arguments: arguments, surroundings: .current).run(hook)
        }
    }
}

extension HookKind: ExpressibleByArgument {}
