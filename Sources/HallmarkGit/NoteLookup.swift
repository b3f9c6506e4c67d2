/// Looks for the notes about some objects in one walk, in whichever fan-out they lie.
///
/// Level by level, and each tree once for the objects that share its place: a tree that names another a thousand times
/// costs no more than once.
struct NoteLookup {
    /// The objects, in order and each once.
    let objects: [ObjectID]
    /// The blobs of the notes about each object, or why nobody can say.
    private(set) var blobs: [Result<[ObjectID], GitError>]
    private var budget: Int

    init(_ objects: [ObjectID], maximumEntries: Int = NoteTree.maximumEntries) {
        self.objects = objects
        self.blobs = Array(repeating: .success([]), count: objects.count)
        self.budget = maximumEntries
    }

    /// Looks into a tree of notes.
    ///
    /// - Throws: a ``GitError`` when the root cannot be read, or there are too many entries to look at.
    mutating func look(in tree: ObjectID, of database: borrowing ObjectDatabase) throws(GitError) {
        try look(in: [tree], at: 0..<objects.count, depth: 0, of: database)
    }

    /// Looks for one object below a directory of a tree of notes.
    static func blobs(
        about object: ObjectID,
        in trees: [ObjectID],
        depth: Int,
        of database: borrowing ObjectDatabase
    ) throws(GitError) -> [ObjectID] {
        var lookup = NoteLookup([object])
        try lookup.look(in: trees, at: 0..<1, depth: depth, of: database)
        return try lookup.blobs[0].get()
    }

    private mutating func look(
        in trees: [ObjectID],
        at range: Range<Int>,
        depth: Int,
        of database: borrowing ObjectDatabase
    ) throws(GitError) {
        guard !range.isEmpty else { return }
        var below: [UInt8: Set<ObjectID>] = [:]
        for tree in trees {
            try database.withTree(tree) { bytes throws(GitError) in
                var entries = RawTree()
                while let entry = try entries.next(in: bytes) {
                    budget -= 1
                    guard budget >= 0 else { throw GitError.tooManyEntries }
                    guard let byte = entry.firstByte(in: bytes) else { continue }
                    if entry.isFile {
                        let object = entry.object(below: objects[range.lowerBound], depth: depth, in: bytes)
                        if let object, let index = index(of: object, in: range) { add(entry.id, at: index) }
                    } else if entry.isTree, entry.name.count == 2, !part(of: range, depth: depth, byte).isEmpty {
                        below[byte, default: []].insert(entry.id)
                    }
                }
            }
        }
        for (byte, trees) in below.sorted(by: { $0.key < $1.key }) {
            let part = part(of: range, depth: depth, byte)
            do throws(GitError) {
                guard depth + 1 < NoteTree.maximumDepth else { throw GitError.tooDeep }
                try look(in: trees.sorted(), at: part, depth: depth + 1, of: database)
            } catch {
                guard error.code != .tooManyEntries else { throw error }
                for index in part where (try? blobs[index].get()) != nil { blobs[index] = .failure(error) }
            }
        }
    }

    private mutating func add(_ blob: ObjectID, at index: Int) {
        guard case .success(var present) = blobs[index], !present.contains(blob) else { return }
        present.append(blob)
        if present.count > NoteStore.maximumCopies {
            let object = objects[index]
            let message = "more than \(NoteStore.maximumCopies) notes about \(object) lie in different places"
            blobs[index] = .failure(GitError(.tooManyCopies, message + "; look at them with: git ls-tree -r"))
        } else {
            blobs[index] = .success(present)
        }
    }

    /// The objects of a range that go on with a byte; all of the range begin alike before it.
    private func part(of range: Range<Int>, depth: Int, _ byte: UInt8) -> Range<Int> {
        let start = firstIndex(in: range) { $0[depth] >= byte }
        return start..<firstIndex(in: start..<range.upperBound) { $0[depth] > byte }
    }

    private func index(of object: ObjectID, in range: Range<Int>) -> Int? {
        let index = firstIndex(in: range) { $0 >= object }
        return index < range.upperBound && objects[index] == object ? index : nil
    }

    // Binary search: the condition holds from some index on.
    private func firstIndex(in range: Range<Int>, where condition: (ObjectID) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if condition(objects[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
