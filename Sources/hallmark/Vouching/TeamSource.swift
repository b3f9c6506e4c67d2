import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkInventory
import HallmarkStatement
import HallmarkVerification

/// The repository of another team: its notes come into references of their own here, its roots are only read.
struct TeamSource {
    let repository: OpenRepository
    let team: TeamName
    /// What git is asked to fetch from; may hold credentials.
    let location: String

    /// Whether a source is what git would reach over a network, and no path.
    static func isURL(_ source: String) -> Bool {
        RepositoryURL(source) != nil || source.hasPrefix("file:///")
    }

    /// The reference that follows the team's notes about things outside of repositories.
    private var reference: String { "refs/hallmark/imports/\(team)/attestations-blobs" }

    /// Fetches the team's notes, and gives the roots and withdrawals of its default branch.
    func fetch() async throws -> Evidence.Team {
        // No history of theirs is brought here, and none of ours becomes a shallow one.
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-import-\(UUID().uuidString)")
        let path = folder.path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await GitCommandLine(in: "/").run(
            GitCommandLine.withoutHooks + ["init", "--quiet", "--bare", "--template=", path]
        )
        try await DependencyFetch.fetch(["+HEAD:refs/hallmark/head"], from: location, into: path, depth: 1)
        let notes = "+refs/notes/attestations*:refs/hallmark/imports/\(team)/attestations*"
        try await DependencyFetch.fetch([notes], from: location, into: repository.folder)
        let scratch = try OpenRepository(at: path)
        let contents = TreeContents(try GitTree(scratch.git.commit("refs/hallmark/head"), of: scratch))
        return Evidence.Team(roots: Set(try contents.roots()), withdrawals: Set(try contents.withdrawals()))
    }

    /// The envelopes that the team's notes have about a content; lines that are none are counted.
    func envelopes(about tree: Digest) throws -> (envelopes: [Envelope], skipped: Int) {
        guard let commit = try repository.git.reference(reference) else { return ([], 0) }
        let note = try NoteStore.note(about: ArtifactKey.object(of: tree), at: commit, in: repository.git)
        var envelopes: [Envelope] = []
        var skipped = 0
        for line in note.parsed {
            if let envelope = try envelope(in: line) { envelopes.append(envelope) } else { skipped += 1 }
        }
        return (envelopes, skipped)
    }

    private func envelope(in line: Note.Line) throws -> Envelope? {
        switch line {
        case .envelope(let envelope): return envelope
        case .bundle(let bundle):
            guard case .envelope(let envelope) = bundle.content else { return nil }
            return envelope
        case .reference(let reference):
            // One hop; a hint that leads nowhere, or to another envelope, is a line of junk.
            guard let id = ObjectID(hex: reference.object), try repository.git.has(id) else { return nil }
            do {
                let bytes = try repository.git.blob(id, maximumSize: Envelope.maximumSize)
                let envelope = try Envelope(json: bytes)
                return envelope.digest == reference.envelope ? envelope : nil
            } catch {
                return nil
            }
        case .unknown: return nil
        }
    }
}
