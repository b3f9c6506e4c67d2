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

    /// A note that could not be read: only its object is undecided.
    package struct Damage: Error, Sendable {
        package let object: ObjectID
        package let reason: String
    }

    /// How often a write is tried again when another writer was first: with 32 at once, one in 32 tries succeeds.
    package static let maximumAttempts = 1024
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
        guard let commit = try repository.reference(namespace.rawValue) else { return Note() }
        return try Self.note(about: object, in: repository.commit(commit).tree, of: repository)
    }

    /// Every object that has a note, in order.
    package func objects(in repository: borrowing Repository) throws(GitError) -> [ObjectID] {
        guard let commit = try repository.reference(namespace.rawValue) else { return [] }
        return try NoteTree.objects(in: repository.commit(commit).tree, of: repository)
    }

    /// Adds lines to notes in one commit; lines that are there already change nothing.
    ///
    /// The reference moves by compare-and-swap: when another writer was first, everything is read and merged anew, so
    /// that nothing of either is lost.
    ///
    /// - Parameters:
    ///   - blobs: objects that lines name; the notes' own tree names them too, so that no collection of garbage takes
    ///     them and they travel with the notes.
    ///   - wait: called with the number of the attempt before each further one.
    /// - Throws: a ``GitError`` with `.conflict` after ``maximumAttempts``.
    package func add(
        _ lines: [ObjectID: [[UInt8]]],
        keeping blobs: Set<ObjectID> = [],
        to repository: borrowing Repository,
        message: String,
        wait: (Int) -> Void
    ) throws(GitError) {
        var attempt = 0
        while true {
            do {
                return try tryToAdd(lines, keeping: blobs, to: repository, message: message)
            } catch  where error.code == .conflict && attempt < Self.maximumAttempts {
                attempt += 1
                wait(attempt)
            }
        }
    }

    private func tryToAdd(
        _ lines: [ObjectID: [[UInt8]]],
        keeping blobs: Set<ObjectID>,
        to repository: borrowing Repository,
        message: String
    ) throws(GitError) {
        let parent = try repository.reference(namespace.rawValue)
        var tree: ObjectID?
        if let parent { tree = try repository.commit(parent).tree }
        var changes: [NoteTree.Change] = []
        for (object, added) in lines {
            var present = Note()
            if let tree { present = try Self.note(about: object, in: tree, of: repository) }
            let merged = present.adding(added)
            guard merged != present else { continue }
            // What no reader would take must not be written: it would take the lines of others with it.
            guard merged.isWithinLimits else {
                throw GitError(.tooLarge, "the note about \(object) would be larger than a reader takes")
            }
            changes.append(NoteTree.Change(object: object, blob: try repository.writeBlob(merged.content)))
        }
        var written = tree
        if !changes.isEmpty { written = try NoteTree.applying(changes, to: tree, in: repository) }
        if !blobs.isEmpty { written = try NoteTree.keeping(blobs, in: written, of: repository) }
        guard let written, written != tree else { return }
        let commit = try repository.writeCommit(tree: written, parents: parent.map { [$0] } ?? [], message: message)
        try repository.setReference(namespace.rawValue, to: commit, expected: parent, log: message)
    }

    private static func note(
        about object: ObjectID,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> Note {
        let blobs = try NoteTree.blobs(about: object, in: tree, of: repository)
        guard blobs.count <= maximumCopies else {
            throw GitError(.tooLarge, "\(blobs.count) notes about \(object), at most \(maximumCopies) are read")
        }
        var lines: [[UInt8]] = []
        for blob in blobs { lines += try read(blob, about: object, in: repository).lines }
        return Note(lines: lines)
    }

    private static func read(
        _ blob: ObjectID,
        about object: ObjectID,
        in repository: borrowing Repository
    ) throws(GitError) -> Note {
        do {
            return try Note(content: repository.blob(blob, maximumSize: Note.maximumSize))
        } catch let error as GitError {
            throw error
        } catch {
            throw GitError(.malformed, "the note about \(object): \(error)")
        }
    }
}
