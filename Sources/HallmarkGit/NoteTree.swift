internal import HallmarkCore

/// The tree behind a notes reference: the hex of an object's id, split into directories of two digits.
///
/// A hostile tree can hold anything: entries that are no notes, one note in several places, one name twice. All of it
/// is read without a walk longer than the tree is large, and kept when the tree is rewritten.
enum NoteTree {
    /// A note's new blob, which has every line that any present note about the object has.
    struct Change {
        let object: ObjectID
        let blob: ObjectID
    }

    /// How many entries are looked at in one reading of all notes.
    static let maximumEntries = 5_000_000
    /// How many hexadecimal digits name an object.
    static let digits = 40

    /// The blobs about an object, in whichever fan-out they lie.
    static func blobs(
        about object: ObjectID,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> [ObjectID] {
        try blobs(Array(object.hex.utf8)[...], in: tree, of: repository)
    }

    /// Every object that has a note, in order.
    static func objects(
        in tree: ObjectID,
        of repository: borrowing Repository,
        maximumEntries: Int = maximumEntries
    ) throws(GitError) -> [ObjectID] {
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
        return try apply(notes, to: tree, remaining: digits, in: repository)
    }

    /// The folder, at the top of the notes' tree, of blobs that notes name: no note's name, so that git carries it along.
    static let keptFolder = Array("kept".utf8)

    /// A tree that also names these blobs, each by its id.
    static func keeping(
        _ blobs: Set<ObjectID>,
        in tree: ObjectID?,
        of repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        var entries: [Repository.TreeEntry] = []
        if let tree { entries = try repository.tree(tree) }
        var kept: [Repository.TreeEntry] = []
        if let folder = entries.first(where: { $0.name == keptFolder && $0.kind == .tree }) {
            kept = try repository.tree(folder.id)
        }
        let added = blobs.map {
            Repository.TreeEntry(name: Array($0.hex.utf8), kind: .file(executable: false), id: $0)
        }
        let names = Set(added.map(\.name))
        kept = kept.filter { !names.contains($0.name) } + added
        // Whatever else a hostile tree has under this name makes room.
        entries.removeAll { $0.name == keptFolder }
        let folder = Repository.TreeEntry(name: keptFolder, kind: .tree, id: try repository.writeTree(kept))
        return try repository.writeTree(entries + [folder])
    }

    private static func blobs(
        _ digits: ArraySlice<UInt8>,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> [ObjectID] {
        var found: Set<ObjectID> = []
        var rest = digits
        // Level by level, each tree once: a tree that names another a thousand times costs no more than once.
        var level: Set<ObjectID> = [tree]
        while !level.isEmpty {
            var below: Set<ObjectID> = []
            for tree in level {
                for entry in try repository.tree(tree) {
                    switch entry.kind {
                    case .file where rest.elementsEqual(entry.name): found.insert(entry.id)
                    case .tree where entry.name.count == 2 && rest.count > 2 && rest.starts(with: entry.name):
                        below.insert(entry.id)
                    default: continue
                    }
                }
            }
            level = below
            rest = rest.dropFirst(2)
        }
        return found.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
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
            guard budget >= 0 else { throw GitError(.tooLarge, "the notes have too many entries to be listed") }
            let name = prefix + entry.name
            switch entry.kind {
            case .file:
                if let object = ObjectID(hex: String(decoding: name, as: UTF8.self)) { found.insert(object) }
            case .tree where isDirectory(entry, remaining: digits - prefix.count):
                try collect(prefix: name, entry.id, of: repository, budget: &budget, into: &found)
            default: continue
            }
        }
    }

    private static func apply(
        _ changes: [ArraySlice<UInt8>: ObjectID],
        to tree: ObjectID?,
        remaining: Int,
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        var entries: [Repository.TreeEntry] = []
        if let tree { entries = try repository.tree(tree) }
        var level = Level(entries: entries, remaining: remaining)
        var deeper: [[UInt8]: [ArraySlice<UInt8>: ObjectID]] = [:]
        for (rest, blob) in changes {
            let directory = Array(rest.prefix(2))
            // The one place of a note is below a directory where there is one; copies beside it go away.
            if level.directories[directory] != nil {
                deeper[directory, default: [:]][rest.dropFirst(2)] = blob
                level.notes[Array(rest)] = nil
            } else {
                let entry = Repository.TreeEntry(name: Array(rest), kind: .file(executable: false), id: blob)
                level.notes[Array(rest)] = [entry]
            }
        }
        if remaining > 2, level.shouldFanOut {
            for (name, copies) in level.notes {
                let directory = Array(name.prefix(2))
                // A note that cannot move without hiding another stays: it is read where it is.
                guard copies.count == 1, !level.otherNames.contains(directory) else { continue }
                guard deeper[directory]?[name[2...]] == nil else { continue }
                var hidden: [ObjectID] = []
                for below in level.directories[directory] ?? [] {
                    hidden += try blobs(name[2...], in: below.id, of: repository)
                }
                guard hidden.isEmpty else { continue }
                deeper[directory, default: [:]][name[2...]] = copies[0].id
                level.notes[name] = nil
            }
        }
        for (name, notes) in deeper {
            let present = level.directories[name] ?? []
            let below = try apply(notes, to: present.first?.id, remaining: remaining - 2, in: repository)
            let directory = Repository.TreeEntry(name: name, kind: .tree, id: below)
            level.directories[name] = [directory] + present.dropFirst()
        }
        return try repository.writeTree(level.entries)
    }

    fileprivate static func isDirectory(_ entry: Repository.TreeEntry, remaining: Int) -> Bool {
        entry.kind == .tree && entry.name.count == 2 && remaining > 2 && Hex.decode(entry.name) != nil
    }

    fileprivate static func isNote(_ entry: Repository.TreeEntry, remaining: Int) -> Bool {
        guard case .file = entry.kind else { return false }
        return entry.name.count == remaining && Hex.decode(entry.name) != nil
    }
}

/// One tree of the notes: what is a note there, what leads to notes, and what is neither.
///
/// A name maps to more than one entry where a hostile tree holds it twice.
private struct Level {
    var notes: [[UInt8]: [Repository.TreeEntry]]
    var directories: [[UInt8]: [Repository.TreeEntry]]
    let others: [Repository.TreeEntry]
    let otherNames: Set<[UInt8]>

    /// - Parameter remaining: how many digits of an object's id the directories above have not used.
    init(entries: [Repository.TreeEntry], remaining: Int) {
        notes = Dictionary(grouping: entries.filter { NoteTree.isNote($0, remaining: remaining) }, by: \.name)
        directories = Dictionary(
            grouping: entries.filter { NoteTree.isDirectory($0, remaining: remaining) },
            by: \.name
        )
        others = entries.filter {
            !NoteTree.isNote($0, remaining: remaining) && !NoteTree.isDirectory($0, remaining: remaining)
        }
        otherNames = Set(others.map(\.name))
    }

    var entries: [Repository.TreeEntry] {
        notes.values.flatMap(\.self) + directories.values.flatMap(\.self) + others
    }

    // git's heuristic (notes.c, determine_fanout): a level is split once each of its sixteen first digits leads to a
    // directory or to two notes or more.
    var shouldFanOut: Bool {
        guard !notes.isEmpty else { return false }
        var weights: [UInt8: Int] = [:]
        for name in notes.keys { weights[name[0], default: 0] += 1 }
        for name in directories.keys { weights[name[0], default: 0] += 2 }
        return weights.count == 16 && weights.values.allSatisfy { $0 >= 2 }
    }
}
