import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What is about to be pushed: tips are verified, and commits below them without a statement are named.
struct PushedCommits {
    /// How many commits of a push are looked at, and how many of them are named.
    private static let maximumCommits = 1000
    private static let maximumNamed = 10

    private let run: HookRun

    init(_ run: HookRun) {
        self.run = run
    }

    func verify() async throws {
        let repository = try run.repository()
        // The pre-commit framework reads what git lists and hands on the tip.
        if let tip = run.surroundings.environment["PRE_COMMIT_TO_REF"] {
            try await run.verify(tip, in: repository)
            return
        }
        // githooks(5): a line "<local ref> <local oid> <remote ref> <remote oid>" for each reference.
        while let line = readLine() {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count == 4 else { continue }
            let isDeletion = fields[1].allSatisfy { $0 == "0" }
            // Notes are not a revision of the software.
            guard !isDeletion, !fields[2].hasPrefix("refs/notes/") else { continue }
            let verdict = try await run.verify(fields[1], in: repository)
            guard verdict.lines.contains(where: { $0.kind == Policy.ArtifactKind.commit.rawValue }) else { continue }
            try await nameUnattested(below: fields[1], beyond: fields[3], in: repository)
        }
    }

    private func nameUnattested(below tip: String, beyond known: String, in repository: OpenRepository) async throws {
        let git = GitCommandLine(in: repository.folder)
        var arguments = ["rev-list", "--max-count=\(Self.maximumCommits)", tip, "--not", "--remotes"]
        if let id = ObjectID(hex: known), try await git.output(["cat-file", "-e", id.hex]) != nil {
            arguments.append(id.hex)
        }
        let commits = try await git.run(arguments).split(separator: "\n").compactMap { ObjectID(hex: String($0)) }
        let store = NoteStore(.attestations)
        // The tip was verified, by whatever vouches for it.
        let bare = try commits.dropFirst().filter { commit in
            try store.note(about: commit, in: repository.git).lines.isEmpty
                && store.note(about: repository.git.commit(commit).tree, in: repository.git).lines.isEmpty
        }
        guard !bare.isEmpty else { return }
        let named = bare.prefix(Self.maximumNamed).map { "\n  \($0)" }.joined()
        let more = bare.count > Self.maximumNamed ? "\n  and \(bare.count - Self.maximumNamed) more" : ""
        Output.error("warning: no statement is about \(bare.count) of the commits below the tip:\(named)\(more)")
    }
}
