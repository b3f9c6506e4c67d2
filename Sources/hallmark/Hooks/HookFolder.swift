import Foundation
import HallmarkCore
import HallmarkGit

/// The folder that git takes a repository's hooks from.
struct HookFolder {
    /// The name under which an earlier hook is kept and chained.
    static let previousSuffix = ".hallmark-prev"
    /// How many bytes a hook may have that is looked at.
    private static let maximumSize = 1 << 20
    private static let mark = "# Put here by \"hallmark hooks install\""

    /// What stands in the place of a hook.
    enum State: Equatable {
        case none
        /// Somebody else's.
        case foreign
        /// Ours, calling this executable.
        case installed(current: Bool)
    }

    let path: String

    init(_ repository: OpenRepository) async throws {
        let top = try repository.workTree()
        let text = try await GitCommandLine(in: top).run(["rev-parse", "--git-path", "hooks"])
        self.path = URL(filePath: text, relativeTo: URL(filePath: top)).standardizedFileURL.path(percentEncoded: false)
        let isTracked = path.hasPrefix(top) && !path.hasPrefix(repository.git.commonDirectory)
        guard !isTracked else {
            throw Failure(
                .undecided,
                "tracked-hooks",
                "core.hooksPath names \(path), inside of the work tree, where a checkout can replace it",
                mend: "git config --unset core.hooksPath"
            )
        }
    }

    func state(of kind: HookKind, executable: String) throws -> State {
        guard let text = try text(of: path + "/" + kind.rawValue) else { return .none }
        guard text.contains(Self.mark) else { return .foreign }
        return .installed(current: text == kind.script(executable: executable))
    }

    /// Puts a hook in place; an earlier one is kept beside it, as it was.
    func install(_ kind: HookKind, executable: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let hook = path + "/" + kind.rawValue
        let script = Array(kind.script(executable: executable).utf8)
        if try state(of: kind, executable: executable) == .foreign {
            let previous = hook + Self.previousSuffix
            guard !FileManager.default.fileExists(atPath: previous) else {
                throw Failure(
                    .undecided,
                    "hook-exists",
                    "\(hook) and \(previous) both exist: one of them would be lost",
                    mend: "move one of them away, then: hallmark hooks install"
                )
            }
            try FileManager.default.moveItem(atPath: hook, toPath: previous)
        }
        try FileWriter.replace(hook, bytes: script, permissions: 0o755)
    }

    /// Takes a hook away and puts the earlier one back.
    ///
    /// - Returns: whether there was anything of ours.
    func uninstall(_ kind: HookKind) throws -> Bool {
        let hook = path + "/" + kind.rawValue
        guard let text = try text(of: hook), text.contains(Self.mark) else { return false }
        let previous = hook + Self.previousSuffix
        // Over the top of ours in one step, so that no moment is without either.
        if FileManager.default.fileExists(atPath: previous) {
            try FileWriter.move(previous, over: hook)
        } else {
            try FileWriter.remove(hook)
        }
        return true
    }

    private func text(of path: String) throws -> String? {
        do {
            let file = try FileBytes(path: path, followingLink: true)
            return String(decoding: try file.allBytes(maximumSize: Self.maximumSize), as: UTF8.self)
        } catch  where error.code == .missing {
            return nil
        }
    }
}
