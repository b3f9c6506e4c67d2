import ArgumentParser
import HallmarkCore
import HallmarkGit

/// `hallmark notes`: the notes that carry attestations, between clones and remotes, and what is in them.
struct NotesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes",
        abstract: "Keeps the notes of attestations in step with a remote, and shows what is in them.",
        subcommands: [Fetch.self, Push.self, Log.self, Show.self, Check.self, Compact.self, AnchorLine.self]
    )

    /// The remote that is meant when none is named.
    static let defaultRemote = "origin"

    /// `hallmark notes fetch [REMOTE]`.
    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetches notes, refuses what lost something, and merges the rest into this clone's.",
            discussion: "Example: hallmark notes fetch upstream"
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions

        @Argument(help: "The name of a remote.")
        var remote = NotesCommand.defaultRemote

        func run() async throws {
            let surroundings = Surroundings.current
            let open = try repository.open(surroundings)
            let fetched = try await Progress.show("fetching notes") {
                try await NoteSync(open, remote: remote, trust, surroundings).fetch()
            }
            Output.lines((fetched.lines.isEmpty ? ["up to date"] : fetched.lines).map { $0 + "\n" }.joined())
        }
    }

    /// `hallmark notes push [REMOTE]`.
    struct Push: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetches and merges, then sends the notes that the remote lacks; never overwrites another's.",
            discussion: "Example: hallmark notes push"
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions

        @Flag(help: "Replaces the history that a checkpoint of \"notes compact\" cut, if it is still what was fetched.")
        var checkpoint = false

        @Flag(help: "Puts back what the remote lost, where it is here, and takes the rest for gone.")
        var restore = false

        @Argument(help: "The name of a remote.")
        var remote = NotesCommand.defaultRemote

        func run() async throws {
            let surroundings = Surroundings.current
            let open = try repository.open(surroundings)
            let lines = try await Progress.show("sending notes") {
                try await NoteSync(open, remote: remote, trust, surroundings)
                    .push(replacing: checkpoint, restoring: restore)
            }
            Output.lines(lines.map { $0 + "\n" }.joined())
        }
    }

    /// `hallmark notes anchor`.
    struct AnchorLine: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "anchor",
            abstract: "Prints the lines for a release tag's message that name the notes as they are now.",
            discussion: "Example: git tag --annotate v1.2.0 --message v1.2.0 --message \"$(hallmark notes anchor)\""
        )

        @OptionGroup var repository: RepositoryOptions

        func run() throws {
            let lines = try NoteMarks.trailers(of: repository.open(.current))
            guard !lines.isEmpty else {
                throw Failure(.missing, "no-notes", "there are no notes of attestations", mend: "hallmark notes fetch")
            }
            Output.lines(lines.map { $0 + "\n" }.joined())
        }
    }
}
