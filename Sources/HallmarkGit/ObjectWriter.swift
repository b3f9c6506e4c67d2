internal import CHallmarkLibgit2

/// New objects on their way into a repository: files of their own when they are few, packs when they are many.
///
/// Nothing is there before ``flush(to:)``. What is synchronised with the disk is git's own default (`core.fsync`): packs
/// are; objects in files of their own, and references, only where `core.fsyncObjectFiles` asks for it. A killed process
/// harms neither; after a power failure a batch is there or not, and of single notes the last may be lost.
struct ObjectWriter: ~Copyable {
    /// From how many objects on a pack is written: git unpacks what it receives below the same number.
    static let packCount = 100
    /// From how many bytes on a pack is written.
    static let packSize = 16 << 20
    /// How many bytes of objects are held in memory; a batch beyond them is several packs.
    static let maximumSize = 512 << 20

    private var loose: [(type: ObjectType, bytes: [UInt8])] = []
    /// The bytes of all objects that are not written yet.
    private var size = 0
    private var pack: PackBuffer?
    /// What was written or is about to be, so that a further attempt writes only what it made anew.
    private var known: Set<ObjectID> = []

    /// Takes an object, and gives its id.
    mutating func add(_ type: ObjectType, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
        var raw = git_oid()
        try check("hash an object") { unsafe git_odb_hash(&raw, bytes, bytes.count, type.raw) }
        let id = ObjectID(raw)
        guard known.insert(id).inserted else { return id }
        size += bytes.count
        if pack != nil {
            try pack?.append(type, bytes)
        } else {
            loose.append((type, bytes))
            if loose.count >= Self.packCount || size >= Self.packSize { try beginPack() }
        }
        return id
    }

    /// Whether memory should be given back before more is added.
    var isFull: Bool { size >= Self.maximumSize }

    /// Writes what was added since the last time.
    mutating func flush(to database: borrowing ObjectDatabase) throws(GitError) {
        if let pack = pack.take() { try Self.write(pack.finish(), to: database) }
        for object in loose {
            var raw = git_oid()
            try check("write an object") {
                unsafe git_odb_write(&raw, database.pointer, object.bytes, object.bytes.count, object.type.raw)
            }
        }
        loose = []
        size = 0
    }

    private mutating func beginPack() throws(GitError) {
        var pack = try PackBuffer()
        for object in loose { try pack.append(object.type, object.bytes) }
        self.pack = consume pack
        loose = []
    }

    // libgit2 checks every object of the pack as it makes its index, and names the pack last.
    private static func write(_ pack: [UInt8], to database: borrowing ObjectDatabase) throws(GitError) {
        var writer: UnsafeMutablePointer<git_odb_writepack>?
        try check("begin a pack") { unsafe git_odb_write_pack(&writer, database.pointer, nil, nil) }
        guard let writer = unsafe writer, let append = unsafe writer.pointee.append,
            let commit = unsafe writer.pointee.commit, let free = unsafe writer.pointee.free
        else { throw GitError(.library, "libgit2 cannot write packs into this repository") }
        defer { unsafe free(writer) }
        hallmark_git_set_fsync(1)
        defer { hallmark_git_set_fsync(0) }
        var progress = git_indexer_progress()
        try check("write a pack") { unsafe append(writer, pack, pack.count, &progress) }
        try check("finish a pack") { unsafe commit(writer, &progress) }
        guard progress.indexed_objects == progress.total_objects else {
            throw GitError(.library, "libgit2 indexed \(progress.indexed_objects) objects of \(progress.total_objects)")
        }
    }
}
