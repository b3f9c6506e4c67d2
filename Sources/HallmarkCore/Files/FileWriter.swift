#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Writes whole files: either all bytes are there under the name, or the name is as it was.
package enum FileWriter {
    /// Writes a new file and never replaces one.
    ///
    /// - Throws: a ``FileError`` with `.exists` when the name is taken.
    package static func create(_ path: String, bytes: [UInt8], permissions: UInt16 = 0o644) throws(FileError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(permissions))
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        do {
            try write(bytes, to: descriptor, path: path, permissions: permissions)
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    /// Replaces a file, or writes it for the first time, by renaming a finished copy over it.
    ///
    /// What a link leads to is replaced, and the link stays; a pipe or a device is written to and stays what it is.
    package static func replace(_ path: String, bytes: [UInt8], permissions: UInt16 = 0o644) throws(FileError) {
        var status = stat()
        let isThere = unsafe stat(path, &status) == 0
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
            defer { close(descriptor) }
            return try write(bytes, to: descriptor, path: path)
        }
        let path = isThere ? realPath(path) : path
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        try create(temporary, bytes: bytes, permissions: permissions)
        guard unsafe rename(temporary, path) == 0 else {
            let error = FileError(path: path, errno: errno)
            unsafe unlink(temporary)
            throw error
        }
    }

    /// Renames a file over another in one step; the bytes, mode and times stay as they are.
    package static func move(_ source: String, over target: String) throws(FileError) {
        guard unsafe rename(source, target) == 0 else { throw FileError(path: source, errno: errno) }
    }

    /// Removes a file; a name that is not there is an error.
    package static func remove(_ path: String) throws(FileError) {
        guard unsafe unlink(path) == 0 else { throw FileError(path: path, errno: errno) }
    }

    private static func write(
        _ bytes: [UInt8],
        to descriptor: Int32,
        path: String,
        permissions: UInt16
    ) throws(FileError) {
        defer { close(descriptor) }
        // The mode given to open is cut by the umask.
        guard fchmod(descriptor, mode_t(permissions)) == 0 else { throw FileError(path: path, errno: errno) }
        try write(bytes, to: descriptor, path: path)
        guard fsync(descriptor) == 0 else { throw FileError(path: path, errno: errno) }
    }

    /// Writes all bytes to an open descriptor.
    static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let result = unsafe bytes.withUnsafeBytes { buffer in
                unsafe systemWrite(descriptor, buffer.baseAddress.unsafelyUnwrapped + written, buffer.count - written)
            }
            if result >= 0 {
                written += result
            } else if errno != EINTR {
                throw FileError(path: path, errno: errno)
            }
        }
    }

    private static func realPath(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}

// The local function above hides the system's of the same name.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}
