package import HallmarkCore
internal import HallmarkStatement

/// The files of a model on disk and their SHA-256.
///
/// Each file is opened once and no link is followed; what is neither a file nor a folder is an error, and so is a
/// model whose files can't be told apart on every file system.
package struct ModelManifest: Sendable, Hashable {
    /// The digests by path below the model; one named ``ModelSignaturePredicate/singleFileName`` for a file.
    package let files: [String: Digest]
    /// The name of the file where the model is one.
    package let fileName: String?

    /// Reads a folder.
    ///
    /// - Parameters:
    ///   - excluded: paths that are left out with all below them, the same that the signature leaves out.
    ///   - signature: the path of the signature file where it lies in the folder.
    package init(
        folder: FileTree,
        excluding excluded: [String] = ModelSignaturePredicate.defaultIgnoredPaths,
        signature: String? = nil
    ) throws(FileError) {
        let excluded = excluded + (signature.map { [$0] } ?? [])
        let entries = try Self.entries(of: folder, excluding: excluded)
        var files: [String: Digest] = [:]
        for entry in entries {
            switch entry.kind {
            case .file: files[entry.path] = try folder.file(entry.path).digest()
            case .directory: break
            case .link:
                throw FileError(.link, path: entry.path, reason: "a link, and a model is signed without links")
            case .other:
                throw FileError(.notRegular, path: entry.path, reason: "neither a file nor a directory")
            }
        }
        // A digest is of a file as it was opened; the tree has to be the one that was listed still.
        guard try Self.entries(of: folder, excluding: excluded) == entries else {
            throw FileError(.changed, path: folder.path, reason: "the model changed while it was read")
        }
        if let objection = ModelSignaturePredicate.objection(to: Array(files.keys)) {
            throw FileError(.name, path: folder.path, reason: objection)
        }
        self.files = files
        self.fileName = nil
    }

    /// Reads a model that is one file.
    package init(file: FileBytes) throws(FileError) {
        self.files = [ModelSignaturePredicate.singleFileName: try file.digest()]
        self.fileName = file.path.pathComponents.last ?? file.path
    }

    private static func entries(
        of folder: FileTree,
        excluding excluded: [String]
    ) throws(FileError) -> [FileTree.Entry] {
        let isExcluded = { (path: String) in excluded.contains(where: path.isAtOrBelow) }
        return try folder.entries(skip: { isExcluded($0.path) }).filter { !isExcluded($0.path) }
    }
}
