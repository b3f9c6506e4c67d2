#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What a file system says of a file: whoever changes the file's bytes changes this, but for the clock's own step.
package struct FileStatus: Sendable, Hashable {
    package let device: UInt64
    package let inode: UInt64
    package let mode: UInt32
    package let owner: UInt32
    package let size: Int64
    /// When the bytes changed, in nanoseconds since 1970; anybody can set it.
    package let modified: Int64
    /// When bytes, name or mode changed, in nanoseconds since 1970; the kernel alone sets it.
    package let changed: Int64

    /// The stamp of a file, or of a link itself.
    package init(path: String) throws(FileError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw FileError(path: path, errno: errno) }
        self.device = UInt64(truncatingIfNeeded: status.st_dev)
        self.inode = UInt64(truncatingIfNeeded: status.st_ino)
        self.mode = UInt32(truncatingIfNeeded: status.st_mode)
        self.owner = UInt32(truncatingIfNeeded: status.st_uid)
        self.size = Int64(truncatingIfNeeded: status.st_size)
        #if canImport(Darwin)
        self.modified = Self.nanoseconds(status.st_mtimespec)
        self.changed = Self.nanoseconds(status.st_ctimespec)
        #else
        self.modified = Self.nanoseconds(status.st_mtim)
        self.changed = Self.nanoseconds(status.st_ctim)
        #endif
    }

    /// Whether it is a directory.
    package var isDirectory: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }

    /// Whether nobody but this user can read or write it.
    package func isPrivate(to user: UInt32) -> Bool { owner == user && mode & 0o077 == 0 }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
