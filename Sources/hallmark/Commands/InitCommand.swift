import ArgumentParser
import Foundation
import HallmarkCore

/// `hallmark init`: asks before each step, does it, and ends with the next command.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Sets a repository up: key, root of trust, policy, models.lock and hooks, asking before each.",
        discussion: """
            What is there already stays as it is.

            Example: hallmark init --repository-uri https://github.com/example/app
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var signing: SigningOptions

    @Option(help: "The URI of this repository; without it, that of the remote \"origin\".")
    var repositoryUri: String?

    @Option(help: "Your name in the root of trust, a word of a-z, 0-9 and -; it is published.")
    var principal = "maintainer"

    @Option(help: "The hallmark that hooks call; without it, this one.")
    var executable: String?

    @Option(help: "Leaves a step out: \(SetupStepName.allCases.map(\.rawValue).joined(separator: ", ")).")
    var skip: [SetupStepName] = []

    @Flag(help: "Answers every question with yes.")
    var yes = false

    func validate() throws {
        let allowed = principal.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
        guard allowed, (1...64).contains(principal.utf8.count) else {
            throw ValidationError("--principal takes a word of a-z, 0-9 and -")
        }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        guard yes || surroundings.isInteractive else {
            throw Failure(
                .undecided,
                "no-terminal",
                "hallmark init asks before each step, and there is no terminal to ask on",
                mend: "hallmark init --yes"
            )
        }
        let setup = try await makeSetup(surroundings)
        for step in setup.steps where !skip.contains(type(of: step).name) { try await take(step, surroundings) }
        Output.result(try next(setup))
    }

    private func makeSetup(_ surroundings: Surroundings) async throws -> Setup {
        let open = try repository.open(surroundings)
        let key = try signing.key ?? surroundings.environment["HALLMARK_KEY"] ?? Setup.defaultKeyPath(surroundings)
        return Setup(
            surroundings: surroundings,
            repository: open,
            keyPath: SigningOptions.isFile(key) ? surroundings.absolute(key) : key,
            signing: signing,
            repositoryURI: try await Setup.repositoryURI(repositoryUri, of: open, root: Setup.root(of: open)),
            principal: principal,
            executable: executable
        )
    }

    private func take(_ step: any SetupStep, _ surroundings: Surroundings) async throws {
        let name = type(of: step).name.rawValue
        if let present = try await step.present() {
            Output.result("\(name): there already: \(DisplayText.escape(present))\n")
            return
        }
        let question = DisplayText.escape(try step.question())
        if !yes {
            let answer = surroundings.ask("\(name): \(question) [y/N]")
            guard ["y", "yes"].contains(answer?.lowercased() ?? "") else {
                Output.result("\(name): left out\n")
                return
            }
        }
        Output.result("\(name): \(DisplayText.escape(try await step.run()))\n")
    }

    private func next(_ setup: Setup) throws -> String {
        guard try FileManager.default.fileExists(atPath: setup.top() + TreeContents.folder) else {
            return "\nnothing was set up; next: hallmark init, and answer y\n"
        }
        // Another key's name is not repeated: nobody may have read yet that it holds no PIN.
        let key = SigningOptions.isFile(setup.keyPath) ? ShellWord.quoted(setup.keyPath) : "KEY"
        return """

            next: git add attestations && git commit -m "Add attestations"
            then: hallmark attest --key \(key) && hallmark verify

            """
    }
}

extension SetupStepName: ExpressibleByArgument {}
