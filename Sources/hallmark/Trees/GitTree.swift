import Foundation
import HallmarkCore
import HallmarkGit

/// The tree of a commit, from git's objects.
final class GitTree: SourceTree {
    /// What is kept of a blob's beginning.
    private static let headSize = 4096
    /// How large a blob may be that is read beside others; larger ones are read alone.
    private static let largestBeside = 8 << 20

    let commit: Repository.Commit
    let files: [String]
    let links: [String]
    private let repository: OpenRepository
    private let blobs: [String: ObjectID]
    private let linkTargets: [String: ObjectID]
    private var facts: [ObjectID: Fact] = [:]
    private var isRead = false

    /// What one reading of a blob gives.
    private struct Fact: Sendable {
        let head: [UInt8]
        let digest: Digest
        /// Git's SHA-256 id of it.
        let id: Digest

        init(_ bytes: [UInt8]) {
            self.head = Array(bytes.prefix(GitTree.headSize))
            self.digest = Digest.sha256(bytes)
            self.id = GitDigest.blob(bytes)
        }
    }

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
        readAll()
        return Array(try fact(of: path).head.prefix(count))
    }

    func contentDigest() throws -> Digest {
        readAll()
        return try repository.git.contentDigest(of: commit.tree, blobs: facts.mapValues(\.id))
    }

    // Whoever wants the heads of all files, or the digest of the tree, needs every blob: each is read once, on all cores.
    // What cannot be read is left to whoever needs it, and fails there.
    private func readAll() {
        guard !isRead else { return }
        isRead = true
        let ids = Array(Set(blobs.values).union(linkTargets.values))
        let folder = repository.git.commonDirectory
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let size = max(64, (ids.count - 1) / (4 * cores) + 1)
        let stretches = stride(from: 0, to: ids.count, by: size).map { ids[$0..<min($0 + size, ids.count)] }
        let read = stretches.concurrentMap { stretch -> [(ObjectID, Fact)] in
            guard let repository = try? Repository(at: folder) else { return [] }
            return stretch.compactMap { id in
                (try? repository.blob(id, maximumSize: Self.largestBeside)).map { (id, Fact($0)) }
            }
        }
        facts = Dictionary(read.joined(), uniquingKeysWith: { first, _ in first })
    }

    private static func blobs(
        _ entries: [Repository.File],
        where isMeant: (Repository.TreeEntry.Kind) -> Bool
    ) -> [String: ObjectID] {
        let meant = entries.filter { isMeant($0.kind) }
        return Dictionary(meant.map { ($0.path, $0.id) }, uniquingKeysWith: { first, _ in first })
    }

    // A blob is read once, for both.
    private func fact(of path: String) throws -> Fact {
        guard let id = blobs[path] ?? linkTargets[path] else {
            throw FileError(.missing, path: path, reason: "no such file in the tree")
        }
        if let fact = facts[id] { return fact }
        let fact = Fact(try repository.git.blob(id))
        facts[id] = fact
        return fact
    }
}
