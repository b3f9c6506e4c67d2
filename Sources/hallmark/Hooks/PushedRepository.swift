import Foundation
import HallmarkCore
import HallmarkGit

/// A repository of its own that sees what is pushed: objects in quarantine, and notes as they would be.
///
/// Nothing is written to the server's: a reference made in quarantine would stay there without its object when the push
/// is refused (git-receive-pack(1), "Quarantine environment").
struct PushedRepository {
    let repository: OpenRepository
    private let folder: String

    init(of server: OpenRepository, _ updates: [ReferenceUpdate], _ surroundings: Surroundings) throws {
        let folder =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path(percentEncoded: false)
            + "/hallmark-push-\(UUID().uuidString)"
        var isMade = false
        defer { if !isMade { Self.remove(folder) } }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        for path in ["objects/info", "refs/notes"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
        }
        let alternates = try Self.objectFolders(of: server, surroundings)
        for (path, text) in [
            ("HEAD", "ref: refs/heads/none"),
            ("config", "[core]\n\trepositoryformatversion = 0\n\tbare = true"),
            ("objects/info/alternates", alternates.joined(separator: "\n")),
        ] {
            try FileWriter.create("\(folder)/\(path)", bytes: Array("\(text)\n".utf8), permissions: 0o600)
        }
        for namespace in NoteStore.Namespace.allCases {
            let update = updates.last { $0.name == namespace.rawValue && !$0.isDeletion }
            guard let id = try update?.new ?? server.git.reference(namespace.rawValue)?.hex else { continue }
            try FileWriter.create("\(folder)/\(namespace.rawValue)", bytes: Array("\(id)\n".utf8), permissions: 0o600)
        }
        self.repository = try OpenRepository(at: folder)
        self.folder = folder
        isMade = true
    }

    /// Takes it away again.
    func remove() {
        Self.remove(folder)
    }

    private static func remove(_ folder: String) {
        // It holds nothing of anybody's.
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func objectFolders(of server: OpenRepository, _ surroundings: Surroundings) throws -> [String] {
        let quarantine = surroundings.environment["GIT_OBJECT_DIRECTORY"].map { [$0] } ?? []
        let others = surroundings.environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] ?? ""
        let folders =
            quarantine + others.split(separator: ":").map(String.init) + [server.git.commonDirectory + "objects"]
        return try folders.map { folder in
            // Git quotes what a list cannot hold, and libgit2 does not read that.
            guard !folder.hasPrefix("\""), !folder.contains("\n") else {
                throw Failure(.undecided, "quarantine", "the path of the objects cannot be handed on: \(folder)")
            }
            return surroundings.absolute(folder)
        }
    }
}
