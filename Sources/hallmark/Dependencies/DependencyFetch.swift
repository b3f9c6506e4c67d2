import Foundation
import HallmarkCore
import HallmarkGit

/// Fetches notes of a dependency's repository into a copy of our own; SwiftPM's stays as it is.
struct DependencyFetch {
    /// What upstream had at the last fetch, before it is compared with what was seen earlier.
    static let incoming = "refs/hallmark/incoming/attestations"

    let state: DependencyState

    /// Fetches the notes, and the commits as well where no copy has the pinned one.
    func fetch(_ found: DependencyReader.Found) async throws {
        guard let path = state.copy(of: found.key) else {
            throw Failure(.undecided, "fetch", "with a named root of trust, fetched notes are kept beside --state FILE")
        }
        try state.prepare()
        if !FileManager.default.fileExists(atPath: path) {
            try await GitCommandLine(in: "/").run(Self.options + ["init", "--quiet", "--bare", "--template=", path])
        }
        var specifications = ["+refs/notes/attestations*:refs/hallmark/incoming/attestations*"]
        if found.mirror == nil { specifications += ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"] }
        try await Self.fetch(specifications, from: found.location, into: path)
        try advance(path, found.key)
    }

    /// Runs `git fetch`: no hook, no program that a location could name, no submodule.
    ///
    /// - Parameter depth: how many commits of each history are fetched; `nil` for all.
    static func fetch(
        _ specifications: [String],
        from location: String,
        into path: String,
        depth: Int? = nil
    ) async throws {
        let arguments =
            [
                "fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
                "--no-auto-maintenance",
            ] + (depth.map { ["--depth=\($0)"] } ?? []) + ["--", location]
        do {
            try await GitCommandLine(in: path).run(options + arguments + specifications)
        } catch let failure as Failure {
            // The location may hold a password, and git's words quote it.
            throw Failure(
                .undecided,
                "fetch",
                failure.message.replacing(location, with: "the repository"),
                mend: "git ls-remote that repository, to see whether it is reachable"
            )
        }
    }

    private static let options = GitCommandLine.withoutHooks + ["-c", "protocol.ext.allow=never"]

    // What was taken away upstream stays in our copy.
    private func advance(_ path: String, _ key: String) throws {
        let repository = try DependencyCopy(at: path).repository
        let name = NoteStore.Namespace.attestations.rawValue
        let present = try repository.git.reference(name)
        guard let incoming = try repository.git.reference(Self.incoming), incoming != present else { return }
        for seen in [try state.notes(of: key), present] {
            if let seen, try NotesAdvance(from: seen, to: incoming, in: repository.git) != .forward { return }
        }
        try repository.git.setReference(name, to: incoming, expected: present, log: "hallmark: fetched")
    }
}
