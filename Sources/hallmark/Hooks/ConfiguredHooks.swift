import Foundation
import HallmarkCore

/// Hooks that git takes from its configuration, beside whatever lies in the folder of hooks (git 2.54 and newer).
struct ConfiguredHooks {
    private static let firstVersion = [2, 54]

    private let git: GitCommandLine

    /// - Returns: `nil` for a git that knows no such hooks.
    init?(_ git: GitCommandLine) async throws {
        // Such as `git version 2.54.0` and, on macOS, `git version 2.54.0 (Apple Git-160)`.
        let words = try await git.run(["--version"]).split(separator: " ")
        let version = words.dropFirst(2).first?.split(separator: ".").prefix(2).compactMap { Int($0) } ?? []
        guard version.count == 2, !version.lexicographicallyPrecedes(Self.firstVersion) else { return nil }
        self.git = git
    }

    /// What is configured for a hook.
    func state(of kind: HookKind) async throws -> HookFolder.State {
        guard let command = try await value("command", of: kind) else { return .none }
        guard try await value("event", of: kind) == kind.rawValue else {
            return .installed(problem: "off, since \(name(kind)).event is not \(kind.rawValue)")
        }
        guard try await isEnabled(kind) else {
            return .installed(problem: "off, since \(name(kind)).enabled is false")
        }
        let executable = command.hasSuffix(Self.call(kind)) ? String(command.dropLast(Self.call(kind).count)) : command
        guard command == ShellWord.quoted(Self.unquoted(executable)) + Self.call(kind) else { return .altered }
        guard FileManager.default.isExecutableFile(atPath: Self.unquoted(executable)) else {
            return .installed(problem: "broken, since \(Self.unquoted(executable)) is gone")
        }
        return .installed(problem: nil)
    }

    /// Configures a hook in this repository alone.
    func install(_ kind: HookKind, executable: String) async throws {
        try await git.run([
            "config", "--local", name(kind) + ".command", ShellWord.quoted(executable) + Self.call(kind),
        ])
        try await git.run(["config", "--local", name(kind) + ".event", kind.rawValue])
    }

    /// Takes a hook out of the configuration.
    ///
    /// - Returns: whether there was one.
    func uninstall(_ kind: HookKind) async throws -> Bool {
        guard try await value("command", of: kind) != nil else { return false }
        try await git.run(["config", "--local", "--remove-section", name(kind)])
        return true
    }

    private func value(_ key: String, of kind: HookKind) async throws -> String? {
        try await git.output(["config", "--local", "--get", "\(name(kind)).\(key)"])
    }

    // As git reads it: `no`, `off` and `0` are false too.
    private func isEnabled(_ kind: HookKind) async throws -> Bool {
        try await git.output(["config", "--local", "--type=bool", "--get", "\(name(kind)).enabled"]) != "false"
    }

    private func name(_ kind: HookKind) -> String { "hook.hallmark-\(kind.rawValue)" }

    private static func call(_ kind: HookKind) -> String { " hooks run \(kind.rawValue)" }

    private static func unquoted(_ word: String) -> String {
        guard word.count >= 2, word.hasPrefix("'"), word.hasSuffix("'") else { return word }
        return word.dropFirst().dropLast().replacingOccurrences(of: "'\\''", with: "'")
    }
}
