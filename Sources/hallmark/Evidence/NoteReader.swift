import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// Reads envelopes from a repository's notes; damage to one note is remarked on and leaves the others alone.
struct NoteReader {
    /// How many notes are looked through when the ones in place do not suffice.
    static let maximumNotes = 20_000

    private let repository: OpenRepository
    private(set) var envelopes: Set<Evidence.Found> = []
    private(set) var remarks: [String] = []
    /// Objects whose notes could not be read, with the reason.
    private(set) var unreadable: [String: String] = [:]

    init(_ repository: OpenRepository) {
        self.repository = repository
    }

    /// Whether the repository has notes of Hallmark at all; `nil` where there is no remote to fetch them from.
    func hasNotes() throws -> Bool? {
        let isThere = try NoteStore.Namespace.allCases.contains { try repository.git.reference($0.rawValue) != nil }
        return try isThere || repository.git.remotes().contains("origin") ? isThere : nil
    }

    /// Reads the note about an object.
    mutating func read(_ object: ObjectID, _ namespace: NoteStore.Namespace) {
        take(Result { () throws(GitError) in try NoteStore(namespace).note(about: object, in: repository.git) }, object)
    }

    /// Reads the notes about many objects.
    mutating func read(_ objects: Set<ObjectID>, _ namespace: NoteStore.Namespace) throws {
        let notes = try NoteStore(namespace).notes(about: objects, in: repository.git)
        for (object, note) in notes.sorted(by: { $0.key < $1.key }) { take(note, object) }
    }

    private mutating func take(_ note: Result<Note, GitError>, _ object: ObjectID) {
        do {
            for line in try note.get().parsed { read(line, about: object) }
        } catch {
            unreadable[object.hex] = "\(error)"
            remarks.append("the note about \(object) cannot be read: \(error)")
        }
    }

    /// Reads every note, up to a limit: a statement's place proves nothing, so it may lie anywhere.
    mutating func readAll() throws {
        for namespace in NoteStore.Namespace.allCases {
            let (objects, damage) = try NoteStore(namespace).listing(in: repository.git)
            remarks += damage.map { "notes about objects that begin with \($0.place) cannot be read: \($0.error)" }
            for object in objects.prefix(Self.maximumNotes) { read(object, namespace) }
            if objects.count > Self.maximumNotes {
                remarks.append("only \(Self.maximumNotes) of \(objects.count) notes were looked through")
            }
        }
    }

    private mutating func read(_ line: Note.Line, about object: ObjectID) {
        switch line {
        case .envelope(let envelope):
            envelopes.insert(Evidence.Found(envelope, origin: .note(object: object.hex)))
        case .bundle(let bundle):
            guard case .envelope(let envelope) = bundle.content else {
                remarks.append("a line of the note about \(object) was skipped: a bundle without a statement")
                return
            }
            envelopes.insert(Evidence.Found(envelope, origin: .note(object: object.hex)))
        case .reference(let reference):
            follow(reference, about: object)
        case .unknown(let reason):
            remarks.append("a line of the note about \(object) was skipped: \(reason)")
        }
    }

    // One hop: what lies there must be an envelope, and the one that was meant.
    private mutating func follow(_ reference: EnvelopeReference, about object: ObjectID) {
        do {
            guard let id = ObjectID(hex: reference.object) else { return }
            let bytes = try repository.git.blob(id, maximumSize: Envelope.maximumSize)
            let envelope = try Envelope(json: bytes)
            guard envelope.digest == reference.envelope else {
                throw Failure(.undecided, "reference", "the blob holds another envelope")
            }
            envelopes.insert(Evidence.Found(envelope, origin: .note(object: object.hex)))
        } catch {
            remarks.append("a reference in the note about \(object) leads nowhere: \(error)")
        }
    }
}
