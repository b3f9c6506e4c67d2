import HallmarkCore

/// The git command, for what libgit2 is not asked to do: work trees and the network.
struct GitCommandLine: Sendable {
    private let directory: String
    private let runner: ProcessRunner

    init(in directory: String) {
        self.directory = directory
        // Nothing that the repository's configuration names is run, and replace objects are not looked at.
        self.runner = ProcessRunner(environment: [
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        ])
    }

    /// Runs git and gives its output, or `nil` when it ends with another status than 0.
    func output(_ arguments: [String]) async throws -> String? {
        let result = try await runner.run("git", ["-C", directory, "-c", "core.fsmonitor=false"] + arguments)
        return result.status == 0 ? result.text : nil
    }

    /// Runs git and gives its output; a failure is an error with git's own words.
    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        let result = try await runner.run("git", ["-C", directory, "-c", "core.fsmonitor=false"] + arguments)
        guard result.status == 0 else {
            let words = result.errors.split(separator: "\n").joined(separator: "\n  ")
            throw Failure(.undecided, "git", "git \(arguments.joined(separator: " ")) failed:\n  \(words)")
        }
        return result.text
    }
}
