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
    /// How many files and directories a tree may hold.
    package static let maximumFiles = 1_000_000

    /// Every file, link and submodule below a tree, in byte order of their paths' components.
    ///
    /// - Throws: a ``GitError`` for names that no work tree can hold: not UTF-8, `.`, `..`, `.git`, a slash, or one
    ///   name twice.
    package func files(of tree: ObjectID, maximumFiles: Int = maximumFiles) throws(GitError) -> [File] {
        var files: [File] = []
        var budget = maximumFiles
        try walk(tree, prefix: "", depth: 0, budget: &budget, into: &files)
        return files
    }

    /// Git's SHA-256 tree id of a tree, computed from the content of every blob below it.
    ///
    /// - Parameters:
    ///   - excluding: the path that is left out, `attestations/recorded` for a commit; `nil` for none.
    ///   - blobs: git's SHA-256 ids of blobs that were read already.
    /// - Throws: a ``GitError`` with `.submodule` where a submodule's content would be needed.
    package func contentDigest(
        of tree: ObjectID,
        excluding excluded: String? = GitDigest.excludedPath,
        blobs: [ObjectID: Digest] = [:]
    ) throws(GitError) -> Digest {
        try contentDigests(of: [tree], excluding: excluded, blobs: blobs)[0]
    }

    /// Git's SHA-256 tree ids of many trees, which share most of what they hold: each blob and tree is read once.
    package func contentDigests(
        of trees: [ObjectID],
        excluding excluded: String? = GitDigest.excludedPath,
        blobs: [ObjectID: Digest] = [:]
    ) throws(GitError) -> [Digest] {
        var known = KnownDigests(blobs: blobs)
        let excluded = excluded.map { Array($0.utf8) }
        var digests: [Digest] = []
        for tree in trees {
            let digest = try digest(tree, prefix: [], depth: 0, excluding: excluded, known: &known)
            digests.append(digest ?? GitDigest.tree([]))
        }
        return digests
    }

    /// What was computed already, so that a tree that names another a thousand times costs no more than once.
    private struct KnownDigests {
        var trees: [ObjectID: Digest?] = [:]
        var blobs: [ObjectID: Digest]
    }

    private func walk(
        _ tree: ObjectID,
        prefix: String,
        depth: Int,
        budget: inout Int,
        into files: inout [File]
    ) throws(GitError) {
        guard depth <= Self.maximumDepth else { throw GitError(.tooLarge, "\(prefix) is nested too deeply") }
        var names: Set<String> = []
        for entry in try self.tree(tree) {
            budget -= 1
            guard budget >= 0 else { throw GitError(.tooLarge, "the tree has too many files") }
            guard let name = String(validating: entry.name, as: UTF8.self), !name.isEmpty, name != ".", name != "..",
                name.lowercased() != ".git", !name.contains("/"), names.insert(name).inserted
            else {
                let name = String(decoding: entry.name, as: UTF8.self)
                throw GitError(.malformed, "the tree holds a name that is not allowed: \(prefix)\(name)")
            }
            if entry.kind == .tree {
                try walk(entry.id, prefix: "\(prefix)\(name)/", depth: depth + 1, budget: &budget, into: &files)
            } else {
                files.append(File(path: prefix + name, kind: entry.kind, id: entry.id))
            }
        }
    }

    private func digest(
        _ tree: ObjectID,
        prefix: [UInt8],
        depth: Int,
        excluding excluded: [UInt8]?,
        known: inout KnownDigests
    ) throws(GitError) -> Digest? {
        guard depth <= Self.maximumDepth else { throw GitError(.tooLarge, "the tree is nested too deeply") }
        let holdsExcluded = excluded?.starts(with: prefix) == true
        if !holdsExcluded, let digest = known.trees[tree] { return digest }
        var entries: [GitDigest.Entry] = []
        let present = try self.tree(tree)
        if let name = Self.ambiguousName(in: present) {
            let path = String(decoding: prefix + name, as: UTF8.self)
            throw GitError(.malformed, "the tree holds a name twice, or with a slash: \(path)")
        }
        for entry in present {
            let path = prefix + entry.name
            guard path != excluded else { continue }
            switch entry.kind {
            case .tree:
                let content = try digest(
                    entry.id,
                    prefix: path + [UInt8(ascii: "/")],
                    depth: depth + 1,
                    excluding: excluded,
                    known: &known
                )
                guard let content else { continue }
                entries.append(GitDigest.Entry(mode: .tree, name: entry.name, digest: content))
            case .file(let executable):
                let mode: GitDigest.Entry.Mode = executable ? .executable : .file
                let content = try digest(ofBlob: entry.id, known: &known)
                entries.append(GitDigest.Entry(mode: mode, name: entry.name, digest: content))
            case .link:
                let content = try digest(ofBlob: entry.id, known: &known)
                entries.append(GitDigest.Entry(mode: .link, name: entry.name, digest: content))
            case .submodule:
                throw GitError(
                    .submodule,
                    "\(String(decoding: path, as: UTF8.self)) is a submodule, whose content no tree digest covers"
                )
            }
        }
        let digest = entries.isEmpty ? nil : GitDigest.tree(entries)
        if !holdsExcluded { known.trees[tree] = .some(digest) }
        return digest
    }

    private static func ambiguousName(in entries: [TreeEntry]) -> [UInt8]? {
        if let entry = entries.first(where: { $0.name.contains(UInt8(ascii: "/")) }) { return entry.name }
        // In strict order no name comes twice; git's own order is another one beside directories.
        let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0.name.lexicographicallyPrecedes($1.name) }
        guard !isSorted else { return nil }
        var names: Set<[UInt8]> = []
        return entries.first { !names.insert($0.name).inserted }?.name
    }

    private func digest(ofBlob id: ObjectID, known: inout KnownDigests) throws(GitError) -> Digest {
        if let digest = known.blobs[id] { return digest }
        let digest = GitDigest.blob(try blob(id))
        known.blobs[id] = digest
        return digest
    }
}
