import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// Keeps the notes of a clone and of a remote in step: nothing that was seen once may vanish, and nothing is overwritten.
struct NoteSync {
    /// How often a fetch is tried again when the remote's references move meanwhile.
    static let maximumFetches = 8

    /// What a fetch found and did.
    struct Fetched {
        /// What the remote's references name, those of notes and of subjects.
        var references: [String: ObjectID] = [:]
        /// What was done and what was odd, a line each.
        var lines: [String] = []
        var compactions: [NoteStore.Namespace: [NoteCompaction]] = [:]
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
            let ourCheckpoints = try trust.checkpoints(namespace, at: ours, in: repository)
            let checkpoints = try trust.checkpoints(namespace, at: theirs, in: repository)
            let all = ourCheckpoints + checkpoints.filter { !ourCheckpoints.contains($0) }
            fetched.compactions[namespace] = try trust.compactions(all, namespace, in: repository)
            // Only a checkpoint that travels with the remote's notes lets lines vanish there.
            losses += try seenBefore(namespace).compactMap { seen in
                try NoteLoss(namespace, from: seen, to: theirs, checkpoints: checkpoints, in: repository)
            }
        }
        if !losses.isEmpty {
            guard restoring else { throw rewound(losses) }
            fetched.lines += losses.map { "lost by the remote: \($0.description)" }
            for loss in losses { try putBack(loss, fetched.compactions[loss.namespace] ?? []) }
        }
        for namespace in NoteStore.Namespace.allCases {
            try merge(namespace, isTracked: losses.isEmpty, &fetched)
        }
        if let subjects = fetched.references[RemoteNotes.subjects] { fetched.lines += try mergeSubjects(subjects) }
        if losses.isEmpty { try remember(fetched.references) }
        fetched.lines += trust.remarks
        return fetched
    }

    /// Fetches on the way to something else: what was done and what was odd is told on standard error.
    func fetchAndTell() async throws {
        for line in try await fetch().lines { Output.error(line) }
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
    private func putBack(_ loss: NoteLoss, _ compactions: [NoteCompaction]) throws {
        guard try repository.git.has(loss.seen) else { return }
        let message = "Put notes back by hallmark"
        _ = try NoteMerge(into: loss.namespace.rawValue).merge(
            loss.seen,
            in: repository.git,
            compactions: compactions,
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
        let outcome = try NoteMerge(into: namespace.rawValue).merge(
            theirs,
            in: repository.git,
            compactions: fetched.compactions[namespace] ?? [],
            message: "Merge notes of \(remote.name) by hallmark",
            wait: StatementStore.pause
        )
        switch outcome.change {
        case .unchanged, .added(lines: 0, objects: _): break
        case .added(let lines, let objects):
            fetched.lines.append("\(namespace.rawValue): \(lines) lines about \(objects) objects")
        case .rewritten: fetched.lines.append("\(namespace.rawValue): rewritten, as a signed checkpoint says")
        }
        if !outcome.unreadable.isEmpty {
            let named = outcome.unreadable.map(\.hex).sorted().prefix(NoteLoss.maximumNamed).joined(separator: ", ")
            fetched.lines.append("\(namespace.rawValue): notes over a limit, which no reader takes, about \(named)")
        }
        if isTracked { try track(namespace, at: theirs) }
    }

    // Keys of things outside are laid out as notes are, and only there so that git keeps their objects: what somebody else
    // has put there is left alone.
    private func mergeSubjects(_ theirs: ObjectID) throws -> [String] {
        do {
            let commit = try repository.git.commit(theirs)
            guard try commit.id == theirs && !NoteStore.isForeign(commit.tree, in: repository.git) else {
                return ["\(RemoteNotes.subjects) of \(remote.name) keeps no keys, and was left alone"]
            }
            let outcome = try NoteMerge(into: RemoteNotes.subjects).merge(
                theirs,
                in: repository.git,
                message: "Merge keys of \(remote.name) by hallmark",
                wait: StatementStore.pause
            )
            guard case .added(_, let objects) = outcome.change, objects > 0 else { return [] }
            return ["\(RemoteNotes.subjects): \(objects) keys"]
        } catch {
            return ["\(RemoteNotes.subjects) of \(remote.name) was left alone: \(error)"]
        }
    }

    /// - Parameter forgetting: whether what the remote no longer has is no longer expected of it.
    func remember(_ references: [String: ObjectID], forgetting: Bool = false) throws {
        guard let anchor = trust.anchor else { return }
        var state = anchor.state
        for namespace in NoteStore.Namespace.allCases {
            let id = references[namespace.rawValue]
            guard id != nil || forgetting else { continue }
            state.notes[remote.place, default: [:]][namespace.rawValue] = id?.hex
        }
        if state != anchor.state { try anchor.save(state) }
    }

    func track(_ namespace: NoteStore.Namespace, at id: ObjectID) throws {
        let tracking = remote.tracking(namespace)
        let before = try repository.git.reference(tracking)
        guard before != id else { return }
        do {
            try repository.git.setReference(tracking, to: id, expected: before, log: "hallmark notes")
        } catch {
            // Another run has moved it meanwhile, and checked what it moved it to.
            guard error.code == .conflict else { throw error }
        }
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
}
