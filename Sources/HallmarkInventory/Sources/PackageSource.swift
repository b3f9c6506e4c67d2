package import HallmarkCore

/// The files of a package and of what surrounds it: a git work tree, or else just its directory.
package struct PackageSource: Sendable {
    /// The tree that paths are relative to: the work tree's root, or the package's directory.
    package let tree: FileTree
    /// The package's folder below the tree's root.
    package let directory: String
    /// The files, sorted; in a work tree those that git tracks or would track.
    package let files: [String]
    /// The links, sorted.
    package let links: [String]
    /// The licence files of each folder that has some, sorted.
    let licenceFiles: [String: [String]]
    private let paths: Set<String>
    /// A version tag at HEAD, else its commit id, with `+dirty` when the work tree differs; `nil` without a commit.
    package let version: String?
    /// When HEAD was committed.
    package let commitTime: Timestamp?

    package init(
        tree: FileTree,
        directory: String,
        entries: [FileTree.Entry],
        version: String? = nil,
        commitTime: Timestamp? = nil
    ) {
        var files: [String] = []
        var links: [String] = []
        for entry in entries {
            switch entry.kind {
            case .file: files.append(entry.path)
            case .link: links.append(entry.path)
            case .directory, .other: break
            }
        }
        self.tree = tree
        self.directory = directory
        self.files = files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.licenceFiles = Dictionary(
            grouping: self.files.filter(SBOMInputRule.isLicence),
            by: SBOMInputRule.folder(of:)
        )
        self.paths = Set(files)
        self.links = links.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.version = version
        self.commitTime = commitTime
    }

    /// Whether there is a file with a path.
    func contains(_ path: String) -> Bool { paths.contains(path) }

    /// The licences whose texts lie in a folder.
    func licences(in folder: String) throws -> [Licence] {
        try LicenceFiles.licences(in: tree, files: licenceFiles[folder] ?? [])
    }

    /// Reads the package in a directory.
    ///
    /// What git ignores is no part of a package that is in a repository: another clone hasn't got it. Without a
    /// repository all files count, except in folders named `.build` and `.git`.
    ///
    /// - Parameters:
    ///   - path: an absolute path.
    ///   - git: runs git; needed when a folder `.git` is in the directory or above it.
    package static func read(_ path: String, git: GitCommand) async throws -> PackageSource {
        if try isInRepository(path) {
            let repository = GitWorkTree(git: git, directory: path)
            if let source = try await repository.source() { return source }
        }
        let tree = try FileTree(path: path)
        let entries = try tree.entries(skip: { [".build", ".git"].contains($0.name) })
        return PackageSource(tree: tree, directory: "", entries: entries)
    }

    private static func isInRepository(_ path: String) throws(FileError) -> Bool {
        var components = path.split(separator: "/")
        while true {
            let tree = try FileTree(path: "/" + components.joined(separator: "/"))
            if try tree.entry(".git") != nil { return true }
            guard components.popLast() != nil else { return false }
        }
    }
}
