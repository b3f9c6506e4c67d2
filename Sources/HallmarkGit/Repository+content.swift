package import HallmarkCore

extension Repository {
    /// A file of a commit's tree.
    package struct File: Sendable, Hashable {
        /// The path below the root, `/` between components.
        package let path: String
        package let kind: TreeEntry.Kind
        package let id: ObjectID
    }

    /// How deep trees may nest.
    package static let maximumDepth = 128
    /// How many files a tree may hold.
    package static let maximumFiles = 1_000_000

    /// Every file, link and submodule below a tree, in byte order of their paths' components.
    ///
    /// - Throws: a ``GitError`` for names that no work tree can hold: not UTF-8, `.`, `..`, `.git`, or a slash.
    package func files(of tree: ObjectID) throws(GitError) -> [File] {
        var files: [File] = []
        try walk(tree, prefix: "", depth: 0, into: &files)
        return files
    }

    /// Git's SHA-256 tree id of a tree, computed from the content of every blob below it.
    ///
    /// - Parameter excluding: the path that is left out, `attestations/recorded` for a commit; `nil` for none.
    /// - Throws: a ``GitError`` with `.submodule` where a submodule's content would be needed.
    package func contentDigest(
        of tree: ObjectID,
        excluding excluded: String? = GitDigest.excludedPath
    ) throws(GitError) -> Digest {
        try digest(tree, prefix: [], depth: 0, excluding: excluded.map { Array($0.utf8) }) ?? GitDigest.tree([])
    }

    private func walk(_ tree: ObjectID, prefix: String, depth: Int, into files: inout [File]) throws(GitError) {
        guard depth <= Self.maximumDepth else { throw GitError(.tooLarge, "\(prefix) is nested too deeply") }
        for entry in try self.tree(tree) {
            guard let name = String(validating: entry.name, as: UTF8.self), !name.isEmpty, name != ".", name != "..",
                name.lowercased() != ".git", !name.contains("/")
            else {
                let name = String(decoding: entry.name, as: UTF8.self)
                throw GitError(.malformed, "the tree holds a name that is not allowed: \(prefix)\(name)")
            }
            if entry.kind == .tree {
                try walk(entry.id, prefix: "\(prefix)\(name)/", depth: depth + 1, into: &files)
            } else {
                files.append(File(path: prefix + name, kind: entry.kind, id: entry.id))
                guard files.count <= Self.maximumFiles else { throw GitError(.tooLarge, "the tree has too many files") }
            }
        }
    }

    private func digest(
        _ tree: ObjectID,
        prefix: [UInt8],
        depth: Int,
        excluding excluded: [UInt8]?
    ) throws(GitError) -> Digest? {
        guard depth <= Self.maximumDepth else { throw GitError(.tooLarge, "the tree is nested too deeply") }
        var entries: [GitDigest.Entry] = []
        for entry in try self.tree(tree) {
            let path = prefix + entry.name
            guard path != excluded else { continue }
            switch entry.kind {
            case .tree:
                let content = try digest(
                    entry.id,
                    prefix: path + [UInt8(ascii: "/")],
                    depth: depth + 1,
                    excluding: excluded
                )
                guard let content else { continue }
                entries.append(GitDigest.Entry(mode: .tree, name: entry.name, digest: content))
            case .file(let executable):
                let content = GitDigest.blob(try blob(entry.id))
                let mode: GitDigest.Entry.Mode = executable ? .executable : .file
                entries.append(GitDigest.Entry(mode: mode, name: entry.name, digest: content))
            case .link:
                let content = GitDigest.blob(try blob(entry.id))
                entries.append(GitDigest.Entry(mode: .link, name: entry.name, digest: content))
            case .submodule:
                throw GitError(
                    .submodule,
                    "\(String(decoding: path, as: UTF8.self)) is a submodule, whose content no tree digest covers"
                )
            }
        }
        return entries.isEmpty ? nil : GitDigest.tree(entries)
    }
}
