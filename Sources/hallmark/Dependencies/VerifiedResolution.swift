import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkInventory

/// A resolution from copies of repositories that were made here and verified, in place of SwiftPM's own.
///
/// A copy has branches, tags and notes and nothing else of its source: no replace references, grafts, alternates, hooks
/// or configuration. The copies are put where SwiftPM keeps its mirrors, so that it finds every pinned commit there.
struct VerifiedResolution {
    private let package: String
    private let folder: String

    /// Where the copies are made.
    var copies: String { folder + "/repositories" }
    private var build: String { package + "/.build" }

    /// - Parameter package: the package's folder, as an absolute path without links.
    init(package: String) throws {
        self.package = package
        let build = package + "/.build"
        // On the file system of the build folder, so that copies are put in place by renaming.
        folder = "\(build)/hallmark-\(UUID().uuidString)"
        let manager = FileManager.default
        guard !manager.fileExists(atPath: build) || URL(filePath: build).resolvingSymlinksInPath().path == build else {
            throw Failure(.undecided, "build-folder", "\(build) is a link", mend: "rm \(ShellWord.quoted(build))")
        }
        try manager.createDirectory(atPath: folder + "/repositories", withIntermediateDirectories: true)
        try manager.createDirectory(atPath: folder + "/configuration", withIntermediateDirectories: true)
    }

    /// Takes away what was not put in place.
    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Copies the repository of a pin: from SwiftPM's mirror where that has the commit, else from where it came.
    func copy(_ pin: PackagePins.Pin) async throws {
        guard pin.kind != .registry, let revision = pin.revision, let name = RepositoryFolder.name(of: pin.location)
        else {
            throw Failure(
                .undecided,
                "unsupported-pin",
                "\(pin.identity) comes from no git repository that a copy can be made of",
                mend: "depend on it by the URL of its repository"
            )
        }
        let path = "\(copies)/\(name)"
        try await GitCommandLine(in: copies).run(
            GitCommandLine.withoutHooks + ["init", "--quiet", "--bare", "--template=", path]
        )
        let mirror = "\(build)/repositories/\(name)"
        if try has(revision, mirror) { try await DependencyFetch.fetch(Self.references, from: mirror, into: path) }
        if try !has(revision, path) { try await DependencyFetch.fetch(Self.references, from: pin.location, into: path) }
        let git = GitCommandLine(in: path)
        // Where its default branch is, there are its newest roots.
        try await git.run(["update-ref", "--no-deref", "HEAD", Self.head])
        // SwiftPM takes a copy for its own by this setting.
        try await git.run(["config", "remote.origin.url", pin.location])
    }

    private static let head = "refs/hallmark/head"
    private static let references = [
        "+HEAD:\(head)", "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*",
        "+refs/notes/attestations*:refs/notes/attestations*",
    ]

    private func has(_ revision: String, _ path: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: path), let id = ObjectID(hex: revision) else { return false }
        do {
            _ = try DependencyCopy(at: path).repository.git.commit(id)
            return true
        } catch {
            // What cannot be read is fetched anew.
            return false
        }
    }

    /// Puts the copies in place and lets SwiftPM resolve: the pinned commits, without a cache and without the network.
    func resolve() async throws {
        let manager = FileManager.default
        // A checkout is never looked at again by SwiftPM, and its manifest is run.
        for name in ["repositories", "checkouts", "workspace-state.json"]
        where manager.fileExists(atPath: "\(build)/\(name)") {
            try manager.removeItem(atPath: "\(build)/\(name)")
        }
        try manager.moveItem(atPath: copies, toPath: "\(build)/repositories")
        let arguments = [
            "package", "--package-path", package, "--disable-dependency-cache",
            "--cache-path", folder + "/cache",
            "--config-path", folder + "/configuration", "resolve", "--force-resolved-versions",
        ]
        let runner = ProcessRunner(environment: ScratchClone.environment)
        guard try await runner.status(of: "swift", arguments) == 0 else {
            throw Failure(
                .undecided,
                "resolution",
                "SwiftPM could not resolve from the verified copies",
                mend:
                    "look at its words above; when Package.resolved is out of date: swift package resolve, commit and attest"
            )
        }
    }
}
