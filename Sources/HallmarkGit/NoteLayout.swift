internal import HallmarkCore
internal import HallmarkStatement

/// The one place where synchronisation touches the layout of notes' trees.
enum NoteLayout {
    /// How many hexadecimal digits name an object.
    static let digits = 2 * ObjectID.size

    /// The blobs about an object, in whichever fan-out they lie; `nil` where no reader looks: too deep, or too many.
    static func blobs(
        about object: ObjectID,
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> [ObjectID]? {
        try blobs(about: [object], in: tree, of: repository)[0]
    }

    /// The same for many objects, in order and each once, in one walk.
    static func blobs(
        about objects: [ObjectID],
        in tree: ObjectID,
        of repository: borrowing Repository
    ) throws(GitError) -> [[ObjectID]?] {
        var lookup = NoteLookup(objects)
        try lookup.look(in: tree, of: ObjectDatabase(of: repository))
        var found: [[ObjectID]?] = []
        for blobs in lookup.blobs {
            do throws(GitError) {
                found.append(try blobs.get())
            } catch {
                guard error.code == .tooManyCopies || error.code == .tooDeep else { throw error }
                found.append(nil)
            }
        }
        return found
    }

    /// Every object that has a note, in order.
    static func objects(in tree: ObjectID, of repository: borrowing Repository) throws(GitError) -> [ObjectID] {
        let listing = try NoteTree.listing(of: tree, in: ObjectDatabase(of: repository))
        if let damage = listing.damage.first { throw damage.error }
        return listing.objects
    }

    /// A tree with these notes in place of those about the same objects, which also names blobs.
    static func writing(
        _ notes: [ObjectID: Note],
        keeping blobs: Set<ObjectID> = [],
        to tree: ObjectID?,
        in repository: borrowing Repository
    ) throws(GitError) -> ObjectID {
        let database = try ObjectDatabase(of: repository)
        var writer = ObjectWriter()
        var changes: [NoteTree.Change] = []
        for (object, note) in notes.sorted(by: { $0.key < $1.key }) {
            changes.append(NoteTree.Change(object: object, blob: try writer.add(.blob, note.content)))
            if writer.isFull { try writer.flush(to: database) }
        }
        let written = try NoteTree.applying(changes, keeping: blobs, to: tree, of: database, writer: &writer)
        try writer.flush(to: database)
        return written
    }

    /// The blobs that the lines of a note name, as far as they are here.
    ///
    /// They are large envelopes, and the documents that envelopes refer to; both have to travel with the notes.
    static func namedBlobs(of note: Note, in repository: borrowing Repository) throws(GitError) -> Set<ObjectID> {
        var named: Set<ObjectID> = []
        for line in note.parsed {
            var envelope: Envelope?
            switch line {
            case .envelope(let own): envelope = own
            case .bundle(let bundle):
                if case .envelope(let own) = bundle.content { envelope = own }
            case .reference(let reference):
                guard let id = ObjectID(hex: reference.object), try repository.has(id) else { continue }
                named.insert(id)
                // What is no envelope refers to nothing.
                envelope = try? Envelope(json: repository.blob(id, maximumSize: Envelope.maximumSize))
            case .unknown: continue
            }
            guard let envelope, let document = try? SBOMReference(Statement(payloadOf: envelope)),
                let id = ObjectID(hex: document.blob), try repository.has(id)
            else { continue }
            named.insert(id)
        }
        return named
    }

    /// The blobs that a tree of notes names beside its notes.
    static func keptBlobs(
        of tree: ObjectID,
        in repository: borrowing Repository
    ) throws(GitError) -> Set<ObjectID> {
        let folder = try repository.tree(tree).first { $0.name == NoteTree.keptFolder && $0.kind == .tree }
        guard let folder else { return [] }
        return Set(try objects(in: folder.id, of: repository))
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
