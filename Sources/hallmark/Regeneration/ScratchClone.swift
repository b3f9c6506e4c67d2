import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkInventory

/// A work tree of one commit in a folder of its own, made from git's objects alone.
///
/// No hook, filter, attribute or configuration of the user's, of the machine's or of the revision has a say in which
/// bytes lie there; replace objects are off.
struct ScratchClone {
    let folder: URL

    /// The work tree, as an absolute path without links.
    var path: String { folder.appending(path: "tree").path(percentEncoded: false) }
    /// The folder of the repositories that stand for the dependencies.
    var mirrors: String { folder.appending(path: "mirrors").path(percentEncoded: false) }

    /// Variables under which git and SwiftPM run here: no configuration, no network.
    static let environment: [String: String?] = {
        var environment: [String: String?] = [
            "GIT_ALLOW_PROTOCOL": "file", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0",
        ]
        for name in GitCommand.unwantedVariables { environment[name] = .some(nil) }
        return environment
    }()

    private let runner = ProcessRunner(environment: environment)

    /// Makes an empty folder that only this user can enter.
    init() throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        folder = base.appending(path: "hallmark-regeneration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        for path in [path, mirrors] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
    }

    /// Takes everything away.
    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Writes the files of a commit.
    func checkOut(_ commit: ObjectID, of repository: OpenRepository) async throws {
        let objects = try Self.objects(of: repository.git.commonDirectory)
        try await git(["init", "--quiet", "--template="], in: path)
        try FileWriter.create("\(path)/.git/objects/info/alternates", bytes: Array("\(objects)\n".utf8))
        let attributes = "* -text -filter -ident -working-tree-encoding\n"
        try FileManager.default.createDirectory(atPath: "\(path)/.git/info", withIntermediateDirectories: true)
        try FileWriter.create("\(path)/.git/info/attributes", bytes: Array(attributes.utf8))
        try await git(["update-ref", "--no-deref", "HEAD", commit.hex], in: path)
        try await git(["read-tree", commit.hex], in: path)
        try await git(["checkout-index", "--all", "--force"], in: path)
    }

    /// Makes a repository that has exactly one branch at a commit, and gives its path; SwiftPM knows it by `identity`.
    func mirror(_ identity: String, of source: String, commit: String, version: String?) async throws -> String {
        guard identity.isPlainPath, identity.pathComponents.count == 1 else {
            throw Failure(.undecided, "identity", "Package.resolved pins a package by a name that is none: \(identity)")
        }
        let path = "\(mirrors)/\(identity)"
        try await git(["init", "--quiet", "--bare", "--template=", path], in: mirrors)
        let objects = try Self.objects(of: source + "/")
        try FileWriter.create("\(path)/objects/info/alternates", bytes: Array("\(objects)\n".utf8))
        try await git(["update-ref", "refs/heads/main", commit], in: path)
        try await git(["symbolic-ref", "HEAD", "refs/heads/main"], in: path)
        // SwiftPM looks a version up by its tag, with a "v" or without.
        if let version { try await git(["update-ref", "refs/tags/\(version)", commit], in: path) }
        return path
    }

    private func git(_ arguments: [String], in directory: String) async throws {
        let result = try await runner.run("git", ["-C", directory, "-c", "core.fsmonitor=false"] + arguments)
        guard result.status == 0 else {
            throw Failure(.undecided, "git", "git \(arguments.joined(separator: " ")) failed:\n  \(result.errors)")
        }
    }

    private static func objects(of repository: String) throws -> String {
        let path = repository + "objects"
        // The file of alternates has a line for each, and knows no escape that every git reads.
        guard !path.contains("\n"), !path.hasPrefix("\"") else {
            throw Failure(.undecided, "path", "the repository's path cannot be used: \(path)")
        }
        return path
    }
}
