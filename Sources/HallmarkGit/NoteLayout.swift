internal import HallmarkCore
internal import HallmarkStatement

/// The one place where synchronisation touches the layout of notes' trees.
enum NoteLayout {
    /// How many hexadecimal digits name an object.
    static let digits = NoteTree.digits

    /// The blobs about an object, in whichever fan-out they lie.
    static func blobs(
        about object: ObjectID,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> [ObjectID] {
        Array(try NoteTree.blobs(about: object, in: tree, of: repository).prefix(NoteStore.maximumCopies))
    }

    /// Every object that has a note, in order.
    static func objects(in tree: ObjectID, of repository: borrowing Repository) throws(GitError) -> [ObjectID] {
        try NoteTree.objects(in: tree, of: repository)
    }

    /// A tree with these notes in place of those about the same objects.
    static func writing(
        _ notes: [ObjectID: Note],
        to tree: ObjectID?,
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        var changes: [NoteTree.Change] = []
        for (object, note) in notes {
            changes.append(NoteTree.Change(object: object, blob: try repository.writeBlob(note.content)))
        }
        return try NoteTree.applying(changes, to: tree, in: repository)
    }

    /// Writes a tree object, its entries in any order.
    static func write(
        _ entries: [Repository.TreeEntry],
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        try repository.writeTree(entries)
    }
}

/// What an entry of a notes tree is.
enum NotePlace {
    case note
    case directory
    case other

    /// - Parameter digits: how many digits of an object's id the directories above have not used.
    init(_ entry: Repository.TreeEntry, digits: Int) {
        let isHex = Hex.decode(entry.name) != nil
        switch entry.kind {
        case .file where entry.name.count == digits && isHex: self = .note
        case .tree where entry.name.count == 2 && digits > 2 && isHex: self = .directory
        default: self = .other
        }
    }
}
