import HallmarkCore
import HallmarkGit

/// The notes of a remote, asked for and sent through the git command.
struct RemoteNotes {
    /// Where keys of things outside of the repository are kept reachable.
    static let subjects = KeptObjects.reference
    /// How many references of a remote are looked at.
    static let maximumReferences = 10_000

    let name: String
    /// A stable name of the remote for the state: the digest of its URL, which may hold credentials.
    let place: String
    private let git: GitCommandLine

    /// Finds a configured remote.
    init(_ name: String, of repository: OpenRepository) async throws {
        let known = try repository.git.remotes()
        guard known.contains(name) else {
            throw Failure(
                .undecided,
                "no-remote",
                "there is no remote \(name) to keep notes in step with; there are: \(known.sorted().joined(separator: ", "))",
                mend: "git remote add \(ShellWord.quoted(name)) URL"
            )
        }
        self.name = name
        self.git = GitCommandLine(in: repository.folder)
        let url = try await git.run(["remote", "get-url", name])
        self.place = "remote \(Digest.sha256(Array(url.utf8)))"
    }

    /// The reference of our own that follows one of the remote's.
    func tracking(_ namespace: NoteStore.Namespace) -> String {
        "refs/hallmark/remotes/\(name)/\(namespace.rawValue.dropFirst("refs/notes/".count))"
    }

    /// What the remote's references name.
    ///
    /// - Throws: a ``Failure`` for references that stand in the place of notes, or redirect them.
    func references() async throws -> [String: ObjectID] {
        let wanted = NoteStore.Namespace.allCases.map(\.rawValue)
        let arguments =
            ["ls-remote", "--symref", "--quiet", name] + wanted + wanted.map { $0 + "/*" } + [Self.subjects]
        let result = try await git.attempt(arguments)
        guard result.status == 0 else { throw Self.failure(arguments, result) }
        var found: [String: ObjectID] = [:]
        for line in result.text.split(separator: "\n").prefix(Self.maximumReferences) {
            let fields = line.split(separator: "\t", maxSplits: 1)
            guard fields.count == 2 else { continue }
            let reference = String(fields[1])
            // A pattern also matches at the end of other names.
            if let blocked = wanted.first(where: { reference.hasPrefix($0 + "/") }) {
                throw Failure(
                    .rejected,
                    "notes-blocked",
                    "the remote \(name) has \(reference), beside which nobody can keep \(blocked)",
                    mend:
                        "ask who made it, then: git push \(ShellWord.quoted(name)) --delete \(ShellWord.quoted(reference))"
                )
            }
            guard wanted.contains(reference) || reference == Self.subjects else { continue }
            guard let id = ObjectID(hex: String(fields[0])) else {
                throw Failure(
                    .rejected,
                    "notes-symref",
                    "\(reference) of the remote \(name) is no reference of its own but stands for another: \(fields[0])",
                    mend: "on the server: git symbolic-ref --delete \(reference)"
                )
            }
            found[reference] = id
        }
        return found
    }

    /// Brings the objects behind references here; no reference of ours moves, and a shallow clone stays one.
    func fetch(_ references: [String]) async throws {
        let arguments =
            [
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
                "--no-auto-maintenance",
                "--no-filter", "--refmap=", name,
            ] + references
        let result = try await git.attempt(arguments)
        guard result.status == 0 else { throw Self.failure(arguments, result) }
    }

    /// Sends references, each `ID:REFERENCE`; `false` when the remote took one of them not.
    ///
    /// - Parameter lease: what a reference must still name so that history may be replaced.
    func push(
        _ updates: [String],
        replacing lease: [String: ObjectID] = [:]
    ) async throws -> (isTaken: Bool, words: String) {
        var arguments = ["push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"]
        arguments += lease.sorted { $0.key < $1.key }.map { "--force-with-lease=\($0.key):\($0.value)" }
        arguments += [name] + updates
        let result = try await git.attempt(arguments)
        guard result.status != 0 else { return (true, "") }
        // Which words a server finds for a reference that another writer moved differs; the mark does not.
        let refused = result.text.split(separator: "\n").filter { $0.hasPrefix("!") }
        guard !refused.isEmpty else { throw Self.failure(arguments, result) }
        return (false, (refused + result.errors.split(separator: "\n").prefix(5)).joined(separator: "\n  "))
    }

    private static func failure(_ arguments: [String], _ result: ProcessRunner.Result) -> Failure {
        let words = result.errors.split(separator: "\n").prefix(10).joined(separator: "\n  ")
        return Failure(
            .undecided,
            "remote",
            "git \(arguments[0]) with the remote failed:\n  \(words)",
            mend: "git remote -v, and look whether you reach it"
        )
    }
}
