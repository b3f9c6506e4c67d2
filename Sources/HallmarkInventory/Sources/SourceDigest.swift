package import HallmarkCore

extension PackageSource {
    /// Git's SHA-256 tree id of a folder, over the listed files and links alone.
    ///
    /// - Returns: the digest, or `nil` for a folder without any.
    package func treeDigest(of folder: String) throws(FileError) -> Digest? {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let paths = (files + links).filter { $0.utf8.starts(with: prefix.utf8) }
        return try treeDigest(below: prefix, paths: paths[...])
    }

    private func treeDigest(below prefix: String, paths: ArraySlice<String>) throws(FileError) -> Digest? {
        var entries: [GitDigest.Entry] = []
        var folders: [String: [String]] = [:]
        for path in paths {
            let rest = String(path.dropFirst(prefix.count))
            if let slash = rest.firstIndex(of: "/") {
                folders[String(rest[..<slash]), default: []].append(path)
            } else {
                entries.append(try entry(path, name: rest))
            }
        }
        for (name, paths) in folders {
            guard let digest = try treeDigest(below: "\(prefix)\(name)/", paths: paths[...]) else { continue }
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
