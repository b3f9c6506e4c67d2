package import HallmarkCore
internal import HallmarkStatement

/// The files of a model on disk and their SHA-256.
///
/// Each file is opened once and no link is followed; what is neither a file nor a folder is an error, and so is a
/// model whose files can't be told apart on every file system.
package struct ModelManifest: Sendable {
    /// The digests by path below the model; one named `ModelSignaturePredicate.singleFileName` for a file.
    package let files: [String: Digest]
    /// The name of the file where the model is one.
    package let fileName: String?
    /// What is in the folder and was left out, the signature file apart.
    package let leftOut: [String]
    /// The files that are open still, as they were read.
    let openFiles: [String: FileBytes]

    /// Reads a folder.
    ///
    /// - Parameters:
    ///   - excluded: paths that are left out with all below them, the same that the signature leaves out.
    ///   - signature: the path of the signature file where it lies in the folder.
    ///   - maximumOpenFiles: how many files stay open, the largest ones.
    package init(
        folder: FileTree,
        excluding excluded: [String] = ModelSignaturePredicate.defaultIgnoredPaths,
        signature: String? = nil,
        maximumOpenFiles: Int = 0
    ) throws(FileError) {
        let isExcluded = { (entry: FileTree.Entry) in
            // A folder in the place of the signature file would hide what is in it.
            let isSignature = signature.map(entry.path.isExactly) == true && entry.kind != .directory
            return isSignature || excluded.contains(where: entry.path.isAtOrBelow)
        }
        let all = try folder.entries(skip: isExcluded)
        let entries = all.filter { !isExcluded($0) }
        var paths: [String] = []
        for entry in entries {
            switch entry.kind {
            case .file: paths.append(entry.path)
            case .directory: break
            case .link:
                throw FileError(.link, path: entry.path, reason: "a link, and a model is signed without links")
            case .other:
                throw FileError(.notRegular, path: entry.path, reason: "neither a file nor a directory")
            }
        }
        let largest = entries.filter { $0.kind != .directory }.sorted { $0.size > $1.size }.prefix(maximumOpenFiles)
        let read = try folder.read(paths, holding: Set(largest.map(\.path)))
        let files = read.compactMapValues(\.digests.first)
        // A digest is of a file as it was opened; the tree has to be the one that was listed still.
        guard try folder.entries(skip: isExcluded).filter({ !isExcluded($0) }) == entries else {
            throw FileError(.changed, path: folder.path, reason: "the model changed while it was read")
        }
        if let objection = ModelSignaturePredicate.objection(to: Array(files.keys)) {
            throw FileError(.name, path: folder.path, reason: objection)
        }
        self.files = files
        self.fileName = nil
        self.openFiles = read.compactMapValues(\.file)
        self.leftOut = all.map(\.path).filter { excluded.contains(where: $0.isAtOrBelow) }
    }

    /// Reads a model that is one file.
    package init(file: FileBytes) throws(FileError) {
        self.files = [ModelSignaturePredicate.singleFileName: try file.digest()]
        self.fileName = file.path.pathComponents.last ?? file.path
        self.openFiles = [ModelSignaturePredicate.singleFileName: file]
        self.leftOut = []
    }

    /// The files of a model that was found in a tree.
    ///
    /// - Parameter excluded: paths that are left out with all below them.
    package init(
        _ model: Evidence.Model,
        excluding excluded: [String] = ModelSignaturePredicate.defaultIgnoredPaths
    ) {
        guard model.isBundle else {
            self.files = Dictionary(
                uniqueKeysWithValues: model.files.values.prefix(1).map { (ModelSignaturePredicate.singleFileName, $0) }
            )
            self.fileName = model.name
            self.leftOut = []
            self.openFiles = [:]
            return
        }
        let leftOut = model.files.keys.filter { excluded.contains(where: $0.isAtOrBelow) }
        self.files = model.files.filter { !leftOut.contains($0.key) }
        self.fileName = nil
        self.leftOut = leftOut
        self.openFiles = [:]
    }
}
