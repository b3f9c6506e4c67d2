package import HallmarkStatement

/// The notes of a repository: envelopes by the object they are about, under one reference.
///
/// Notes are read in any fan-out and written as git writes them, so that `git notes` reads ours and we read git's.
/// Of what a tree of notes holds beside notes nothing is read and everything is kept.
package struct NoteStore {
    /// The references that Hallmark keeps notes under.
    package enum Namespace: String, Sendable, CaseIterable {
        /// About commits, trees and tags.
        case attestations = "refs/notes/attestations"
        /// About blobs, and artifacts outside of the repository.
        case blobs = "refs/notes/attestations-blobs"
    }

    /// A place that could not be read: only the objects there are undecided.
    package struct Damage: Sendable {
        /// The digits that the ids of these objects begin with.
        package let place: String
        package let error: GitError
    }

    /// How often a write is tried again when another writer was first.
    package static let maximumAttempts = TreeReference.maximumAttempts
    /// How many notes about one object, in different fan-outs, are read.
    package static let maximumCopies = 64

    package let namespace: Namespace

    package init(_ namespace: Namespace) {
        self.namespace = namespace
    }

    /// The note about an object; an empty one when there is none.
    ///
    /// Hostile trees can hold several notes about one object in different fan-outs; all of them count.
    package func note(about object: ObjectID, in repository: borrowing Repository) throws(GitError) -> Note {
        guard let tree = try reference.tree(in: repository) else { return Note() }
        let database = try ObjectDatabase(of: repository)
        let blobs = try NoteLookup.blobs(about: object, in: [tree], depth: 0, of: database)
        return try Self.note(about: object, in: blobs, of: database)
    }

    /// The notes about many objects, in one walk; of each why it cannot be read, where it cannot.
    package func notes(
        about objects: Set<ObjectID>,
        in repository: borrowing Repository
    ) throws(GitError) -> [ObjectID: Result<Note, GitError>] {
        guard let tree = try reference.tree(in: repository) else { return [:] }
        let database = try ObjectDatabase(of: repository)
        var lookup = NoteLookup(objects.sorted())
        try lookup.look(in: tree, of: database)
        var notes: [ObjectID: Result<Note, GitError>] = [:]
        for (object, blobs) in zip(lookup.objects, lookup.blobs) {
            do throws(GitError) {
                let note = try Self.note(about: object, in: blobs.get(), of: database)
                if !note.lines.isEmpty { notes[object] = .success(note) }
            } catch {
                notes[object] = .failure(error)
            }
        }
        return notes
    }

    /// Every object that has a note, in order.
    ///
    /// - Throws: a ``GitError`` also when some place cannot be read; ``listing(in:)`` passes over it.
    package func objects(in repository: borrowing Repository) throws(GitError) -> [ObjectID] {
        let (objects, damage) = try listing(in: repository)
        if let damage = damage.first { throw damage.error }
        return objects
    }

    /// Every object that has a note, in order, and the places that cannot be read.
    package func listing(
        in repository: borrowing Repository
    ) throws(GitError) -> (objects: [ObjectID], damage: [Damage]) {
        guard let tree = try reference.tree(in: repository) else { return ([], []) }
        let listing = try NoteTree.listing(of: tree, in: ObjectDatabase(of: repository))
        return (listing.objects, listing.damage)
    }

    /// Adds lines to notes, all in one tree and one commit; lines that are there already change nothing.
    ///
    /// The reference moves by compare-and-swap: when another writer was first, everything is read and merged anew, so
    /// that nothing of either is lost.
    ///
    /// - Parameters:
    ///   - blobs: objects that lines name; the notes' own tree names them too, so that no collection of garbage takes
    ///     them and they travel with the notes.
    ///   - wait: called with the number of the attempt before each further one.
    /// - Throws: a ``GitError`` with `.conflict` after ``maximumAttempts``; for a note that cannot be read, or that no
    ///   reader would take with the new lines, its own error, after all others were written.
    package func add(
        _ lines: [ObjectID: [[UInt8]]],
        keeping blobs: Set<ObjectID> = [],
        to repository: borrowing Repository,
        message: String,
        wait: (Int) -> Void
    ) throws(GitError) {
        let objects = lines.keys.sorted()
        var refusal: GitError?
        try reference.update(in: repository, message: message, wait: wait) { tree, database, writer throws(GitError) in
            refusal = nil
            var lookup = NoteLookup(objects)
            if let tree { try lookup.look(in: tree, of: database) }
            var changes: [NoteTree.Change] = []
            for (object, copies) in zip(objects, lookup.blobs) {
                let merged: Note?
                do throws(GitError) {
                    let present = try Self.note(about: object, in: copies.get(), of: database)
                    merged = try Self.adding(lines[object] ?? [], to: present, about: object)
                } catch {
                    refusal = refusal ?? error
                    continue
                }
                guard let merged else { continue }
                changes.append(NoteTree.Change(object: object, blob: try writer.add(.blob, merged.content)))
                if writer.isFull { try writer.flush(to: database) }
            }
            guard !changes.isEmpty || !blobs.isEmpty else { return nil }
            return try NoteTree.applying(changes, keeping: blobs, to: tree, of: database, writer: &writer)
        }
        if let refusal { throw refusal }
    }

    private var reference: TreeReference { TreeReference(name: namespace.rawValue) }

    /// The note with further lines, or `nil` where it has them.
    private static func adding(
        _ lines: [[UInt8]],
        to present: Note,
        about object: ObjectID
    ) throws(GitError) -> Note? {
        let merged = present.adding(lines)
        guard merged != present else { return nil }
        // What no reader would take must not be written: it would take the lines of others with it.
        if let objection = merged.objection { throw GitError(objection, about: object) }
        return merged
    }

    private static func note(
        about object: ObjectID,
        in blobs: [ObjectID],
        of database: borrowing ObjectDatabase
    ) throws(GitError) -> Note {
        var note = Note()
        for blob in blobs {
            let copy = try read(blob, about: object, of: database)
            note = note.lines.isEmpty ? copy : note.adding(copy.lines)
            if let objection = note.objection { throw GitError(objection, about: object) }
        }
        return note
    }

    private static func read(
        _ blob: ObjectID,
        about object: ObjectID,
        of database: borrowing ObjectDatabase
    ) throws(GitError) -> Note {
        let content: [UInt8]
        do throws(GitError) {
            content = try database.withBlob(blob, maximumSize: Note.maximumSize) { bytes throws(GitError) in
                unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
            }
        } catch {
            guard error.code == .tooLarge else { throw error }
            throw GitError(.noteTooLarge, "the note about \(object): \(error.message)")
        }
        do throws(StatementError) {
            return try Note(content: content)
        } catch {
            throw GitError(error, about: object)
        }
    }
}

extension GitError {
    /// Says about which object the note is that is over a limit.
    fileprivate init(_ error: StatementError, about object: ObjectID) {
        let code: Code =
            switch error.code {
            case .noteTooLarge: .noteTooLarge
            case .lineTooLong: .lineTooLong
            case .tooManyLines: .tooManyLines
            default: .malformed
            }
        self.init(code, "the note about \(object): \(error)")
    }
}
