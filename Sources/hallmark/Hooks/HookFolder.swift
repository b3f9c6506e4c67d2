import Foundation
import HallmarkCore
import HallmarkGit

/// The folder that git takes a repository's hooks from.
struct HookFolder {
    /// The name under which an earlier hook is kept and chained.
    static let previousSuffix = ".hallmark-prev"
    /// The code of the failure for a folder that a checkout can change.
    static let tracked = "tracked-hooks"
    /// How many bytes a hook may have that is looked at.
    private static let maximumSize = 1 << 20
    private static let mark = "# Put here by \"hallmark hooks install\""

    /// What stands in the place of a hook.
    enum State: Equatable {
        case none
        /// Somebody else's.
        case foreign
        /// A folder, which git passes over.
        case folder
        /// Ours, with what keeps it from guarding, or `nil`.
        case installed(problem: String?)
        /// Ours, with lines of somebody else.
        case altered
    }

    let path: String

    init(_ repository: OpenRepository) async throws {
        let top = repository.folder
        let text = try await GitCommandLine(in: top).run(["rev-parse", "--git-path", "hooks"])
        self.path = URL(filePath: text, relativeTo: URL(filePath: top)).standardizedFileURL.path(percentEncoded: false)
        let real = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let common = URL(filePath: repository.git.commonDirectory).resolvingSymlinksInPath().path(percentEncoded: false)
        let isOwn = real.path(below: common.hasSuffix("/") ? String(common.dropLast()) : common) != nil
        guard isOwn || GuardingExecutable.workTree(around: real) == nil else {
            throw Failure(
                .undecided,
                Self.tracked,
                "core.hooksPath names \(path), inside of a work tree, where a checkout can replace it",
                mend: HookManager.present(in: top)?.snippet ?? "git config --unset core.hooksPath"
            )
        }
    }

    /// What stands in the place of a hook; a link is looked at and not followed.
    func state(of kind: HookKind) throws -> State {
        guard FileManager.default.fileExists(atPath: path) else { return .none }
        let tree = try FileTree(path: path)
        guard let entry = try tree.entry(kind.rawValue) else { return .none }
        switch entry.kind {
        case .directory: return .folder
        case .link, .other: return .foreign
        case .file(let isExecutable):
            guard entry.size <= UInt64(Self.maximumSize),
                let text = String(
                    validating: try tree.file(kind.rawValue).allBytes(maximumSize: Self.maximumSize),
                    as: UTF8.self
                ),
                text.contains(Self.mark)
            else { return .foreign }
            guard let executable = HookKind.executable(in: text), text == kind.script(executable: executable) else {
                return .altered
            }
            if !isExecutable { return .installed(problem: "off, since it is not executable") }
            guard FileManager.default.isExecutableFile(atPath: executable) else {
                return .installed(problem: "broken, since \(executable) is gone")
            }
            return .installed(problem: nil)
        }
    }

    /// Throws when a hook could not be put in place without a loss.
    func check(_ kind: HookKind) throws {
        let hook = path + "/" + kind.rawValue
        switch try state(of: kind) {
        case .none, .installed: return
        case .folder: throw Failure(.undecided, "hook-exists", "\(hook) is a folder", mend: "move it away")
        case .altered:
            throw Failure(
                .undecided,
                "hook-altered",
                "\(hook) is ours with lines of somebody else, which would be lost",
                mend:
                    "move your lines to \(hook + Self.previousSuffix) (it is run first), remove \(hook), then: hallmark hooks install"
            )
        case .foreign:
            guard (try? FileManager.default.attributesOfItem(atPath: hook + Self.previousSuffix)) != nil else { return }
            throw Failure(
                .undecided,
                "hook-exists",
                "\(hook) and \(hook + Self.previousSuffix) both exist: one of them would be lost",
                mend: "move one of them away, then: hallmark hooks install"
            )
        }
    }

    /// Puts a hook in place; an earlier one is kept beside it, as it was.
    func install(_ kind: HookKind, executable: String) throws {
        try check(kind)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let hook = path + "/" + kind.rawValue
        if try state(of: kind) == .foreign { try FileWriter.move(hook, over: hook + Self.previousSuffix) }
        try FileWriter.replace(hook, bytes: Array(kind.script(executable: executable).utf8), permissions: 0o755)
    }

    /// Takes a hook away and puts the earlier one back.
    ///
    /// - Returns: whether there was anything of ours.
    func uninstall(_ kind: HookKind) throws -> Bool {
        let state = try state(of: kind)
        if state == .altered { try check(kind) }
        guard case .installed = state else { return false }
        let hook = path + "/" + kind.rawValue
        let previous = hook + Self.previousSuffix
        // Over the top of ours in one step, so that no moment is without either; a link is moved as a link.
        if (try? FileManager.default.attributesOfItem(atPath: previous)) != nil {
            try FileWriter.move(previous, over: hook)
        } else {
            try FileWriter.remove(hook)
        }
        return true
    }
}
