/// The tree behind a notes reference: the hex of an object's id, split into directories of two digits.
///
/// A hostile tree can hold anything: entries that are no notes, one note in several places, one name twice. All of it
/// is read without a walk longer than the tree is large, and kept when the tree is rewritten.
enum NoteTree {
    /// How many entries are looked at in one reading of all notes, or of the notes about some objects.
    static let maximumEntries = 5_000_000
    /// How many bytes a tree object may have: two million notes in one, which git lays out in 65 792.
    static let maximumTreeSize = 128 << 20
    /// How deep directories of notes are followed: the root and nineteen below it, until one byte of an id is left.
    static let maximumDepth = 20
    /// How many damaged places are listed.
    static let maximumDamage = 1000

    /// What a tree of notes holds: the objects in order, and the places below which no one can look.
    struct Listing {
        var objects: [ObjectID] = []
        var damage: [NoteStore.Damage] = []
    }

    /// Every object that has a note, in order.
    ///
    /// - Throws: a ``GitError`` when the root cannot be read or there are too many entries; a place below that cannot be
    ///   read is damage, and hides no other.
    static func listing(
        of tree: ObjectID,
        in database: borrowing ObjectDatabase,
        maximumEntries: Int = maximumEntries
    ) throws(GitError) -> Listing {
        var listing = Listing()
        var budget = maximumEntries
        try list(tree, below: ObjectID(), depth: 0, in: database, budget: &budget, into: &listing)
        // Git's order of names is that of the ids, but where notes lie beside a directory of the same digits.
        if !zip(listing.objects, listing.objects.dropFirst()).allSatisfy(<) {
            listing.objects = Set(listing.objects).sorted()
        }
        return listing
    }

    private static func list(
        _ tree: ObjectID,
        below prefix: ObjectID,
        depth: Int,
        in database: borrowing ObjectDatabase,
        budget: inout Int,
        into listing: inout Listing
    ) throws(GitError) {
        try database.withTree(tree) { bytes throws(GitError) in
            var entries = RawTree()
            while let entry = try entries.next(in: bytes) {
                budget -= 1
                guard budget >= 0 else { throw GitError.tooManyEntries }
                if entry.isFile {
                    if let object = entry.object(below: prefix, depth: depth, in: bytes) {
                        listing.objects.append(object)
                    }
                } else if entry.isTree, entry.name.count == 2, let byte = entry.firstByte(in: bytes) {
                    var below = prefix
                    below[depth] = byte
                    do throws(GitError) {
                        guard depth + 1 < maximumDepth else { throw GitError.tooDeep }
                        try list(
                            entry.id,
                            below: below,
                            depth: depth + 1,
                            in: database,
                            budget: &budget,
                            into: &listing
                        )
                    } catch {
                        guard error.code != .tooManyEntries, listing.damage.count < maximumDamage else {
                            throw GitError.tooManyEntries
                        }
                        let place = String(below.hex.prefix(2 * (depth + 1)))
                        listing.damage.append(NoteStore.Damage(place: place, error: error))
                    }
                }
            }
        }
    }
}

extension GitError {
    static let tooDeep = GitError(
        .tooDeep,
        "a note lies below more than \(NoteTree.maximumDepth) directories, where git reads none either"
    )
    static let tooManyEntries = GitError(
        .tooManyEntries,
        "the trees of notes have more than \(NoteTree.maximumEntries) entries, or too many that cannot be read; look at them with: git ls-tree -r"
    )
}
