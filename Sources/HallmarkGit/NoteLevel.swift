internal import HallmarkCore

/// One tree of the notes: what is a note there, what leads to notes, and what is neither.
///
/// Names repeat where a hostile tree holds one twice.
struct NoteLevel {
    struct Note {
        let object: ObjectID
        let mode: UInt32
        let blob: ObjectID
    }

    /// An entry that is none of ours, kept as it is.
    private struct Stranger {
        let name: [UInt8]
        let mode: UInt32
        let id: ObjectID

        // A directory sorts as if its name ended in a slash.
        func byte(at index: Int) -> UInt8 {
            if index < name.count { return name[index] }
            return mode == NoteLevel.treeMode ? UInt8(ascii: "/") : 0
        }
    }

    static let fileMode: UInt32 = 0o100644
    private static let treeMode: UInt32 = 0o040000

    /// How many bytes of an id the directories above stand for.
    let depth: Int
    /// In the order of their objects.
    private(set) var notes: [Note] = []
    var directories: [UInt8: [ObjectID]] = [:]
    private var others: [Stranger] = []

    init(depth: Int) {
        self.depth = depth
    }

    /// Reads a tree.
    ///
    /// - Parameter prefix: any object whose id begins as the tree's place says.
    mutating func read(_ tree: ObjectID, below prefix: ObjectID, of database: borrowing ObjectDatabase) throws(GitError)
    {
        try database.withTree(tree) { bytes throws(GitError) in
            var entries = RawTree()
            while let entry = try entries.next(in: bytes) {
                if entry.isFile, let object = entry.object(below: prefix, depth: depth, in: bytes) {
                    notes.append(Note(object: object, mode: entry.mode, blob: entry.id))
                } else if entry.isTree, entry.name.count == 2, depth + 1 < NoteTree.maximumDepth,
                    let byte = entry.firstByte(in: bytes)
                {
                    directories[byte, default: []].append(entry.id)
                } else {
                    var name: [UInt8] = []
                    for index in entry.name { name.append(bytes[index]) }
                    others.append(Stranger(name: name, mode: entry.mode, id: entry.id))
                }
            }
        }
        if !zip(notes, notes.dropFirst()).allSatisfy({ $0.object <= $1.object }) {
            notes.sort { $0.object < $1.object }
        }
    }

    /// Takes over entries of another level that are neither notes nor lead to notes, where their names are free.
    ///
    /// - Returns: whether there were any.
    mutating func adoptStrangers(of other: NoteLevel) -> Bool {
        let names = Set(others.map(\.name))
        let new = other.others.filter { !names.contains($0.name) }
        others += new
        return !new.isEmpty
    }

    /// The tree of the blobs that are kept; a new one takes the place of whatever else has its name.
    var keptFolder: ObjectID? {
        get { others.first { $0.name == NoteTree.keptFolder && $0.mode == Self.treeMode }?.id }
        set {
            others.removeAll { $0.name == NoteTree.keptFolder }
            if let id = newValue { others.append(Stranger(name: NoteTree.keptFolder, mode: Self.treeMode, id: id)) }
        }
    }

    /// Puts new notes in the place of present ones, all copies of which go away.
    ///
    /// - Returns: those whose place is below a directory.
    mutating func place(_ changes: ArraySlice<Note>) -> [Note] {
        var kept: [Note] = []
        kept.reserveCapacity(notes.count + changes.count)
        var deeper: [Note] = []
        var index = 0
        for change in changes {
            while index < notes.count, notes[index].object < change.object {
                kept.append(notes[index])
                index += 1
            }
            while index < notes.count, notes[index].object == change.object { index += 1 }
            if directories[change.object[depth]] == nil { kept.append(change) } else { deeper.append(change) }
        }
        kept += notes[index...]
        notes = kept
        return deeper
    }

    // git's heuristic (notes.c, determine_fanout): a level is split once each of its sixteen first digits leads to a
    // directory or to two notes or more.
    var shouldFanOut: Bool {
        guard !notes.isEmpty else { return false }
        var weights = [Int](repeating: 0, count: 16)
        for (index, note) in notes.enumerated() where index == 0 || notes[index - 1].object != note.object {
            weights[Int(note.object[depth] >> 4)] += 1
        }
        for byte in directories.keys { weights[Int(byte >> 4)] += 2 }
        return weights.allSatisfy { $0 >= 2 }
    }

    /// Takes the notes away that can move below a directory; one that cannot without hiding another stays.
    mutating func fanOut(in database: borrowing ObjectDatabase) throws(GitError) -> [Note] {
        let taken = Set(others.lazy.filter { $0.name.count == 2 }.map(\.name))
        var staying: [Note] = []
        var moving: [Note] = []
        for (index, note) in notes.enumerated() {
            let isCopy =
                index > 0 && notes[index - 1].object == note.object
                || index + 1 < notes.count && notes[index + 1].object == note.object
            var isHiding = isCopy || !taken.isEmpty && taken.contains(Array(Hex.encode([note.object[depth]]).utf8))
            if !isHiding, let trees = directories[note.object[depth]] {
                isHiding =
                    try !NoteLookup.blobs(about: note.object, in: trees, depth: depth + 1, of: database).isEmpty
            }
            if isHiding {
                staying.append(note)
            } else {
                moving.append(Note(object: note.object, mode: Self.fileMode, blob: note.blob))
            }
        }
        notes = staying
        return moving
    }

    /// The bytes of the tree object.
    ///
    /// libgit2's tree builder would refuse names and missing objects that others have put into a tree already, and
    /// with them every further note.
    var content: [UInt8] {
        var entries = others
        entries.reserveCapacity(others.count + notes.count + directories.count)
        for (byte, trees) in directories {
            let name = Array(Hex.encode([byte]).utf8)
            entries += trees.map { Stranger(name: name, mode: Self.treeMode, id: $0) }
        }
        for note in notes {
            let name = Array(Hex.encode((depth..<ObjectID.size).map { note.object[$0] }).utf8)
            entries.append(Stranger(name: name, mode: note.mode, id: note.blob))
        }
        entries.sort(by: Self.precedes)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.name.count + 30 })
        for entry in entries {
            bytes += String(entry.mode, radix: 8).utf8
            bytes.append(UInt8(ascii: " "))
            bytes += entry.name
            bytes.append(0)
            for index in 0..<ObjectID.size { bytes.append(entry.id[index]) }
        }
        return bytes
    }

    // Git's order; length, mode and id settle what a hostile tree leaves open.
    private static func precedes(_ left: Stranger, _ right: Stranger) -> Bool {
        let count = min(left.name.count, right.name.count)
        for index in 0..<count where left.name[index] != right.name[index] {
            return left.name[index] < right.name[index]
        }
        let (first, second) = (left.byte(at: count), right.byte(at: count))
        if first != second { return first < second }
        return (left.name.count, left.mode, left.id) < (right.name.count, right.mode, right.id)
    }
}
