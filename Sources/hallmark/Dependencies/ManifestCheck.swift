import HallmarkCore
import HallmarkInventory

/// Compares what steers a resolution in the work tree with the accepted commit: SwiftPM runs what lies there.
struct ManifestCheck {
    private let tree: any SourceTree
    private let package: String
    private let workTree: FolderTree

    /// - Parameter workTree: the package's folder.
    init(_ tree: any SourceTree, package: String, workTree: FolderTree) {
        self.tree = tree
        self.package = package
        self.workTree = workTree
    }

    /// - Throws: a ``Failure`` that names the first file that differs.
    func check() throws {
        let prefix = package == "." ? "" : package
        let committed = tree.files.compactMap { prefix.isEmpty ? $0 : $0.path(below: prefix) }.filter(Self.counts)
        for link in workTree.links where Self.counts(link) { throw failure(link, "is a link") }
        for path in Set(committed).union(workTree.files.filter(Self.counts)).sorted() {
            let wanted = try tree.bytes(of: prefix.isEmpty ? path : "\(prefix)/\(path)", maximumSize: Self.maximumSize)
            let found = try workTree.bytes(of: path, maximumSize: Self.maximumSize)
            guard wanted == found else { throw failure(path, "is not what HEAD has") }
        }
        guard !workTree.files.contains(Self.mirrors) else {
            throw Failure(
                .undecided,
                "mirrors",
                "\(Self.mirrors) leads SwiftPM to other repositories than those that Package.resolved names",
                mend: "git rm \(Self.mirrors), or let Package.resolved name them"
            )
        }
    }

    private static let maximumSize = 16 << 20
    private static let mirrors = ".swiftpm/configuration/mirrors.json"

    // Manifests of packages in the tree are run too; what lies in a build folder is made anew.
    private static func counts(_ path: String) -> Bool {
        guard let name = path.pathComponents.last, !path.pathComponents.contains(".build") else { return false }
        return name == PackagePins.fileName || (name.hasPrefix("Package") && name.hasSuffix(".swift"))
            || path.hasPrefix(".swiftpm/configuration/")
    }

    private func failure(_ path: String, _ what: String) -> Failure {
        Failure(
            .rejected,
            "work-tree-differs",
            "\(path) in the work tree \(what), and SwiftPM would run or follow it",
            mend: "commit it and: hallmark attest, or: git restore \(ShellWord.quoted(path))"
        )
    }
}
