import HallmarkCore
import HallmarkGit
import HallmarkVerification

/// How notes stand to those that were seen before.
enum NotesAdvance {
    /// They are the same, or came after them.
    case forward
    /// The repository never had what was seen: it is older, or another history.
    case unknown
    /// The repository has what was seen, and its notes do not contain it any more.
    case back

    /// - Parameter current: what the notes reference names now, or `nil`.
    init(from seen: ObjectID, to current: ObjectID?, in repository: borrowing Repository) throws {
        guard current != seen else {
            self = .forward
            return
        }
        do {
            _ = try repository.commit(seen)
        } catch {
            guard error.code == .notFound else { throw error }
            self = .unknown
            return
        }
        guard let current, try repository.isCommit(current, atOrAfter: seen) else {
            self = .back
            return
        }
        self = .forward
    }

    /// Why notes that went back are refused.
    static func rollback(from seen: ObjectID, to current: ObjectID?, _ forgetting: String) -> Reason {
        Reason(
            "notes-rollback",
            "the notes of its repository do not contain any more what was seen there before",
            expected: "commit \(seen) of \(NoteStore.Namespace.attestations.rawValue), or one after it",
            found: current?.hex ?? "none",
            mend: "ask its maintainers why notes were taken away; once they have confirmed it: \(forgetting)"
        )
    }
}
