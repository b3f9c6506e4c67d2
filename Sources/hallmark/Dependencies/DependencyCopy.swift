import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkVerification

/// A copy of a dependency's repository: SwiftPM's mirror of it, or one of ours.
struct DependencyCopy {
    /// The folder of the bare repository.
    let path: String
    let repository: OpenRepository

    /// Opens a copy.
    ///
    /// - Throws: a ``Failure`` where there is none, also when a repository lies around the folder.
    init(at path: String) throws {
        self.path = path
        repository = try OpenRepository(at: path)
        let (found, wanted) = (real(repository.git.commonDirectory), real(path))
        guard found == wanted else {
            throw Failure(.undecided, "not-a-repository", "\(path) is no git repository, and lies in one: \(found)")
        }
    }

    /// What makes git show other bytes here than those that an id names; git's own commands would be misled by it.
    func redirections() throws -> [Reason] {
        var reasons: [Reason] = []
        if let replaced = try repository.git.replacedObjects().first {
            reasons.append(
                redirection("replaced-objects", "git shows another object in the place of \(replaced)", "refs/replace")
            )
        }
        let tree = try FileTree(path: path)
        if let grafts = try tree.bytes(of: "info/grafts", maximumSize: Self.maximumSize), !grafts.isEmpty {
            reasons.append(redirection("grafts", "git shows another history than the one that was made", "info/grafts"))
        }
        let file = "objects/info/alternates"
        if let text = try tree.bytes(of: file, maximumSize: Self.maximumSize) {
            let around = URL(filePath: real(path)).deletingLastPathComponent().path + "/"
            for line in text.split(separator: UInt8(ascii: "\n")) {
                let place = String(decoding: line, as: UTF8.self)
                let full = real(place.hasPrefix("/") ? place : "\(path)/objects/\(place)")
                guard !full.hasPrefix(around) else { continue }
                reasons.append(redirection("alternates", "objects come from elsewhere: \(place)", file))
            }
        }
        return reasons
    }

    private static let maximumSize = 1 << 20

    private func redirection(_ code: String, _ what: String, _ place: String) -> Reason {
        Reason(
            code,
            "in the copy of its repository \(what) (\(place))",
            found: path,
            mend: "rm -rf \(ShellWord.quoted(path)), and ask where it came from; then: hallmark resolve"
        )
    }
}

private func real(_ path: String) -> String {
    URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
}
