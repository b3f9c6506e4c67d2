import HallmarkCore

/// Files as a link records them: by their paths below the current folder.
enum LinkFiles {
    /// The digests of files, and of all files below folders.
    static func digests(_ paths: [String], _ surroundings: Surroundings) throws -> [String: Digest] {
        guard !paths.isEmpty else { return [:] }
        let tree = try FileTree(path: surroundings.directory)
        var names: [String] = []
        for path in paths { names += try files(at: path, in: tree, surroundings) }
        // By their bytes: two names that Swift takes for one are two.
        let unique = Dictionary(names.map { (Array($0.utf8), $0) }, uniquingKeysWith: { first, _ in first }).values
        guard Set(unique).count == unique.count else {
            throw Failure(
                .rejected,
                "odd-artifact",
                "two names differ only in their Unicode form",
                mend: "rename one of the two"
            )
        }
        return try tree.digests(of: Array(unique)).compactMapValues(\.first)
    }

    private static func files(
        at path: String,
        in tree: FileTree,
        _ surroundings: Surroundings
    ) throws -> [String] {
        let absolute = "/" + surroundings.absolute(path).pathComponents.joined(separator: "/")
        let isHere = absolute.utf8.elementsEqual(surroundings.directory.utf8)
        guard let name = isHere ? "" : absolute.path(below: surroundings.directory) else {
            throw Failure(
                .undecided,
                "absolute-path",
                "\(path) lies outside of the current folder, and a link has no absolute paths",
                mend: "run this in a folder above it"
            )
        }
        guard !isHere else { return try files(below: "", in: tree) }
        guard let entry = try tree.entry(name) else {
            throw Failure(.missing, "no-artifacts", "there is no file or folder \(path)", mend: "check the path")
        }
        if entry.kind == .directory { return try files(below: name, in: tree) }
        try refuseOdd(entry)
        return [name]
    }

    private static func files(below folder: String, in tree: FileTree) throws -> [String] {
        let entries = try tree.entries(below: folder) { $0.name == ".git" }
        let files = entries.filter { $0.kind != .directory && $0.name != ".git" }
        try files.forEach(refuseOdd)
        return files.map(\.path)
    }

    private static func refuseOdd(_ entry: FileTree.Entry) throws {
        if case .file = entry.kind { return }
        throw Failure(
            .rejected,
            "odd-artifact",
            "\(entry.path) is no regular file, so that nothing could be signed about it",
            mend: "rm \(ShellWord.quoted(entry.path)), or put the file itself there"
        )
    }
}
