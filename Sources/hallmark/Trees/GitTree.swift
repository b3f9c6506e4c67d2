import HallmarkCore
import HallmarkGit

/// The tree of a commit, from git's objects.
final class GitTree: SourceTree {
    /// Blobs up to this size are kept in memory between head and digest.
    private static let headSize = 4096

    let commit: Repository.Commit
    let files: [String]
    let links: [String]
    private let repository: OpenRepository
    private let blobs: [String: ObjectID]
    private let linkTargets: [String: ObjectID]
    private var facts: [ObjectID: (head: [UInt8], digest: Digest)] = [:]

    init(_ commit: Repository.Commit, of repository: OpenRepository) throws {
        self.commit = commit
        self.repository = repository
        let entries = try repository.git.files(of: commit.tree)
        self.files = entries.filter { if case .file = $0.kind { true } else { false } }.map(\.path)
        self.links = entries.filter { $0.kind == .link }.map(\.path)
        self.blobs = Self.blobs(entries) { if case .file = $0 { true } else { false } }
        self.linkTargets = Self.blobs(entries) { $0 == .link }
    }

    /// The blob of a file, or `nil` when there is none.
    func blob(of path: String) -> ObjectID? { blobs[path] }

    func bytes(of path: String, maximumSize: Int) throws -> [UInt8]? {
        guard let id = blobs[path] else { return nil }
        return try repository.git.blob(id, maximumSize: maximumSize)
    }

    func digest(of path: String) throws -> Digest {
        try fact(of: path).digest
    }

    func head(of path: String, count: Int) throws -> [UInt8] {
        Array(try fact(of: path).head.prefix(count))
    }

    func contentDigest() throws -> Digest {
        try repository.git.contentDigest(of: commit.tree)
    }

    private static func blobs(
        _ entries: [Repository.File],
        where isMeant: (Repository.TreeEntry.Kind) -> Bool
    ) -> [String: ObjectID] {
        let meant = entries.filter { isMeant($0.kind) }
        return Dictionary(meant.map { ($0.path, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    // A blob is read once, for both.
    private func fact(of path: String) throws -> (head: [UInt8], digest: Digest) {
        guard let id = blobs[path] ?? linkTargets[path] else {
            throw FileError(.missing, path: path, reason: "no such file in the tree")
        }
        if let fact = facts[id] { return fact }
        let bytes = try repository.git.blob(id)
        let fact = (head: Array(bytes.prefix(Self.headSize)), digest: Digest.sha256(bytes))
        facts[id] = fact
        return fact
    }
}
