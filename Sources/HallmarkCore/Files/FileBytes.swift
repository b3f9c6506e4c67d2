#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A regular file held open for reading; closed when the last user lets go.
package final class FileBytes: ByteSource {
    package let path: String
    package let count: UInt64
    package let isExecutable: Bool
    /// The mode's permission bits.
    package let permissions: UInt16
    /// The numeric id of the owner.
    package let owner: UInt32
    private let descriptor: Int32

    /// Takes over an open descriptor and closes it at the end, also when this throws.
    init(descriptor: Int32, path: String) throws(FileError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let error = FileError(path: path, errno: errno)
            close(descriptor)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(.notRegular, path: path, reason: "not a regular file")
        }
        self.path = path
        self.count = UInt64(status.st_size)
        self.isExecutable = status.st_mode & S_IXUSR != 0
        self.permissions = UInt16(truncatingIfNeeded: status.st_mode & 0o7777)
        self.owner = status.st_uid
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Opens a file by its path; a link as the last component is refused unless `followingLink` says otherwise.
    package convenience init(path: String, followingLink: Bool = false) throws(FileError) {
        // Non-blocking, so that a pipe in the place of a file cannot hold us.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLink ? 0 : O_NOFOLLOW)
        let descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        try self.init(descriptor: descriptor, path: path)
    }

    package func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        guard count >= 0, offset <= self.count, UInt64(count) <= self.count - offset else {
            throw FileError(.changed, path: path, reason: "a read outside of the file")
        }
        var failure: FileError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let place = off_t(offset) + off_t(filled)
                let start = unsafe buffer.baseAddress.unsafelyUnwrapped + filled
                let result = unsafe pread(descriptor, start, count - filled, place)
                if result > 0 {
                    filled += result
                } else if result == 0 {
                    failure = FileError(.changed, path: path, reason: "became shorter while it was read")
                    return
                } else if errno != EINTR {
                    failure = FileError(path: path, errno: errno)
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
