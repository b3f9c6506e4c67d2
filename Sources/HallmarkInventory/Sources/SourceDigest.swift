package import HallmarkCore

extension PackageSource {
    /// Git's SHA-256 tree id of a folder, over the listed files and links alone, without `attestations/recorded/`.
    ///
    /// - Returns: the digest, or `nil` for a folder without any.
    package func treeDigest(of folder: String) throws(FileError) -> Digest? {
        // Statements about this very tree cannot be part of it; a folder of another name is nobody's exception.
        let paths = (files + links).filter { path in
            path.path(below: folder) != nil && path.path(below: GitDigest.excludedPath) == nil
        }
        return try treeDigest(below: folder, paths: paths)
    }

    private func treeDigest(below folder: String, paths: [String]) throws(FileError) -> Digest? {
        var entries: [GitDigest.Entry] = []
        var folders: [String: [String]] = [:]
        for path in paths {
            guard let rest = path.path(below: folder) else { continue }
            let components = rest.pathComponents
            if components.count > 1 {
                folders[components[0], default: []].append(path)
            } else {
                entries.append(try entry(path, name: rest))
            }
        }
        for (name, paths) in folders {
            guard let digest = try treeDigest(below: SBOMInputRule.join(folder, name), paths: paths) else { continue }
            entries.append(GitDigest.Entry(mode: .tree, name: Array(name.utf8), digest: digest))
        }
        return entries.isEmpty ? nil : GitDigest.tree(entries)
    }

    private func entry(_ path: String, name: String) throws(FileError) -> GitDigest.Entry {
        switch try tree.entry(path)?.kind {
        case .link(let target):
            GitDigest.Entry(mode: .link, name: Array(name.utf8), digest: GitDigest.blob(Array(target.utf8)))
        case .file(let isExecutable):
            GitDigest.Entry(
                mode: isExecutable ? .executable : .file,
                name: Array(name.utf8),
                digest: try tree.file(path).gitBlob()
            )
        case .directory, .other, nil: throw FileError(.changed, path: path, reason: "changed while it was read")
        }
    }
}
