package import HallmarkCore

/// A file or a folder that is a model as a whole, held open.
package struct ModelFiles: Sendable {
    private enum Content {
        case file(FileBytes)
        case folder(FileTree)
    }

    /// The last component of the path.
    package let name: String
    private let path: String
    private let content: Content

    /// Opens a model; no link is followed in the place of a file.
    package init(path: String) throws(ModelError) {
        self.path = Self.plain(path)
        self.name = path.pathComponents.last ?? "model"
        do throws(FileError) {
            // A system call would read the path up to the NUL.
            guard !path.utf8.contains(0) else { throw FileError(.name, path: path, reason: "holds a NUL") }
            do throws(FileError) {
                self.content = .file(try FileBytes(path: path))
            } catch {
                guard error.code == .notRegular else { throw error }
                self.content = .folder(try FileTree(path: path))
            }
        } catch {
            throw ModelError(
                .undecided,
                Reason(
                    "no-model",
                    "the model cannot be read: \(error)",
                    mend: "name a readable file or folder, and for a link what it leads to"
                )
            )
        }
    }

    /// The files and their digests, without the signature's own file.
    package func manifest(
        excluding excluded: [String],
        signature: String?,
        maximumOpenFiles: Int = 0
    ) throws(FileError) -> ModelManifest {
        switch content {
        case .file(let file): return try ModelManifest(file: file)
        case .folder(let folder):
            return try ModelManifest(
                folder: folder,
                excluding: excluded,
                signature: signature.map(Self.plain)?.path(below: path),
                maximumOpenFiles: maximumOpenFiles
            )
        }
    }

    /// Opens a file of a folder anew, relative to the folder that is held.
    func open(_ name: String) throws(FileError) -> FileBytes {
        switch content {
        case .file(let file): return file
        case .folder(let folder): return try folder.file(name)
        }
    }

    // One spelling of `a//b/./c/`; `..` stays, since what it leads to is the file system's to say.
    private static func plain(_ path: String) -> String {
        let components = path.pathComponents.filter { !$0.isExactly(".") }
        return (path.utf8.first == UInt8(ascii: "/") ? "/" : "") + components.joined(separator: "/")
    }
}
