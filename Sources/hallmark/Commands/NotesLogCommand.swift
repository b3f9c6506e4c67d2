import ArgumentParser
import HallmarkCore
import HallmarkGit

extension NotesCommand {
    /// `hallmark notes log`.
    struct Log: ParsableCommand {
        /// The schema of the JSON form.
        static let schema = TypeURI.make("notes-log", version: 1)
        /// How many objects of a commit the text names.
        static let maximumNamed = 5

        static let configuration = CommandConfiguration(
            abstract: "Lists the commits of the notes and what each added; nobody vouches for who they say they are.",
            discussion: "Example: hallmark notes log --limit 5"
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "How many commits of each reference are listed.")
        var limit = 50

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit takes a number above 0.") }
        }

        func run() throws {
            let open = try repository.open(.current)
            let histories = try NoteStore.Namespace.allCases.map {
                ($0, try NoteHistory(of: $0, in: open.git, limit: limit))
            }
            switch output.format {
            case .text: Output.lines(histories.map(Self.text).joined())
            case .json:
                let references = histories.map { ($0.0.rawValue, Self.json($0.1)) }
                Output.result([
                    "schema": .string(Self.schema), "references": .object(Dictionary(uniqueKeysWithValues: references)),
                ])
            case .sarif: try OutputOptions.refuseSARIF()
            }
        }

        private static func text(_ namespace: NoteStore.Namespace, _ history: NoteHistory) -> String {
            guard !history.entries.isEmpty else { return "\(namespace.rawValue): none\n" }
            let lines = history.entries.map { entry in
                let commit = entry.commit
                let merge = commit.parents.count > 1 ? ", a merge" : commit.parents.isEmpty ? ", without parents" : ""
                let gone = entry.removed.isEmpty ? "" : ", REMOVED \(sum(entry.removed)) lines"
                let named = entry.added.keys.map(\.hex).sorted()
                let more = named.count > maximumNamed ? ["…"] : []
                let objects = (named.prefix(maximumNamed) + more).map { "\n    \($0)" }.joined()
                return "  \(commit.id) \(Timestamp(seconds: commit.time)): \(sum(entry.added)) lines about "
                    + "\(entry.added.count) objects\(gone)\(merge)\(objects)"
            }
            let cut = history.isCut ? ["  … (--limit N shows more)"] : []
            return (["\(namespace.rawValue):"] + lines + cut).map { $0 + "\n" }.joined()
        }

        private static func json(_ history: NoteHistory) -> JSONValue {
            .array(
                history.entries.map { entry in
                    [
                        "commit": .string(entry.commit.id.hex),
                        "parents": .array(entry.commit.parents.map { .string($0.hex) }),
                        "time": .string("\(Timestamp(seconds: entry.commit.time))"),
                        "added": counts(entry.added),
                        "removed": counts(entry.removed),
                    ]
                }
            )
        }

        private static func counts(_ counts: [ObjectID: Int]) -> JSONValue {
            let members = counts.map { ($0.key.hex, JSONValue.integer(Int64($0.value))) }
            return .object(Dictionary(uniqueKeysWithValues: members))
        }

        private static func sum(_ counts: [ObjectID: Int]) -> Int { counts.values.reduce(0, +) }
    }

    /// `hallmark notes check`.
    struct Check: ParsableCommand {
        /// The schema of the JSON form.
        static let schema = TypeURI.make("notes-check", version: 1)

        static let configuration = CommandConfiguration(
            abstract: "Walks all notes and says what is wrong with them.",
            discussion: """
                Exits 0 when nothing is, 1 for what readers pass over (junk, notes over a limit), 2 for what no tool writes \
                by accident (a redirected reference, two notes about one object).

                Example: hallmark notes check --format json
                """
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let open = try repository.open(.current)
            let found = try NoteStore.Namespace.allCases.map { ($0, try NoteInspection(of: $0, in: open.git)) }
            let problems = found.flatMap(\.1.problems)
            let decision: Decision =
                problems.isEmpty ? .accepted : problems.contains(where: \.kind.isHostile) ? .rejected : .undecided
            switch output.format {
            case .text: Output.lines(found.map(Self.text).joined() + "decision: \(decision.rawValue)\n")
            case .json:
                Output.result([
                    "schema": .string(Self.schema),
                    "decision": .string(decision.rawValue),
                    "exit": .integer(Int64(decision.exitCode)),
                    "references": .object(
                        Dictionary(uniqueKeysWithValues: found.map { ($0.0.rawValue, Self.json($0.1)) })
                    ),
                ])
            case .sarif: try OutputOptions.refuseSARIF()
            }
            try DecisionExit.check(decision)
        }

        private static func text(_ namespace: NoteStore.Namespace, _ found: NoteInspection) -> String {
            // A path holds what others wrote: a line feed in it must not begin a line of its own.
            let problems = found.problems.map {
                "  \($0.kind.rawValue) \(DisplayText.escape($0.path)): \(DisplayText.escape($0.detail))\n"
            }
            let more = found.unlisted > 0 ? "  and \(found.unlisted) more\n" : ""
            return "\(namespace.rawValue): \(found.notes) notes, \(found.lines) lines, "
                + "\(found.problems.count + found.unlisted) problems\n" + problems.joined() + more
        }

        private static func json(_ found: NoteInspection) -> JSONValue {
            let problems = found.problems.map { problem -> JSONValue in
                [
                    "kind": .string(problem.kind.rawValue), "path": .string(problem.path),
                    "detail": .string(problem.detail),
                ]
            }
            return [
                "notes": .integer(Int64(found.notes)),
                "lines": .integer(Int64(found.lines)),
                "problems": .array(problems),
                "unlisted": .integer(Int64(found.unlisted)),
            ]
        }
    }
}
