package import HallmarkStatement

/// The checkpoints that let lines vanish from notes: each signed by the root's threshold for the role `policy`.
///
/// No rule of a policy asks for one; this is what binds the statement to the notes.
package struct NotesCheckpoints: Sendable {
    /// How many envelopes are looked at.
    package static let maximumCandidates = 1024

    /// What may vanish, as its signers named it.
    package let checkpoints: [NotesCheckpointPredicate]

    /// Takes those of the candidates that count for a reference.
    package init(among candidates: [Envelope], about reference: String, root: VerifiedRoot) {
        var checkpoints: [NotesCheckpointPredicate] = []
        for envelope in candidates.prefix(Self.maximumCandidates) {
            guard let statement = try? Statement(payloadOf: envelope),
                let checkpoint = try? statement.predicate(as: NotesCheckpointPredicate.self)
            else { continue }
            // What cannot be read, or is about something else, is no checkpoint: then nothing may vanish.
            guard checkpoint.repository.isExactly(root.root.repository), checkpoint.reference.isExactly(reference),
                statement.subjects == checkpoint.subjects
            else { continue }
            let signers = root.signers(of: envelope).filter { $0.roles.contains(.policy) }
            guard let threshold = root.root.thresholds[.policy], signers.count >= max(1, threshold) else { continue }
            checkpoints.append(checkpoint)
        }
        self.checkpoints = checkpoints
    }
}
