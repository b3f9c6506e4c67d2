internal import HallmarkStatement
internal import HallmarkCore

/// A model whose files are exactly the ones that trusted signers signed; only ``ModelTrust`` makes one.
///
/// The folder and up to ``maximumOpenFiles`` files, the largest, stay open as long as it lives. Any other file is opened
/// relative to that folder when it is asked for, without following links, and hashed again.
public struct VerifiedModel: Sendable {
    /// How many files stay open, whatever the number of files: few enough for the usual 1024 descriptors of a process.
    public static let maximumOpenFiles = 256

    /// The files that were signed, by their paths below the model in byte order; a model that is one file has its own name.
    public let files: [String]
    /// Who signed: a key's id, a certificate's identity or an SSH principal.
    public let signers: [String]
    /// What a reader should know that decides nothing, such as paths that the signature leaves out.
    public let remarks: [String]
    private let contents: ModelFiles
    private let manifest: ModelManifest

    init(_ contents: ModelFiles, _ manifest: ModelManifest, signers: [String], remarks: [String]) {
        self.files =
            manifest.fileName.map { [$0] }
            ?? manifest.files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.signers = signers
        self.remarks = remarks
        self.contents = contents
        self.manifest = manifest
    }

    /// Hands out a file of the model.
    ///
    /// - Parameter name: one of ``files``, in exactly these bytes.
    /// - Throws: ``ModelError``: `not-in-model` for a name that was not signed, `changed` when a file that did not stay open has
    ///   other bytes now, `unreadable` when it cannot be read.
    public func file(_ name: String) throws(ModelError) -> VerifiedModelFile {
        let isWhole = manifest.fileName.map(name.isExactly) ?? false
        let path = isWhole ? ModelSignaturePredicate.singleFileName : name
        guard let digest = manifest.files.exactly(path), isWhole || manifest.fileName == nil else {
            throw ModelError(
                .missing,
                Reason("not-in-model", "the model was signed without a file \(name)", mend: "ask for one of its files")
            )
        }
        if let file = manifest.openFiles[path] {
            return VerifiedModelFile(name: name, digest: digest, file: file)
        }
        let file: FileBytes
        do throws(FileError) { file = try contents.open(path) } catch { throw ModelError(error) }
        return try VerifiedModelFile(name: name, digest: digest, file: file).checked()
    }
}
