import HallmarkCore
import HallmarkInventory

/// The git command, for what libgit2 is not asked to do: work trees and the network.
struct GitCommandLine: Sendable {
    private let directory: String
    private let runner: ProcessRunner

    /// - Parameter keepingIndex: lets git use the index that it named to a hook of ours.
    init(in directory: String, keepingIndex: Bool = false) {
        self.directory = directory
        // Nothing that the repository's configuration names is run, and replace objects are not looked at.
        var environment: [String: String?] = [
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        ]
        // Variables would lead git to another repository than the one that is verified.
        for name in GitCommand.unwantedVariables where !(keepingIndex && name == "GIT_INDEX_FILE") {
            environment[name] = .some(nil)
        }
        self.runner = ProcessRunner(environment: environment)
    }

    /// Options of git that keep every hook from running.
    static let withoutHooks = ["-c", "core.hooksPath=/dev/null"]

    /// The branch that HEAD is on, by its short name; `nil` where it is on none.
    func currentBranch() async throws -> String? {
        let prefix = "refs/heads/"
        guard let head = try await output(["symbolic-ref", "HEAD"]), head.hasPrefix(prefix) else { return nil }
        return String(head.dropFirst(prefix.count))
    }

    /// Runs git and gives its output, or `nil` when it ends with another status than 0.
    func output(_ arguments: [String]) async throws -> String? {
        let result = try await result(of: arguments, input: [])
        return result.status == 0 ? result.text : nil
    }

    /// Runs git and gives its output; a failure is an error with git's own words.
    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        try await checked(arguments, input: []).text
    }

    /// Runs git with an input and gives its output to the byte; a failure is an error with git's own words.
    func bytes(_ arguments: [String], input: [UInt8] = []) async throws -> [UInt8] {
        try await checked(arguments, input: input).output
    }

    /// Runs git for the network, without any hook, and gives whatever it gave.
    func attempt(_ arguments: [String]) async throws -> ProcessRunner.Result {
        try await result(of: Self.withoutHooks + arguments, input: [])
    }

    private func checked(_ arguments: [String], input: [UInt8]) async throws -> ProcessRunner.Result {
        let result = try await result(of: arguments, input: input)
        guard result.status == 0 else {
            let words = result.errors.split(separator: "\n").joined(separator: "\n  ")
            throw Failure(.undecided, "git", "git \(arguments.joined(separator: " ")) failed:\n  \(words)")
        }
        return result
    }

    private func result(of arguments: [String], input: [UInt8]) async throws -> ProcessRunner.Result {
        try await runner.run("git", ["-C", directory, "-c", "core.fsmonitor=false"] + arguments, input: input)
    }
}
