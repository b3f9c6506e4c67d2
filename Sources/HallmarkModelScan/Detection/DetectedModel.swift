package import HallmarkCore

/// A model of a tree: a file, or a folder that is one model.
package struct DetectedModel: Sendable, Hashable {
    /// What a model consists of.
    package enum Content: Sendable, Hashable {
        case file
        /// The paths of the folder's files relative to the tree, sorted by their bytes.
        case bundle(files: [String])
    }

    package let path: String
    /// What its content is, or what its name says where the content does not tell.
    package let format: FormatName
    package let content: Content
    /// Whether the file is a Git LFS pointer to the model.
    package let isPointer: Bool

    package init(path: String, format: FormatName, content: Content = .file, isPointer: Bool = false) {
        self.path = path
        self.format = format
        self.content = content
        self.isPointer = isPointer
    }

    /// The paths of all its files relative to the tree.
    package var files: [String] {
        switch content {
        case .file: [path]
        case .bundle(let files): files
        }
    }

    /// What a bundle's one digest is the SHA-256 of: a line `<hex>  <relative path>` of each file, as sha256sum writes
    /// and checks them, sorted by the bytes of the paths.
    package static func manifest(of files: [(path: String, sha256: Digest)]) -> [UInt8] {
        files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
            .flatMap { Array("\($0.sha256.hex)  \($0.path)\n".utf8) }
    }
}
