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
    /// The open descriptor, which ``withDescriptor(_:)`` lends.
    private let descriptor: Int32
    private let stamp: FileStamp

    /// Takes over an open descriptor and closes it at the end, also when this throws.
    init(descriptor: Int32, path: String) throws(FileError) {
        let status: stat
        do {
            status = try Self.status(of: descriptor, path: path)
        } catch {
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
        self.stamp = FileStamp(status)
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
            let target = UnsafeMutableRawBufferPointer(buffer)
            do throws(FileError) {
                unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: target[..<count]), from: offset)
                filled = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Hands every byte to `body`, through one buffer.
    ///
    /// - Throws: `.changed` when the file was written to meanwhile, as far as its size and times tell.
    package func forEachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) {
        let size = Int(min(UInt64(Self.chunkSize), max(1, count)))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        defer { unsafe buffer.deallocate() }
        var offset: UInt64 = 0
        while offset < count {
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(UInt64(size), count - offset))])
            unsafe try fill(part, from: offset)
            unsafe body(UnsafeRawBufferPointer(part))
            offset += UInt64(part.count)
        }
        guard try isUnchanged else {
            throw FileError(.changed, path: path, reason: "was written to while it was read")
        }
    }

    /// Whether size and times are the ones that the file was opened with; another name or owner changes a time as well.
    package var isUnchanged: Bool {
        get throws(FileError) { try FileStamp(Self.status(of: descriptor, path: path)) == stamp }
    }

    /// Lends the descriptor, which stands at the beginning; it is closed with this object and by nobody else.
    ///
    /// Reading here never moves the offset, which all who borrow share.
    package func withDescriptor<Result, Failure: Error>(
        _ body: (Int32) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lseek(descriptor, 0, SEEK_SET)
        return try body(descriptor)
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: UInt64) throws(FileError) {
        var filled = 0
        while filled < buffer.count {
            let start = unsafe buffer.baseAddress.unsafelyUnwrapped + filled
            let result = unsafe pread(descriptor, start, buffer.count - filled, off_t(offset) + off_t(filled))
            if result > 0 {
                filled += result
            } else if result == 0 {
                throw FileError(.changed, path: path, reason: "became shorter while it was read")
            } else if errno != EINTR {
                throw FileError(path: path, errno: errno)
            }
        }
    }

    private static func status(of descriptor: Int32, path: String) throws(FileError) -> stat {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(path: path, errno: errno) }
        return status
    }
}

/// What changes with a file's content: its size and, in nanoseconds, the times of content and inode.
private struct FileStamp: Equatable {
    private let values: [Int]

    init(_ status: stat) {
        #if canImport(Darwin)
        let times = [status.st_mtimespec, status.st_ctimespec]
        #else
        let times = [status.st_mtim, status.st_ctim]
        #endif
        self.values = [Int(status.st_size)] + times.flatMap { [$0.tv_sec, $0.tv_nsec] }
    }
}
