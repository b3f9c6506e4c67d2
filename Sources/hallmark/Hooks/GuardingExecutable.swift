import Foundation
import HallmarkCore

/// The executable that hooks will call; never one that a checkout could replace.
enum GuardingExecutable {
    /// The path of this program, with links resolved.
    ///
    /// - Throws: a ``Failure`` when either lies inside of a work tree: git overwrites ignored files with tracked ones,
    ///   so a bad revision could replace the program that judges it.
    static func path(_ named: String?, _ surroundings: Surroundings) throws -> String {
        guard let called = named.map(surroundings.absolute) ?? Bundle.main.executablePath else {
            throw Failure(
                .undecided,
                "executable",
                "this program does not know its own path",
                mend: "give --executable"
            )
        }
        let resolved = URL(filePath: called).resolvingSymlinksInPath().path(percentEncoded: false)
        guard FileManager.default.isExecutableFile(atPath: resolved) else {
            throw Failure(.undecided, "executable", "\(called) is not an executable")
        }
        for path in [called, resolved] {
            guard let tree = workTree(around: path) else { continue }
            throw Failure(
                .rejected,
                "executable-in-work-tree",
                "\(path) lies in the work tree \(tree), where a bad revision could replace the program that judges it",
                mend: "install hallmark outside of any work tree (Scripts/install --prefix ~/.local), and call that one"
            )
        }
        // With links resolved: one in the middle may lie where a checkout replaces it.
        return resolved
    }

    /// The work tree that a path lies in, or `nil`.
    static func workTree(around path: String) -> String? {
        var folder = URL(filePath: path).deletingLastPathComponent().standardizedFileURL
        while true {
            if FileManager.default.fileExists(atPath: folder.appending(path: ".git").path(percentEncoded: false)) {
                return folder.path(percentEncoded: false)
            }
            let parent = folder.deletingLastPathComponent().standardizedFileURL
            guard parent.path() != folder.path() else { return nil }
            folder = parent
        }
    }
}
