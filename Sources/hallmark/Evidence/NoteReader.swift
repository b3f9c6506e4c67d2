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
        let note = Result { () throws(GitError) in try NoteStore(namespace).note(about: object, in: repository.git) }
        take(note.map { Self.parse($0, about: object) }, about: object)
    }

    /// Reads the notes about many objects: all are looked for in one walk, and taken apart on all cores.
    mutating func read(_ objects: Set<ObjectID>, _ namespace: NoteStore.Namespace) throws {
        let notes = try NoteStore(namespace).notes(about: objects, in: repository.git).sorted { $0.key < $1.key }
        let lines = notes.concurrentMap { note in note.value.map { Self.parse($0, about: note.key) } }
        for (note, lines) in zip(notes, lines) { take(lines, about: note.key) }
    }

    /// What a line of a note is to a verification.
    private enum Line: Sendable {
        case found(Evidence.Found)
        case reference(EnvelopeReference)
        case skipped(reason: String)
    }

    private static func parse(_ note: Note, about object: ObjectID) -> [Line] {
        let origin = Evidence.Found.Origin.note(object: object.hex)
        return note.parsed.map { line in
            switch line {
            case .envelope(let envelope): return .found(Evidence.Found(envelope, origin: origin))
            case .bundle(let bundle):
                guard case .envelope(let envelope) = bundle.content else {
                    return .skipped(reason: "a bundle without a statement")
                }
                return .found(Evidence.Found(envelope, origin: origin))
            case .reference(let reference): return .reference(reference)
            case .unknown(let reason): return .skipped(reason: reason)
            }
        }
    }

    private mutating func take(_ lines: Result<[Line], GitError>, about object: ObjectID) {
        do {
            for line in try lines.get() {
                switch line {
                case .found(let found): envelopes.insert(found)
                case .reference(let reference): follow(reference, about: object)
                case .skipped(let reason):
                    remarks.append("a line of the note about \(object) was skipped: \(reason)")
                }
            }
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
            try read(Set(objects.prefix(Self.maximumNotes)), namespace)
            if objects.count > Self.maximumNotes {
                remarks.append("only \(Self.maximumNotes) of \(objects.count) notes were looked through")
            }
        }
    }

    private mutating func follow(_ reference: EnvelopeReference, about object: ObjectID) {
        do {
            let envelope = try repository.envelope(behind: reference)
            envelopes.insert(Evidence.Found(envelope, origin: .note(object: object.hex)))
        } catch {
            remarks.append("a reference in the note about \(object) leads nowhere: \(error)")
        }
    }
}

extension Evidence {
    /// Adds what further notes hold, each envelope and remark once.
    mutating func add(_ notes: NoteReader) {
        envelopes = Array(Set(envelopes).union(notes.envelopes))
        damage = Array(Set(damage + notes.remarks)).sorted()
    }
}

extension OpenRepository {
    /// The envelope that a line of a note refers to.
    ///
    /// One hop: what lies there must be an envelope, and the one that was meant.
    func envelope(behind reference: EnvelopeReference) throws -> Envelope {
        guard let id = ObjectID(hex: reference.object) else {
            throw Failure(.undecided, "reference", "\(reference.object) is not the id of an object")
        }
        let envelope = try Envelope(json: git.blob(id, maximumSize: Envelope.maximumSize))
        guard envelope.digest == reference.envelope else {
            throw Failure(.undecided, "reference", "the blob holds another envelope")
        }
        return envelope
    }
}
