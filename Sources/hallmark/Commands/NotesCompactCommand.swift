import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension NotesCommand {
    /// `hallmark notes compact`.
    struct Compact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rewrites notes without junk or leaked lines, by a checkpoint that the role policy signs.",
            discussion: """
                Digests of lines are those that "hallmark notes show" prints. Then: hallmark notes push --checkpoint. Whoever has \
                fetched the lines before still has them.

                Example: hallmark notes compact --drop sha256:9f86d081… --key ~/.config/hallmark/key
                """
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var signing: SigningOptions

        @Option(help: ArgumentHelp("The SHA-256 of a line to leave out; may be repeated.", valueName: "sha256:hex"))
        var drop: [String] = []

        @Flag(help: "Leaves out every line that is neither an envelope nor a bundle nor a reference.")
        var junk = false

        @Option(
            help: ArgumentHelp(
                "Writes the checkpoint into a file, for others to sign it too, and rewrites nothing yet.",
                valueName: "file"
            )
        )
        var output: String?

        @Option(
            help: ArgumentHelp("A checkpoint that enough principals have signed, to put in force.", valueName: "file")
        )
        var checkpoint: String?

        func validate() throws {
            guard (checkpoint == nil) != (drop.isEmpty && !junk) else {
                throw ValidationError("Give --drop, --junk or both; or --checkpoint FILE alone.")
            }
            guard drop.allSatisfy({ Digest(prefixed: $0)?.algorithm == .sha256 }) else {
                throw ValidationError("--drop takes sha256: and 64 lower-case hexadecimal digits.")
            }
        }

        func run() async throws {
            let surroundings = Surroundings.current
            let open = try repository.open(surroundings)
            let trust = try NoteTrust(open, trust, surroundings)
            guard let root = trust.root else {
                throw Failure(
                    .undecided,
                    "no-pin",
                    "without a pinned root nobody can say who may rewrite notes (\(trust.remarks.joined(separator: "; ")))",
                    mend: "hallmark trust init"
                )
            }
            if let checkpoint {
                let file = try EnvelopeFile(checkpoint, surroundings)
                try put(file.envelope, root: root, in: open)
                return
            }
            let drops = Set(drop.compactMap { Digest(prefixed: $0) })
            let rewritten = try NoteStore.Namespace.allCases.compactMap { namespace in
                try rewriting(namespace, drops, open).map { (namespace, $0) }
            }
            guard !rewritten.isEmpty else {
                throw Failure(
                    .missing,
                    "nothing-to-drop",
                    "no note has such a line",
                    mend: "hallmark notes show OBJECT"
                )
            }
            let signer = try signing.signer(surroundings)
            guard output == nil || rewritten.count == 1 else {
                throw Failure(
                    .undecided,
                    "two-checkpoints",
                    "the lines lie in both references of notes, and a file holds one checkpoint",
                    mend: "name the lines of one reference first, with --drop"
                )
            }
            for (namespace, rewriting) in rewritten {
                let envelope = try signer.envelope(statement(namespace, rewriting, root.root.repository))
                try finish(envelope, namespace, rewriting, root: root, signer, open, surroundings)
            }
        }

        private func rewriting(
            _ namespace: NoteStore.Namespace,
            _ drops: Set<Digest>,
            _ open: OpenRepository
        ) throws -> NoteRewriting? {
            try NoteRewriting(of: namespace, in: open.git, message: "Rewrite notes by hallmark") { object, line in
                let isJunk = if case .unknown = Note(lines: [line]).parsed.first { true } else { false }
                // Older checkpoints stay: who has not fetched for long needs them.
                guard object != NoteStore.checkpointKey || isJunk else { return false }
                return junk && isJunk || drops.contains(Digest.sha256(line))
            }
        }

        private func statement(
            _ namespace: NoteStore.Namespace,
            _ rewriting: NoteRewriting,
            _ repository: String
        ) throws -> Statement {
            guard rewriting.dropped.count <= NotesCheckpointPredicate.maximumDropped else {
                throw Failure(
                    .undecided,
                    "too-large",
                    "\(rewriting.dropped.count) lines are more than one checkpoint can name",
                    mend: "name some of them with --drop, then the others"
                )
            }
            let predicate = NotesCheckpointPredicate(
                repository: repository,
                reference: namespace.rawValue,
                old: rewriting.old.hex,
                new: rewriting.new.hex,
                dropped: Set(rewriting.dropped.map(Digest.sha256))
            )
            return Statement(subjects: predicate.subjects, predicate: predicate)
        }

        private func finish(
            _ envelope: Envelope,
            _ namespace: NoteStore.Namespace,
            _ rewriting: NoteRewriting,
            root: VerifiedRoot,
            _ signer: any Signer,
            _ open: OpenRepository,
            _ surroundings: Surroundings
        ) throws {
            guard root.signers(of: envelope).contains(where: { $0.roles.contains(.policy) }) else {
                throw Failure(
                    .undecided,
                    "wrong-role",
                    "the key \(signer.keyID) is of no principal of the root with the role policy",
                    mend: "--key FILE of a principal with the role policy"
                )
            }
            let threshold = root.root.thresholds[.policy] ?? 1
            guard let output else {
                let isEnough = !NotesCheckpoints(among: [envelope], about: namespace.rawValue, root: root)
                    .checkpoints.isEmpty
                guard !isEnough else { return try put(envelope, root: root, in: open) }
                throw Failure(
                    .undecided,
                    "threshold",
                    "the root asks for \(threshold) principals of the role policy to sign a checkpoint",
                    mend:
                        "give --output FILE, then each other: hallmark cosign FILE, at last: hallmark notes compact --checkpoint FILE"
                )
            }
            let kept = "refs/hallmark/compacted/\(rewriting.new)"
            try open.git.setReference(kept, to: rewriting.new, expected: nil, log: "hallmark notes compact")
            try FileWriter.create(surroundings.absolute(output), bytes: envelope.jsonBytes + [UInt8(ascii: "\n")])
            Output.lines("wrote the checkpoint of \(namespace.rawValue) into \(output): 1 of \(threshold) signatures\n")
        }

        private func put(_ envelope: Envelope, root: VerifiedRoot, in open: OpenRepository) throws {
            for namespace in NoteStore.Namespace.allCases {
                let counting = NotesCheckpoints(among: [envelope], about: namespace.rawValue, root: root).checkpoints
                guard let checkpoint = counting.first, let key = NoteStore.checkpointKey,
                    let old = ObjectID(hex: checkpoint.old), let new = ObjectID(hex: checkpoint.new)
                else { continue }
                guard try open.git.has(new), try open.git.reference(namespace.rawValue) == old else {
                    throw Failure(
                        .undecided,
                        "moved-notes",
                        "\(namespace.rawValue) is not, or no longer, what the checkpoint rewrites",
                        mend: "hallmark notes compact anew, where it was made"
                    )
                }
                try NoteRewriting(old: old, new: new).put(
                    in: namespace,
                    adding: [key: [envelope.jsonBytes]],
                    to: open.git,
                    message: "Add the checkpoint by hallmark"
                )
                Output.lines("rewrote \(namespace.rawValue) without \(checkpoint.dropped.count) lines\n")
                return
            }
            throw Failure(
                .undecided,
                "threshold",
                "the checkpoint is not signed by enough principals of the role policy, or is about another repository",
                mend: "hallmark cosign FILE, by those who are missing"
            )
        }
    }
}
