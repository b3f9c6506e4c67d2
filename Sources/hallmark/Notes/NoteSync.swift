import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// Keeps the notes of a clone and of a remote in step: nothing that was seen once may vanish, and nothing is overwritten.
struct NoteSync {
    /// How often a push is tried again when another writer was first.
    static let maximumAttempts = 64
    /// How often a push that the remote refuses is tried, though nobody else has written.
    static let maximumRefusals = 4
    /// How often a fetch is tried again when the remote's references move meanwhile.
    static let maximumFetches = 8

    /// What a fetch found and did.
    struct Fetched {
        /// What the remote's references name, those of notes and of subjects.
        var references: [String: ObjectID] = [:]
        /// What was done and what was odd, a line each.
        var lines: [String] = []
        var checkpoints: [NoteStore.Namespace: [NotesCheckpointPredicate]] = [:]
    }

    let repository: OpenRepository
    let remote: RemoteNotes
    let trust: NoteTrust

    init(
        _ repository: OpenRepository,
        remote: String,
        _ options: TrustOptions,
        _ surroundings: Surroundings
    ) async throws {
        self.repository = repository
        self.remote = try await RemoteNotes(remote, of: repository)
        self.trust = try NoteTrust(repository, options, surroundings)
    }

    /// Fetches, refuses what lost something, and merges the rest into the notes of this clone.
    ///
    /// - Parameter restoring: reports losses and goes on, so that a push can put back what is gone.
    func fetch(restoring: Bool = false) async throws -> Fetched {
        var fetched = Fetched()
        fetched.references = try await bringObjects()
        var losses: [NoteLoss] = []
        for namespace in NoteStore.Namespace.allCases {
            let theirs = fetched.references[namespace.rawValue]
            if let theirs { try refuseWhatIsNoNotes(theirs, namespace) }
            let ours = try repository.git.reference(namespace.rawValue)
            let checkpoints = try [ours, theirs].flatMap {
                try trust.checkpoints(namespace, at: $0, in: repository)
            }
            fetched.checkpoints[namespace] = checkpoints
            for seen in try seenBefore(namespace) {
                // Only a checkpoint that travels with the remote's notes lets lines vanish there.
                let theirCheckpoints = try trust.checkpoints(namespace, at: theirs, in: repository)
                let loss = try NoteLoss(
                    namespace,
                    from: seen,
                    to: theirs,
                    checkpoints: theirCheckpoints,
                    in: repository
                )
                losses += [loss].compactMap(\.self)
            }
        }
        if !losses.isEmpty {
            guard restoring else { throw rewound(losses) }
            fetched.lines += losses.map { "lost by the remote: \($0.description)" }
            for loss in losses { try putBack(loss) }
        }
        for namespace in NoteStore.Namespace.allCases {
            try merge(namespace, isTracked: losses.isEmpty, &fetched)
        }
        if let subjects = fetched.references[RemoteNotes.subjects] { try takeSubjects(subjects) }
        if losses.isEmpty { try remember(fetched.references) }
        fetched.lines += trust.remarks
        return fetched
    }

    /// Fetches and merges, then sends what the remote lacks; tries again while other writers are first.
    ///
    /// - Parameter replacing: replaces the remote's history where a checkpoint of ours cut it.
    func push(replacing: Bool, restoring: Bool) async throws -> [String] {
        var refusals = 0
        var known: [String: ObjectID]?
        for attempt in 1...Self.maximumAttempts {
            let fetched = try await fetch(restoring: restoring)
            var updates: [String] = []
            var lease: [String: ObjectID] = [:]
            for (reference, ours) in try ownReferences() where fetched.references[reference] != ours {
                if let theirs = fetched.references[reference], !isFurther(ours, than: theirs) {
                    guard reference != RemoteNotes.subjects else { continue }
                    guard replacing else { throw Self.needsCheckpoint(reference) }
                    lease[reference] = theirs
                }
                updates.append("\(ours):\(reference)")
            }
            guard !updates.isEmpty else { return fetched.lines + ["nothing to push: \(remote.name) has all notes"] }
            let result = try await remote.push(updates, replacing: lease)
            if result.isTaken {
                try rememberPushed(updates, over: fetched.references)
                let sent = updates.map { "sent \($0.split(separator: ":", maxSplits: 1)[1])" }
                return fetched.lines + sent
            }
            refusals = known == fetched.references ? refusals + 1 : 0
            known = fetched.references
            guard refusals < Self.maximumRefusals else { throw refused(result.words) }
            try await Task.sleep(for: .milliseconds(Int.random(in: 5...20) * min(attempt, 16)))
        }
        throw Failure(
            .undecided,
            "notes-busy",
            "other writers were first \(Self.maximumAttempts) times",
            mend: "hallmark notes push \(ShellWord.quoted(remote.name))"
        )
    }

