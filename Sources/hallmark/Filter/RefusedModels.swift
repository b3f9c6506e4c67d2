import Foundation
import HallmarkCore
import HallmarkGit

/// The stubs that stand in a work tree for models that were refused.
///
/// Which paths to look at is remembered in git's own folder of the work tree, for convenience and trusted by nobody: a path
/// counts when the file there begins as a stub does.
struct RefusedModels {
    /// A stub that stands in the work tree.
    struct Stub {
        let path: String
        /// The code of the reason, as the stub has it.
        let code: String
    }

    /// How many paths are remembered and listed.
    static let maximumPaths = 10_000
    /// How many bytes of remembered paths are read.
    static let maximumSize = 64 << 20
    private static let memoryName = "hallmark/refused"

    private let workTree: String
    private let gitDirectory: String

    init(_ repository: OpenRepository) throws {
        self.init(repository, in: try repository.workTree())
    }

    /// The stubs of the work tree that git runs a filter in.
    ///
    /// `nil` elsewhere than at its top: there git writes no file, as in a bare repository.
    init?(aroundFilterOf repository: OpenRepository, _ surroundings: Surroundings) {
        let named = surroundings.environment["GIT_WORK_TREE"].map(surroundings.absolute)
        guard let top = named ?? repository.git.workDirectory,
            surroundings.realPath(top) == surroundings.realPath(surroundings.directory)
        else { return nil }
        self.init(repository, in: top)
    }

    private init(_ repository: OpenRepository, in workTree: String) {
        self.workTree = workTree
        self.gitDirectory = repository.git.directory
    }

    /// The stubs at the remembered paths, in order.
    func stubs() throws -> [Stub] {
        try stubs(at: remembered())
    }

    /// Looks at the remembered paths and these, remembers the stubs among them, and brings their list up to date.
    func update(adding refused: Set<String>) throws {
        let paths = try remembered().union(refused)
        guard !paths.isEmpty else { return }
        let stubs = Array(try stubs(at: paths).prefix(Self.maximumPaths))
        try remember(stubs.map(\.path))
        try RefusalList(in: workTree).write(stubs)
    }

    private func stubs(at paths: Set<String>) throws -> [Stub] {
        let tree = try FileTree(path: workTree)
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { path in
            // What is gone, is no file, or lies behind a link stands for nothing.
            guard let file = try? tree.file(path),
                let head = try? file.bytes(at: 0, count: Int(min(file.count, UInt64(RefusalStub.maximumSize)))),
                RefusalStub.isStub(head)
            else { return nil }
            return Stub(path: path, code: RefusalStub.code(in: head))
        }
    }

    private func remembered() throws -> Set<String> {
        let bytes: [UInt8]
        do {
            bytes = try FileTree(path: gitDirectory).bytes(of: Self.memoryName, maximumSize: Self.maximumSize) ?? []
        } catch {
            throw Failure(
                .undecided,
                "refusal-list",
                "\(gitDirectory)\(Self.memoryName), which names refused models, cannot be read: \(error.reason)",
                mend: "rm \(ShellWord.quoted(gitDirectory + Self.memoryName))"
            )
        }
        let paths = bytes.split(separator: 0).prefix(Self.maximumPaths).compactMap {
            String(validating: $0, as: UTF8.self)
        }
        return Set(paths)
    }

    private func remember(_ paths: [String]) throws {
        let path = gitDirectory + Self.memoryName
        let isThere = try FileTree(path: gitDirectory).entry(Self.memoryName) != nil
        // Never through a link: what was prepared for us must not choose what is written to.
        if isThere { try FileWriter.remove(path) }
        guard !paths.isEmpty else { return }
        try FileManager.default.createDirectory(
            atPath: gitDirectory + "hallmark",
            withIntermediateDirectories: true
        )
        try FileWriter.create(path, bytes: paths.flatMap { Array($0.utf8) + [0] })
    }
}
