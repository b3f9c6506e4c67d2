import HallmarkCore
import HallmarkGit

extension NoteSync {
    /// How often a push is tried again when another writer was first.
    static let maximumAttempts = 64
    /// How often a push that the remote refuses is tried, though nobody else has written.
    static let maximumRefusals = 4

    /// Fetches and merges, then sends what the remote lacks; tries again while other writers are first.
    ///
    /// - Parameters:
    ///   - replacing: replaces the remote's history where a checkpoint of ours cut it.
    ///   - restoring: puts back what the remote lost, where it is here, and expects the rest no longer.
    func push(replacing: Bool, restoring: Bool) async throws -> [String] {
        var refusals = 0
        var known: [String: ObjectID]?
        for attempt in 1...Self.maximumAttempts {
            let fetched = try await fetch(restoring: restoring)
            var updates: [String] = []
            var lease: [String: ObjectID] = [:]
            for (reference, ours) in try ownReferences() where fetched.references[reference] != ours {
                if let theirs = fetched.references[reference], try !repository.git.descends(ours, from: theirs) {
                    guard reference != RemoteNotes.subjects else { continue }
                    guard replacing else { throw Self.needsCheckpoint(reference) }
                    lease[reference] = theirs
                }
                updates.append("\(ours):\(reference)")
            }
            guard !updates.isEmpty else {
                if restoring { try rememberPushed([], over: fetched.references, forgetting: true) }
                return fetched.lines + ["nothing to push: \(remote.name) has all notes"]
            }
            let result = try await remote.push(updates, replacing: lease)
            if result.isTaken {
                try rememberPushed(updates, over: fetched.references, forgetting: restoring)
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

    private func ownReferences() throws -> [(String, ObjectID)] {
        try (NoteStore.Namespace.allCases.map(\.rawValue) + [RemoteNotes.subjects]).compactMap { name in
            try repository.git.reference(name).map { (name, $0) }
        }
    }

    private func rememberPushed(
        _ updates: [String],
        over references: [String: ObjectID],
        forgetting: Bool
    ) throws {
        var present = references
        for update in updates {
            let parts = update.split(separator: ":", maxSplits: 1)
            present[String(parts[1])] = ObjectID(hex: String(parts[0]))
        }
        for namespace in NoteStore.Namespace.allCases {
            guard let id = present[namespace.rawValue] else { continue }
            try track(namespace, at: id)
        }
        try remember(present, forgetting: forgetting)
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
