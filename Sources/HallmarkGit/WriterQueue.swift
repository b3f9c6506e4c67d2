#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A place in the queue of Hallmark's own writers of one repository, held until the value goes away.
///
/// The kernel lets writers in one after the other and forgets one that is killed, so that thirty-two at once don't redo
/// each other's work. It only orders them: what keeps notes whole is the comparison as a reference moves, which git's own
/// writers take part in too; where there is no queue, on a file system without `flock`, writers try again instead.
struct WriterQueue: ~Copyable {
    /// How much later than its announcement a killed writer's lock may have been changed, in seconds.
    private static let maximumDelay = 2

    private let directory: String
    private let descriptor: Int32
    private let note: String
    /// What the writer before was doing when it was killed: the reference, and the time of the announcement.
    private let abandoned: (name: String, time: Int)?

    /// Waits for the turn.
    ///
    /// - Parameter directory: the git directory that all work trees share.
    init(in directory: String) {
        self.directory = directory
        // A directory of our own, which a lock takes as well as a file; a link in its place is not followed.
        let path = directory + "hallmark"
        note = path + "/writing"
        _ = unsafe mkdir(path, 0o777)
        descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        while descriptor >= 0, flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        abandoned = descriptor < 0 ? nil : Self.read(note)
    }

    deinit {
        guard descriptor >= 0 else { return }
        if abandonedLock == nil { _ = unsafe unlink(note) }
        _ = close(descriptor)
    }

    /// Says which reference is about to be locked, for the next writer should this one be killed.
    func announce(_ name: String) {
        // What a killed writer has said stands as long as its lock does: it may be of another reference, which a later
        // writer is going to move, and this one could be killed as well.
        guard descriptor >= 0, abandonedLock == nil else { return }
        let file = unsafe open(note, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard file >= 0 else { return }
        let bytes = Array(name.utf8)
        _ = unsafe write(file, bytes, bytes.count)
        _ = close(file)
    }

    /// Removes the lock of a reference that a killed writer of ours has left behind.
    func removeAbandonedLock(of name: String) {
        guard abandoned?.name == name, let lock = abandonedLock else { return }
        _ = unsafe unlink(lock)
    }

    // Whose a lock is, it does not say: it is taken for the killed writer's when that one had just announced it. Every
    // other lock stays, since git may be at work.
    private var abandonedLock: String? {
        guard let abandoned else { return nil }
        let lock = directory + abandoned.name + ".lock"
        guard let time = Self.time(of: lock) else { return nil }
        return (abandoned.time...abandoned.time + Self.maximumDelay).contains(time) ? lock : nil
    }

    private static func read(_ path: String) -> (name: String, time: Int)? {
        let file = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Self.read(file, $0) }
        guard count > 0, let time = time(of: path) else { return nil }
        return (String(decoding: bytes[..<count], as: UTF8.self), time)
    }

    private static func read(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
        #else
        unsafe Darwin.read(file, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func time(of path: String) -> Int? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        #if canImport(Glibc)
        return status.st_mtim.tv_sec
        #else
        return status.st_mtimespec.tv_sec
        #endif
    }
}
