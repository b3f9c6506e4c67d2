import Foundation
import HallmarkCore
import HallmarkGit

/// The filter as a clone has it set up: two entries of its configuration, and lines of its `info/attributes`.
struct FilterInstallation {
    /// How the filter is set up.
    enum State: Equatable {
        case off
        case on
        /// In part, or for other files than it would be set up for today.
        case broken(String)

        /// The state, for people.
        var word: String {
            switch self {
            case .off:
                "off (hallmark hooks install --filter): keeps models that nobody vouches for out of the work tree"
            case .on: "on: keeps models that nobody vouches for out of the work tree"
            case .broken(let problem): "broken: \(problem)"
            }
        }
    }

    private static let maximumSize = 1 << 20
    // Under a name of ours, so that git-lfs never takes it for its own.
    private static let earlierLFS = "hallmark.earlierlfsprocess"
    private static let word = " filter-process"

    private let repository: OpenRepository
    private let git: GitCommandLine
    private var path: String { repository.git.commonDirectory + "info/attributes" }

    init(_ repository: OpenRepository) throws {
        self.repository = repository
        self.git = GitCommandLine(in: try repository.workTree())
    }

    /// Sets the filter up; other lines and entries stay as they are.
    ///
    /// - Parameter refusing: whether a refused model fails the checkout.
    func install(executable: String, refusing: Bool) async throws {
        let patterns = try await lfsPatterns()
        let text = try FilterAttributes(lfs: patterns).added(to: text())
        // First what the lines refer to: a filter that is named and not there would let everything through.
        let command = ShellWord.quoted(executable) + Self.word + (refusing ? " --refuse" : "")
        try await set("filter.hallmark.process", command)
        try await set("filter.hallmark.required", "true")
        if try await usesLFS(patterns) {
            let local = try await get("--local", "filter.lfs.process")
            if let local, !local.contains(Self.word + " --lfs ") { try await set(Self.earlierLFS, local) }
            let lfs = try await downstream()
            let wrapped = ShellWord.quoted(executable) + Self.word + " --lfs " + ShellWord.quoted(lfs)
            try await set("filter.lfs.process", wrapped + (refusing ? " --refuse" : ""))
            try await set("filter.lfs.required", "true")
        }
        try FileManager.default.createDirectory(
            atPath: repository.git.commonDirectory + "info",
            withIntermediateDirectories: true
        )
        try FileWriter.replace(path, bytes: Array(text.utf8))
    }

    /// Takes the filter away.
    ///
    /// - Returns: whether there was anything of it.
    func uninstall() async throws -> Bool {
        let text = try text()
        let others = try FilterAttributes.removed(from: text)
        let command = try await get("--local", "filter.hallmark.process")
        guard others != text || command != nil else { return false }
        if others != text { try FileWriter.replace(path, bytes: Array(others.utf8)) }
        _ = try await git.output(["config", "--local", "--remove-section", "filter.hallmark"])
        try await restoreLFS()
        return true
    }

    /// How the filter is set up now.
    func state() async throws -> State {
        let text = try text()
        let command = try await get("--local", "filter.hallmark.process")
        guard let command else {
            return text.contains(FilterAttributes.opening) ? .broken("filter.hallmark is unset") : .off
        }
        guard try await get("--type=bool", "filter.hallmark.required") == "true" else {
            return .broken("filter.hallmark.required is not true, so that a filter that fails lets models through")
        }
        guard let executable = Self.executable(in: command),
            FileManager.default.isExecutableFile(atPath: executable)
        else { return .broken("its executable is gone: \(command)") }
        let patterns = try await lfsPatterns()
        guard try FilterAttributes(lfs: patterns).added(to: text) == text else {
            return .broken("info/attributes names other files than it should")
        }
        guard try await usesLFS(patterns) else { return .on }
        let lfs = try await get("--local", "filter.lfs.process")
        return lfs?.contains(Self.word + " --lfs ") == true ? .on : .broken("Git LFS is called without it")
    }

    /// Whether a tree could have files filtered by Git LFS, today or in another revision.
    private func usesLFS(_ patterns: [String]) async throws -> Bool {
        guard patterns.isEmpty else { return true }
        return try await get("--includes", "filter.lfs.process") != nil
    }

    /// The patterns of Git LFS in the work tree's attributes that git tracks, the deepest last, since it wins.
    private func lfsPatterns() async throws -> [String] {
        let output = try await git.bytes(["ls-files", "-z", "--", ".gitattributes", "**/.gitattributes"])
        let paths = output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            .sorted { ($0.utf8.count { $0 == 0x2F }, $0) < ($1.utf8.count { $0 == 0x2F }, $1) }
        let tree = try FileTree(path: try repository.workTree())
        return try paths.flatMap { path in
            guard let bytes = try tree.bytes(of: path, maximumSize: Self.maximumSize) else { return [String]() }
            let folder = path.pathComponents.dropLast().joined(separator: "/")
            return try FilterAttributes.lfsPatterns(String(decoding: bytes, as: UTF8.self), in: folder)
        }
    }

    /// The command of Git LFS without us.
    private func downstream() async throws -> String {
        if let earlier = try await get("--local", Self.earlierLFS) { return earlier }
        for scope in ["--global", "--system"] {
            if let command = try await get(scope, "filter.lfs.process") { return command }
        }
        return "git-lfs filter-process"
    }

    private func restoreLFS() async throws {
        guard let command = try await get("--local", "filter.lfs.process"), command.contains(Self.word + " --lfs ")
        else { return }
        if let earlier = try await get("--local", Self.earlierLFS) {
            try await set("filter.lfs.process", earlier)
            try await git.run(["config", "--local", "--unset", Self.earlierLFS])
        } else {
            try await git.run(["config", "--local", "--unset", "filter.lfs.process"])
        }
    }

    private func get(_ scope: String, _ key: String) async throws -> String? {
        try await git.output(["config", scope, "--get", key])
    }

    private func set(_ key: String, _ value: String) async throws {
        try await git.run(["config", "--local", key, value])
    }

    private func text() throws -> String {
        let tree = try FileTree(path: repository.git.commonDirectory)
        let bytes = try tree.bytes(of: "info/attributes", maximumSize: Self.maximumSize) ?? []
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.undecided, "attributes", "\(path) is not UTF-8", mend: "write it in UTF-8")
        }
        return text
    }

    private static func executable(in command: String) -> String? {
        guard let end = command.range(of: word, options: .backwards)?.lowerBound else { return nil }
        let first = String(command[..<end])
        guard first.hasPrefix("'"), first.hasSuffix("'"), first.utf8.count > 1 else { return first }
        return String(first.dropFirst().dropLast()).replacing(#"'\''"#, with: "'")
    }
}
