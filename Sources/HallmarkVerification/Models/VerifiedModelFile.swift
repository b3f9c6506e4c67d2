internal import HallmarkCore

/// A file of a model that was verified, held open until the last user lets go.
///
/// The descriptor is the one through which the file was hashed, so that a file put in its place under the same name is
/// never read. Who may write to the file itself can still change it afterwards: read the bytes through ``bytes(maximumSize:)``
/// or ``sealedCopy()``, which check what they hand out, or see ``isUnchanged`` after the file was loaded.
public struct VerifiedModelFile: Sendable {
    /// The path below the model, `/` between components; the file's own name where the model is one file.
    public let name: String
    private let digest: Digest
    private let file: FileBytes

    init(name: String, digest: Digest, file: FileBytes) {
        self.name = name
        self.digest = digest
        self.file = file
    }

    /// How many bytes the file has.
    public var size: UInt64 { file.count }

    /// The SHA-256 that was signed, 64 lower-case hexadecimal digits.
    public var sha256: String { digest.hex }

    /// Lends the descriptor that was verified, at the file's beginning.
    ///
    /// It is for reading only; on a copy by ``sealedCopy()``, writing fails. Don't close it, and don't keep it beyond the
    /// closure: use `dup(2)`, or map the file. All who borrow share one offset: read from one place at a time, or by
    /// `pread(2)`.
    ///
    /// - Throws: what the closure throws.
    public func withDescriptor<Result, Failure: Error>(
        _ body: (_ descriptor: Int32) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try file.withDescriptor(body)
    }

    /// Whether the file's size and times are the ones it had when it was verified.
    ///
    /// `false` also when that cannot be told, and when the file was only renamed, unlinked or given to somebody else. A
    /// writer who is quicker than the file system's clock (some milliseconds) or who writes through a mapping that was
    /// there before goes unnoticed; none can touch a ``sealedCopy()``.
    public var isUnchanged: Bool {
        do throws(FileError) { return try file.isUnchanged } catch { return false }
    }

    /// All bytes, whose digest was taken once more in memory.
    ///
    /// - Parameter maximumSize: how many bytes the file may have.
    /// - Throws: ``ModelError``, `changed` when the bytes are no longer the verified ones, else `unreadable`.
    public func bytes(maximumSize: Int = 1 << 30) throws(ModelError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try file.allBytes(maximumSize: maximumSize) } catch { throw ModelError(error) }
        try check(Digest.sha256(bytes))
        return bytes
    }

    /// A copy in memory that no process can change, whose digest was taken once the copy was sealed.
    ///
    /// Linux seals it (`memfd_create(2)`, `F_SEAL_WRITE`); elsewhere the copy is a file without a name, which only
    /// processes of the same user could have opened before it lost its name. It takes as much memory as the file has bytes.
    ///
    /// - Throws: ``ModelError``, `changed` when the bytes are no longer the verified ones, else `unreadable`.
    public func sealedCopy() throws(ModelError) -> VerifiedModelFile {
        let copy: FileBytes
        do throws(FileError) { copy = try file.sealedCopy() } catch { throw ModelError(error) }
        return try VerifiedModelFile(name: name, digest: digest, file: copy).checked()
    }

    /// The same file, once its bytes were found to be the signed ones.
    func checked() throws(ModelError) -> VerifiedModelFile {
        let found: Digest
        do throws(FileError) { found = try file.digest() } catch { throw ModelError(error) }
        try check(found)
        return self
    }

    private func check(_ found: Digest) throws(ModelError) {
        guard found == digest else {
            throw ModelError(
                .rejected,
                Reason(
                    "changed",
                    "the file \(name) is no longer the one that was verified",
                    expected: digest.description,
                    found: found.description,
                    mend: "stop what writes to the model, then open it again"
                )
            )
        }
    }
}
