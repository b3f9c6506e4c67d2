import HallmarkCore

/// The files of a folder: an archive without `.git`, or a work tree.
final class FolderTree: SourceTree {
    let files: [String]
    let links: [String]
    let folder: FileTree
    /// Folders named `.git` below the top, which no tree of git can hold.
    private let nested: [String]

    /// - Parameter isIgnored: folders and files that are not looked at, such as what git ignores.
    init(_ path: String, isIgnored: (String) throws -> Bool = { _ in false }) throws {
        self.folder = try FileTree(path: path)
        var found = Found()
        try Self.collect("", depth: 0, in: folder, isIgnored: isIgnored, into: &found)
        self.files = found.files
        self.links = found.links
        self.nested = found.nested
    }

    private struct Found {
        var files: [String] = []
        var links: [String] = []
        var nested: [String] = []
    }

    private static func collect(
        _ directory: String,
        depth: Int,
        in folder: FileTree,
        isIgnored: (String) throws -> Bool,
        into found: inout Found
    ) throws {
        guard depth <= FileTree.maximumDepth, found.files.count <= FileTree.maximumEntries else {
            throw FileError(.tooLarge, path: directory, reason: "too many files, or nested too deeply")
        }
        for entry in try folder.children(of: directory) {
            guard entry.name != ".git" else {
                if !directory.isEmpty { found.nested.append(entry.path) }
                continue
            }
            guard try !isIgnored(entry.path) else { continue }
            switch entry.kind {
            case .file: found.files.append(entry.path)
            case .link: found.links.append(entry.path)
            case .directory:
                try collect(entry.path, depth: depth + 1, in: folder, isIgnored: isIgnored, into: &found)
            case .other: continue
            }
        }
    }

    func bytes(of path: String, maximumSize: Int) throws -> [UInt8]? {
        try folder.bytes(of: path, maximumSize: maximumSize)
    }

    func digest(of path: String) throws -> Digest {
        if case .link(let target) = try folder.entry(path)?.kind { return Digest.sha256(Array(target.utf8)) }
        return try folder.file(path).digest()
    }

    func head(of path: String, count: Int) throws -> [UInt8] {
        let file = try folder.file(path)
        return try file.bytes(at: 0, count: Int(min(UInt64(count), file.count)))
    }

    func contentDigest() throws -> Digest {
        if let path = nested.first {
            throw Failure(
                .undecided,
                "nested-git",
                "\(path) can be in no revision, and no digest covers it",
                mend: "rm -r \(ShellWord.quoted(path))"
            )
        }
        return try folder.gitTreeDigest() ?? GitDigest.tree([])
    }
}
