extension FileTree {
    /// Git's SHA-256 tree id of a directory of files, without `attestations/recorded/` and `.git`.
    ///
    /// A directory that holds no file does not exist for git and is left out.
    ///
    /// - Returns: the digest, or `nil` for a directory without any file.
    package func gitTreeDigest(of directory: String = "") throws(FileError) -> Digest? {
        var entries: [GitDigest.Entry] = []
        for child in try children(of: directory) {
            guard child.path != GitDigest.excludedPath, child.name != ".git" else { continue }
            let name = Array(child.name.utf8)
            switch child.kind {
            case .file(let executable):
                let digest = try file(child.path).gitBlob()
                entries.append(GitDigest.Entry(mode: executable ? .executable : .file, name: name, digest: digest))
            case .link(let target):
                entries.append(GitDigest.Entry(mode: .link, name: name, digest: GitDigest.blob(Array(target.utf8))))
            case .directory:
                guard let digest = try gitTreeDigest(of: child.path) else { continue }
                entries.append(GitDigest.Entry(mode: .tree, name: name, digest: digest))
            case .other:
                throw FileError(.notRegular, path: child.path, reason: "neither a file, a directory nor a link")
            }
        }
        return entries.isEmpty ? nil : GitDigest.tree(entries)
    }
}
