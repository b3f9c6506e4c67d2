import HallmarkCore

/// The notes of a remote, fetched as far as that takes nothing away from ours.
struct FetchedNotes {
    // With a wildcard, since git fails for a name that the remote lacks; without a plus, since notes are only added to.
    private static let refspec = "refs/notes/attestations*:refs/notes/attestations*"

    private let git: GitCommandLine

    init(_ git: GitCommandLine) {
        self.git = git
    }

    /// Fetches notes; where ours and the remote's have both gone on, ours stay as they are and that is said.
    ///
    /// - Parameter options: options of git itself.
    func fetch(from remote: String, _ options: [String] = []) async throws {
        let arguments = options + ["fetch", "--quiet", "--no-tags", "--", remote, Self.refspec]
        guard try await git.output(arguments) == nil else { return }
        // Whether the remote could be reached at all, `git fetch` has said before.
        Output.error("the notes of \(remote) are not ours with more added, and were left alone: hallmark notes fetch")
    }
}
