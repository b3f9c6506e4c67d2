import HallmarkCore
import HallmarkGit
import HallmarkInventory
import HallmarkVerification

/// What a release is made with: the dependencies of its packages, where the policy has rules about them.
struct ReleaseDependencies {
    /// How many bytes a manifest may have.
    static let maximumSize = 16 << 20

    let reader: DependencyReader
    let tree: any SourceTree
    let repository: OpenRepository?

    /// Reads what the packages of the tree pin, and what the notes say of it.
    ///
    /// - Returns: what was found, and a line for each package that says not which versions it uses.
    func add(
        _ policy: Policy,
        to evidence: inout Evidence
    ) throws -> (found: [DependencyReader.Found], lines: [Verdict.Line]) {
        guard policy.rules.contains(where: { $0.kind == .dependency }) else { return ([], []) }
        var found: [DependencyReader.Found] = []
        var lines: [Verdict.Line] = []
        for path in Set(policy.packagePaths + ["."]).sorted() {
            let pinned = try reader.dependencies(of: tree, package: path)
            // Two packages may pin the same.
            found += pinned.filter { one in !found.contains { $0.dependency == one.dependency } }
            if pinned.isEmpty, try dependsOnPackages(path) { lines.append(Self.noPins(path)) }
        }
        evidence.dependencies = found.map(\.dependency)
        if let repository {
            var notes = NoteReader(repository)
            for digest in evidence.dependencies.compactMap(\.tree) {
                notes.read(try ArtifactKey.object(of: digest), .blobs)
            }
            evidence.add(notes)
        }
        return (found, lines)
    }

    // A manifest is code and is not run: where it never says `.package`, it names none.
    private func dependsOnPackages(_ path: String) throws -> Bool {
        let prefix = path == "." ? "" : path
        return try tree.files.contains { file in
            guard let name = prefix.isEmpty ? file : file.path(below: prefix), name.hasPrefix("Package"),
                name.hasSuffix(".swift"), !name.contains("/")
            else { return false }
            let bytes = try tree.bytes(of: file, maximumSize: Self.maximumSize) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            return text.contains(/\.\s*package\b/)
        }
    }

    private static func noPins(_ path: String) -> Verdict.Line {
        let name = SBOMInputRule.join(path == "." ? "" : path, PackagePins.fileName)
        let reason = Reason(
            "no-pins",
            "there is no \(name) with pins, and the manifest names packages: nothing says which versions are used",
            mend: "swift package resolve && git add \(ShellWord.quoted(name)) && git commit"
        )
        return Verdict.Line(
            kind: Policy.ArtifactKind.dependency.rawValue,
            name: name,
            decision: .missing,
            reasons: [reason]
        )
    }
}
