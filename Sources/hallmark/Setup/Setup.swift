import Foundation
import HallmarkCore
import HallmarkInventory
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// What the steps of `hallmark init` share: where, by whom, and about which repository.
struct Setup {
    let surroundings: Surroundings
    let repository: OpenRepository
    /// The private key's file, or its name in an agent or a token.
    let keyPath: String
    let signing: SigningOptions
    /// The URI that statements will name.
    let repositoryURI: String
    /// The principal's name in the root.
    let principal: String
    /// The `hallmark` that hooks call, when another than this one.
    let executable: String?

    /// The steps in the order of ``SetupStepName``.
    var steps: [any SetupStep] {
        [
            KeyStep(setup: self), RootStep(setup: self), PolicyStep(setup: self), ModelsLockStep(setup: self),
            HooksStep(setup: self),
        ]
    }

    /// The work tree's root, with a final slash.
    func top() throws -> String { try repository.workTree() }

    /// The key that signs what is set up.
    func signer() throws -> any Signer {
        var options = signing
        options.key = keyPath
        return try options.signer(surroundings)
    }

    /// A file of the work tree, or `nil`.
    func bytes(of path: String, maximumSize: Int) throws -> [UInt8]? {
        try FileTree(path: top()).bytes(of: path, maximumSize: maximumSize)
    }

    /// Writes a new file of the work tree; one that is there is never replaced.
    func create(_ path: String, _ bytes: [UInt8]) throws {
        let file = try top() + path
        let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileWriter.create(file, bytes: bytes)
    }

    /// The file that a signing key is kept in unless another is named.
    static func defaultKeyPath(_ surroundings: Surroundings) throws -> String {
        if let base = surroundings.environment["XDG_CONFIG_HOME"], base.hasPrefix("/") { return base + "/hallmark/key" }
        guard let home = surroundings.environment["HOME"], home.hasPrefix("/") else {
            throw Failure(
                .undecided,
                "no-home",
                "neither XDG_CONFIG_HOME nor HOME names a folder",
                mend: "give --key FILE"
            )
        }
        return home + "/.config/hallmark/key"
    }

    /// The root of trust that the repository has already, or `nil`.
    static func root(of repository: OpenRepository) throws -> Root? {
        let tree = try FileTree(path: repository.workTree())
        guard let bytes = try tree.bytes(of: RootStep.path, maximumSize: Root.maximumSize) else { return nil }
        return try Root(payload: Envelope(json: bytes).payload)
    }

    /// The URI of a repository: that of its root, or else as it was given, or else that of the remote `origin` without
    /// user and password.
    static func repositoryURI(_ given: String?, of repository: OpenRepository, root: Root?) async throws -> String {
        if let root {
            guard given == nil || given == root.repository else {
                throw Failure(
                    .undecided,
                    "repository-uri",
                    "the root of trust is about \(root.repository), and not about \(given ?? "")",
                    mend: "leave --repository-uri out"
                )
            }
            return root.repository
        }
        if let given {
            guard let url = RepositoryURL(given), given.hasPrefix("\(url.scheme)://\(url.host)/") else {
                throw Failure(
                    .undecided,
                    "repository-uri",
                    "\(given) is not a URI like https://host/owner/name, without user and password"
                )
            }
            return given
        }
        let git = GitCommandLine(in: try repository.workTree())
        let origin = try await git.output(["config", "--get", "remote.origin.url"])
        guard let origin, let url = RepositoryURL(origin) else {
            throw Failure(
                .undecided,
                "repository-uri",
                "statements name the repository by its URI, and git knows no remote \"origin\" with one",
                mend: "hallmark init --repository-uri https://HOST/OWNER/NAME"
            )
        }
        return (["https://" + url.host] + url.components).joined(separator: "/")
    }
}
