package import HallmarkStatement

/// What the notes of one tree have, line by line, that those of another lack.
///
/// Subtrees that are the same on both sides are never read, so that the cost follows the change and not the size. A note
/// over a limit has no lines that any reader takes; its object is named in ``unreadable`` and stops nothing else.
package struct NoteDifference: Sendable {
    /// Lines of the older notes that the newer ones lack, wherever they lie in them.
    package private(set) var removed: [ObjectID: [[UInt8]]] = [:]
    /// Objects of which the newer notes hold a note over a limit, or one that is not here.
    package private(set) var unreadable: Set<ObjectID> = []
    private var changes: [ObjectID: Sides] = [:]

    /// The blobs about an object that only one side has.
    private struct Sides {
        var older: Set<ObjectID> = []
        var newer: Set<ObjectID> = []
    }

    /// Compares two trees of notes; `nil` has none.
    ///
    /// - Throws: a ``GitError`` with `.tooLarge` when more than `maximumEntries` differ.
    package init(
        from older: ObjectID?,
        to newer: ObjectID?,
        in repository: borrowing Repository,
        maximumEntries: Int = NoteStore.maximumDifferingEntries
    ) throws(GitError) {
        guard older != newer else { return }
        var budget = maximumEntries
        try compare([], [older].compactMap(\.self), [newer].compactMap(\.self), in: repository, budget: &budget)
        changes = changes.filter { $0.value.older != $0.value.newer }
        for (object, sides) in changes {
            // What the newer side keeps whole needs no reading.
            let gone = sides.older.subtracting(sides.newer)
            guard !gone.isEmpty else { continue }
            let lines = try Self.lines(of: gone, in: repository).lines
            let present = try Self.lines(of: sides.newer, in: repository)
            guard present.isComplete else {
                unreadable.insert(object)
                continue
            }
            var missing = lines.subtracting(present.lines)
            // A hostile tree may hold them in a part that did not change.
            if !missing.isEmpty, let newer {
                guard let blobs = try NoteLayout.blobs(about: object, in: newer, of: repository) else {
                    unreadable.insert(object)
                    continue
                }
                missing.subtract(try Self.lines(of: Set(blobs), in: repository).lines)
            }
            if !missing.isEmpty { removed[object] = missing.sorted { $0.lexicographicallyPrecedes($1) } }
        }
    }

    /// What the newer notes bring.
    package struct Addition: Sendable {
        /// Lines by object that are not in the older notes' changed parts.
        package internal(set) var lines: [ObjectID: [[UInt8]]] = [:]
        /// Objects about which there is a note that no reader takes.
        package internal(set) var unreadable: Set<ObjectID>
    }

    /// Reads what the newer notes bring.
    package func added(in repository: borrowing Repository) throws(GitError) -> Addition {
        var addition = Addition(unreadable: unreadable)
        for (object, sides) in changes {
            let extra = sides.newer.subtracting(sides.older)
            guard !extra.isEmpty else { continue }
            let (newer, isComplete) = try Self.lines(of: extra, in: repository)
            if !isComplete { addition.unreadable.insert(object) }
            let lines = newer.subtracting(try Self.lines(of: sides.older, in: repository).lines)
            if !lines.isEmpty { addition.lines[object] = lines.sorted { $0.lexicographicallyPrecedes($1) } }
        }
        return addition
    }

    /// Reads several trees of one place against several others: a hostile tree names one directory twice.
    private mutating func compare(
        _ prefix: [UInt8],
        _ older: [ObjectID],
        _ newer: [ObjectID],
        in repository: borrowing Repository,
        budget: inout Int
    ) throws(GitError) {
        let before = try Self.entries(of: older, in: repository)
        let after = try Self.entries(of: newer, in: repository)
        let digits = NoteLayout.digits - prefix.count
        var below: [[UInt8]: (older: [ObjectID], newer: [ObjectID])] = [:]
        for (entries, isNewer) in [(before.subtracting(after), false), (after.subtracting(before), true)] {
            for entry in entries {
                budget -= 1
                guard budget >= 0 else { throw GitError(.tooLarge, "the notes differ in too many entries") }
                switch NotePlace(entry, digits: digits) {
                case .note:
                    guard let object = ObjectID(hex: String(decoding: prefix + entry.name, as: UTF8.self)) else {
                        continue
                    }
                    if isNewer {
                        changes[object, default: Sides()].newer.insert(entry.id)
                    } else {
                        changes[object, default: Sides()].older.insert(entry.id)
                    }
                case .directory:
                    if isNewer {
                        below[entry.name, default: ([], [])].newer.append(entry.id)
                    } else {
                        below[entry.name, default: ([], [])].older.append(entry.id)
                    }
                case .other: continue
                }
            }
        }
        for (name, trees) in below {
            try compare(prefix + name, trees.older, trees.newer, in: repository, budget: &budget)
        }
    }

    private static func entries(
        of trees: [ObjectID],
        in repository: borrowing Repository
    ) throws(GitError) -> Set<Repository.TreeEntry> {
        var entries: Set<Repository.TreeEntry> = []
        for tree in trees { entries.formUnion(try repository.tree(tree)) }
        return entries
    }

    /// The lines of blobs, and whether all of them could be read.
    private static func lines(
        of blobs: Set<ObjectID>,
        in repository: borrowing Repository
    ) throws(GitError) -> (lines: Set<[UInt8]>, isComplete: Bool) {
        var lines: Set<[UInt8]> = []
        var isComplete = true
        for blob in blobs {
            if let note = try NoteStore.readable(blob, in: repository) {
                lines.formUnion(note.lines)
            } else {
                isComplete = false
            }
        }
        return (lines, isComplete)
    }
}

extension NoteStore {
    /// How many entries of two trees may differ before a comparison is given up.
    package static let maximumDifferingEntries = 5_000_000

    /// The note about an object as a commit of notes has it.
    package static func note(
        about object: ObjectID,
        at commit: ObjectID,
        in repository: borrowing Repository
    ) throws(GitError) -> Note {
        let blobs = try NoteLayout.blobs(about: object, in: repository.commit(commit).tree, of: repository)
        var lines: [[UInt8]] = []
        for blob in blobs ?? [] { lines += try readable(blob, in: repository)?.lines ?? [] }
        return Note(lines: lines)
    }

    /// The note in a blob, or `nil` where no reader takes it: over a limit, no blob, or not here.
    static func readable(_ blob: ObjectID, in repository: borrowing Repository) throws(GitError) -> Note? {
        let content: [UInt8]
        do {
            content = try repository.blob(blob, maximumSize: Note.maximumSize)
        } catch {
            guard [.tooLarge, .malformed, .notFound].contains(error.code) else { throw error }
            return nil
        }
        do {
            return try Note(content: content)
        } catch {
            return nil
        }
    }
}
