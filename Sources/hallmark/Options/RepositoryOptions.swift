import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit

/// Which repository is meant.
struct RepositoryOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("repository")],
        help: "The repository's folder; without it, the one of the current folder."
    )
    var directory: String?

    /// The folder in absolute form.
    func folder(_ surroundings: Surroundings) -> String {
        directory.map(surroundings.absolute) ?? surroundings.directory
    }

    /// Opens the repository.
    func open(_ surroundings: Surroundings) throws -> OpenRepository {
        try OpenRepository(at: folder(surroundings))
    }
}

/// A repository that several values share.
final class OpenRepository {
    let git: Repository

    init(at folder: String) throws {
        self.git = try Self.open(folder)
    }

    private static func open(_ folder: String) throws -> Repository {
        do {
            return try Repository(at: folder)
        } catch {
            guard error.code != .notARepository else {
                throw Failure(
                    .undecided,
                    "not-a-repository",
                    "\(folder) is not in a git repository",
                    mend: "cd into a clone, or: git init"
                )
            }
            guard error.code != .foreignOwner else {
                let top = ShellWord.quoted(Self.top(of: folder))
                throw Failure(
                    .undecided,
                    "foreign-owner",
                    "\(error), whose configuration could run programs of theirs",
                    mend: "if you trust it: git config --global --add safe.directory \(top)"
                )
            }
            guard error.code != .unsupported else {
                throw Failure(.undecided, "unsupported-repository", error.message)
            }
            throw error
        }
    }

    // Where git itself would find the repository: libgit2 does not name what it refuses, and takes the exact path only.
    private static func top(of folder: String) -> String {
        let manager = FileManager.default
        let start = URL(filePath: folder).resolvingSymlinksInPath().standardizedFileURL
        var place = start
        while place.path != "/" {
            let isBare = ["HEAD", "objects", "refs"].allSatisfy { manager.fileExists(atPath: "\(place.path)/\($0)") }
            if isBare || manager.fileExists(atPath: place.path + "/.git") { return place.path }
            place.deleteLastPathComponent()
        }
        return start.path
    }

    /// The files of the work tree, without what git ignores; what it tracks it never ignores.
    func workTreeFiles() throws -> FolderTree {
        let tracked = try git.trackedPaths()
        return try FolderTree(workTree()) { try !tracked.contains($0) && git.isIgnored($0) }
    }

    /// The folder that git is run in: the root of the work tree, or a bare repository itself.
    var folder: String { git.workDirectory ?? git.commonDirectory }

    /// The root of the work tree; an error for a bare repository.
    func workTree() throws -> String {
        guard let folder = git.workDirectory else {
            throw Failure(.undecided, "bare-repository", "the repository is bare and has no work tree")
        }
        return folder
    }
}