    private func bringObjects() async throws -> [String: ObjectID] {
        for _ in 1...Self.maximumFetches {
            let references = try await remote.references()
            let wanted = try references.filter { try repository.git.reference(trackingReference($0.key)) != $0.value }
            if !wanted.isEmpty { try await remote.fetch(wanted.keys.sorted()) }
            // Whoever pushed between the two questions has moved what was answered first.
            if try references.values.allSatisfy({ try repository.git.has($0) }) { return references }
        }
        throw Failure(
            .undecided,
            "notes-busy",
            "the notes of the remote \(remote.name) change faster than they can be fetched",
            mend: "hallmark notes fetch \(ShellWord.quoted(remote.name))"
        )
    }

    private func trackingReference(_ reference: String) -> String {
        NoteStore.Namespace(rawValue: reference).map(remote.tracking) ?? reference
    }

    /// The commits of a remote's notes that were seen before: here, and by the user's state.
    private func seenBefore(_ namespace: NoteStore.Namespace) throws -> Set<ObjectID> {
        let marks = trust.anchor?.state.notes[remote.place] ?? [:]
        let mark = marks[namespace.rawValue].flatMap { ObjectID(hex: $0) }
        return Set([mark, try repository.git.reference(remote.tracking(namespace))].compactMap(\.self))
    }

    // A commit of something else must not become our notes: a push would put notes in its place.
    private func refuseWhatIsNoNotes(_ theirs: ObjectID, _ namespace: NoteStore.Namespace) throws {
        let problem: String
        do {
            let commit = try repository.git.commit(theirs)
            let isForeign = try NoteStore.isForeign(commit.tree, in: repository.git)
            guard commit.id != theirs || isForeign else { return }
            problem = commit.id == theirs ? "a commit of files, without a note" : "a tag"
        } catch {
            problem = "no commit (\(error.message))"
        }
        throw Failure(
            .rejected,
            "not-notes",
            "\(namespace.rawValue) of the remote \(remote.name) is \(problem)",
            mend: "ask who pushed it, then: git push \(ShellWord.quoted(remote.name)) --delete \(namespace.rawValue)"
        )
    }

    // What the remote had and is here must be ours too, so that a push brings it back.
    private func putBack(_ loss: NoteLoss) throws {
        guard try repository.git.has(loss.seen) else { return }
        let message = "Put notes back by hallmark"
        _ = try NoteStore(loss.namespace).merge(
            loss.seen,
            into: repository.git,
            message: message,
            wait: StatementStore.pause
        )
    }

    /// - Parameter isTracked: whether the remote's notes count as seen from now on.
    private func merge(_ namespace: NoteStore.Namespace, isTracked: Bool, _ fetched: inout Fetched) throws {
        guard let theirs = fetched.references[namespace.rawValue] else {
            fetched.lines.append("\(remote.name) has no \(namespace.rawValue)")
            return
        }
        let tracking = remote.tracking(namespace)
        let before = try repository.git.reference(tracking)
        let outcome = try NoteStore(namespace).merge(
            theirs,
            into: repository.git,
            compactions: (fetched.checkpoints[namespace] ?? []).compactMap { NoteCompaction($0) },
            message: "Merge notes of \(remote.name) by hallmark",
            wait: StatementStore.pause
        )
        switch outcome {
        case .unchanged: break
        case .added(let lines, let objects):
            fetched.lines.append("\(namespace.rawValue): \(lines) lines about \(objects) objects")
        case .rewritten: fetched.lines.append("\(namespace.rawValue): rewritten, as a signed checkpoint says")
        }
        let unreadable = try unreadable(from: before, to: theirs)
        if !unreadable.isEmpty {
            let named = unreadable.map(\.hex).sorted().prefix(NoteLoss.maximumNamed).joined(separator: ", ")
            fetched.lines.append("\(namespace.rawValue): notes over a limit, which no reader takes, about \(named)")
        }
        guard isTracked, before != theirs else { return }
        do {
            try repository.git.setReference(tracking, to: theirs, expected: before, log: "hallmark notes fetch")
        } catch {
            // Another fetch has moved it meanwhile, and checked what it moved it to.
            guard error.code == .conflict else { throw error }
        }
    }

