import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What is about to be pushed: tips are verified, and commits below them without a statement are named.
struct PushedCommits {
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
            guard verdict.judgesCommits else { continue }
            try await nameUnattested(below: fields[1], beyond: fields[3], in: repository)
        }
    }

    private func nameUnattested(below tip: String, beyond known: String, in repository: OpenRepository) async throws {
        let git = GitCommandLine(in: repository.folder)
        var arguments = ["rev-list", "--max-count=\(NamedCommits.maximumCommits)", tip, "--not", "--remotes"]
        if let id = ObjectID(hex: known), try await git.output(["cat-file", "-e", id.hex]) != nil {
            arguments.append(id.hex)
        }
        let commits = try await git.run(arguments).split(separator: "\n").compactMap { ObjectID(hex: String($0)) }
        // The tip was verified, by whatever vouches for it.
        let below = try commits.dropFirst().map { try repository.git.commit($0) }
        let notes = try NoteStore(.attestations).notes(
            about: Set(below.flatMap { [$0.id, $0.tree] }),
            in: repository.git
        )
        let bare = below.filter { notes[$0.id] == nil && notes[$0.tree] == nil }.map(\.id.hex)
        guard !bare.isEmpty else { return }
        let named = NamedCommits.text(bare)
        Output.error("warning: no statement is about \(bare.count) of the commits below the tip:\(named)")
    }
}
