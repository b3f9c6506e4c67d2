internal import CHallmarkLibgit2
internal import HallmarkCore

/// The tree behind a notes reference: the hex of an object's id, split into directories of two digits.
enum NoteTree {
    /// A note's new blob.
    struct Change {
        let object: ObjectID
        let blob: ObjectID
    }

    /// How many entries are looked at in one reading of all notes.
    static let maximumEntries = 5_000_000

    /// The blobs about an object, in whichever fan-out they lie.
    static func blobs(
        about object: ObjectID,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> [ObjectID] {
        try blobs(Array(object.hex.utf8)[...], in: tree, of: repository)
    }

    /// Every object that has a note, in order.
    static func objects(in tree: ObjectID, of repository: borrowing Repository) throws(GitError) -> [ObjectID] {
        var found: Set<ObjectID> = []
        var budget = maximumEntries
        try collect(prefix: [], tree, of: repository, budget: &budget, into: &found)
        return found.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// A tree with these notes in place.
    static func applying(
        _ changes: [Change],
        to tree: ObjectID?,
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        let notes = Dictionary(
            changes.map { (Array($0.object.hex.utf8)[...], $0.blob) },
            uniquingKeysWith: { _, last in last }
        )
        return try apply(notes, to: tree, in: repository)
    }

    private static func blobs(
        _ rest: ArraySlice<UInt8>,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> [ObjectID] {
        var found: [ObjectID] = []
        for entry in try repository.tree(tree) {
            switch entry.kind {
            case .file where entry.name[...] == rest:
                found.append(entry.id)
            case .tree where entry.name.count == 2 && rest.count > 2 && rest.starts(with: entry.name):
                found += try blobs(rest.dropFirst(2), in: entry.id, of: repository)
            default: continue
            }
        }
        return found
    }

    private static func collect(
        prefix: [UInt8],
        _ tree: ObjectID,
        of repository: borrowing Repository,
        budget: inout Int,
        into found: inout Set<ObjectID>
    ) throws(GitError) {
        for entry in try repository.tree(tree) {
            budget -= 1
            guard budget > 0 else { throw GitError(.tooLarge, "the notes have more than \(maximumEntries) entries") }
            let name = prefix + entry.name
            switch entry.kind {
            case .file:
                if let object = ObjectID(hex: String(decoding: name, as: UTF8.self)) { found.insert(object) }
            case .tree where entry.name.count == 2 && name.count < 40 && Hex.decode(entry.name) != nil:
                try collect(prefix: name, entry.id, of: repository, budget: &budget, into: &found)
            default: continue
            }
        }
    }

    private static func apply(
        _ notes: [ArraySlice<UInt8>: ObjectID],
        to tree: ObjectID?,
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        var entries: [[UInt8]: Repository.TreeEntry] = [:]
        if let tree {
            for entry in try repository.tree(tree) { entries[entry.name] = entry }
        }
        var deeper: [[UInt8]: [ArraySlice<UInt8>: ObjectID]] = [:]
        for (rest, blob) in notes {
            let directory = Array(rest.prefix(2))
            // The one place of a note is below a directory where there is one; a second copy beside it goes away.
            if rest.count > 2, entries[directory]?.kind == .tree {
                deeper[directory, default: [:]][rest.dropFirst(2)] = blob
                entries[Array(rest)] = nil
            } else {
                let name = Array(rest)
                entries[name] = Repository.TreeEntry(name: name, kind: .file(executable: false), id: blob)
            }
        }
        if shouldFanOut(entries.values) {
            for entry in entries.values where isNote(entry) {
                let directory = Array(entry.name.prefix(2))
                deeper[directory, default: [:]][entry.name[2...]] = entry.id
                entries[entry.name] = nil
            }
        }
        for (directory, notes) in deeper {
            let below = try apply(notes, to: entries[directory]?.id, in: repository)
            entries[directory] = Repository.TreeEntry(name: directory, kind: .tree, id: below)
        }
        return try repository.writeTree(Array(entries.values))
    }

    // git's heuristic (notes.c, determine_fanout): a level is split once each of its sixteen first digits leads to a
    // directory or to two notes or more.
    private static func shouldFanOut(_ entries: some Collection<Repository.TreeEntry>) -> Bool {
        var weights: [UInt8: Int] = [:]
        var hasNotes = false
        for entry in entries {
            guard let digit = entry.name.first else { continue }
            if isNote(entry) {
                hasNotes = true
                weights[digit, default: 0] += 1
            } else if entry.kind == .tree, entry.name.count == 2 {
                weights[digit, default: 0] += 2
            }
        }
        return hasNotes && "0123456789abcdef".utf8.allSatisfy { weights[$0, default: 0] >= 2 }
    }

    private static func isNote(_ entry: Repository.TreeEntry) -> Bool {
        entry.name.count > 2 && entry.name.count <= 40 && entry.kind == .file(executable: false)
            && Hex.decode(entry.name) != nil
    }
}