    private func unreadable(from before: ObjectID?, to theirs: ObjectID) throws -> Set<ObjectID> {
        var tree: ObjectID?
        if let before, try repository.git.has(before) { tree = try repository.git.commit(before).tree }
        let newer = try repository.git.commit(theirs).tree
        return try NoteDifference(from: tree, to: newer, in: repository.git).unreadableAdded(in: repository.git)
    }

    // Keys are only there so that git keeps their objects: ours stay unless theirs go on from them.
    private func takeSubjects(_ theirs: ObjectID) throws {
        let ours = try repository.git.reference(RemoteNotes.subjects)
        guard ours != theirs else { return }
        if let ours, !isFurther(theirs, than: ours) { return }
        try repository.git.setReference(RemoteNotes.subjects, to: theirs, expected: ours, log: "hallmark notes fetch")
    }

    // Subjects that are no commits go no further than where they lie.
    private func isFurther(_ later: ObjectID, than earlier: ObjectID) -> Bool {
        (try? repository.git.descends(later, from: earlier)) == true
    }

    private func ownReferences() throws -> [(String, ObjectID)] {
        try (NoteStore.Namespace.allCases.map(\.rawValue) + [RemoteNotes.subjects]).compactMap { name in
            try repository.git.reference(name).map { (name, $0) }
        }
    }

    private func remember(_ references: [String: ObjectID]) throws {
        guard let anchor = trust.anchor else { return }
        var state = anchor.state
        for namespace in NoteStore.Namespace.allCases {
            guard let id = references[namespace.rawValue] else { continue }
            state.notes[remote.place, default: [:]][namespace.rawValue] = id.hex
        }
        if state != anchor.state { try anchor.save(state) }
    }

    private func rememberPushed(_ updates: [String], over references: [String: ObjectID]) throws {
        var present = references
        for update in updates {
            let parts = update.split(separator: ":", maxSplits: 1)
            guard let id = ObjectID(hex: String(parts[0])) else { continue }
            present[String(parts[1])] = id
            guard let namespace = NoteStore.Namespace(rawValue: String(parts[1])) else { continue }
            let tracking = remote.tracking(namespace)
            let before = try repository.git.reference(tracking)
            try repository.git.setReference(tracking, to: id, expected: before, log: "hallmark notes push")
        }
        try remember(present)
    }

    private func rewound(_ losses: [NoteLoss]) -> Failure {
        let name = ShellWord.quoted(remote.name)
        return Failure(
            .rejected,
            "notes-rewound",
            "the notes of the remote \(remote.name) were rewound, deleted or rewritten, and nothing of them was taken:\n  "
                + losses.map(\.description).joined(separator: "\n  "),
            mend: "ask who did it; hallmark notes push \(name) --restore puts back what is here"
        )
    }

    private func refused(_ words: String) -> Failure {
        Failure(
            .undecided,
            "push-refused",
            "the remote \(remote.name) takes no notes:\n  \(words)",
            mend: "ask for the right to push refs/notes/attestations and refs/notes/attestations-blobs"
        )
    }

    private static func needsCheckpoint(_ reference: String) -> Failure {
        Failure(
            .undecided,
            "needs-checkpoint",
            "\(reference) was rewritten here by a checkpoint, and the remote still has the history before it",
            mend: "hallmark notes push --checkpoint"
        )
    }
}
