#if canImport(Glibc)
internal import CHallmarkSealing
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

extension FileBytes {
    /// A copy of the bytes that has no name, and on Linux one that nobody can write to, this process included.
    ///
    /// It lies in memory (`memfd_create(2)`, sealed by `F_SEAL_WRITE`, `F_SEAL_GROW` and `F_SEAL_SHRINK`); on macOS,
    /// where nothing can be sealed, in a file of mode 0600 that is unlinked at once. The bytes may have changed before
    /// they were copied: compare the copy's digest.
    package func sealedCopy() throws(FileError) -> FileBytes {
        let copy = try makeUnnamedFile()
        do throws(FileError) {
            var offset: UInt64 = 0
            while offset < count {
                let chunk = try bytes(at: offset, count: Int(min(UInt64(Self.chunkSize), count - offset)))
                try FileWriter.write(chunk, to: copy, path: path)
                offset += UInt64(chunk.count)
            }
            try seal(copy)
        } catch {
            close(copy)
            throw error
        }
        return try FileBytes(descriptor: copy, path: path)
    }

    #if canImport(Darwin)
    private func makeUnnamedFile() throws(FileError) -> Int32 {
        var template = Array("/tmp/hallmark-XXXXXXXX\0".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        _ = unsafe unlink(template)
        return descriptor
    }

    private func seal(_ descriptor: Int32) throws(FileError) {}
    #else
    private func makeUnnamedFile() throws(FileError) -> Int32 {
        let descriptor = unsafe hallmark_memory_file("hallmark")
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        return descriptor
    }

    private func seal(_ descriptor: Int32) throws(FileError) {
        guard hallmark_seal(descriptor) == 0 else { throw FileError(path: path, errno: errno) }
    }
    #endif
}
