import Foundation
import HallmarkCore

/// What a command takes from the process it runs in.
struct Surroundings: Sendable {
    let environment: [String: String]
    let now: Timestamp
    let user: UInt32
    let directory: String
    /// Whether a person can answer questions.
    let isInteractive: Bool

    /// The surroundings of this process.
    static var current: Surroundings {
        Surroundings(
            environment: ProcessInfo.processInfo.environment,
            now: Timestamp(seconds: Int64(Date.now.timeIntervalSince1970)),
            user: geteuid(),
            directory: FileManager.default.currentDirectoryPath,
            isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        )
    }

    /// The folder of Hallmark's pins and high-water marks, outside of anything that travels with a repository.
    func stateFolder() throws -> String {
        if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/hallmark" }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw Failure(.undecided, "no-home", "neither XDG_STATE_HOME nor HOME names a folder", mend: "export HOME")
        }
        return home + "/.local/state/hallmark"
    }

    /// Asks a question on the terminal; `nil` without a terminal.
    func ask(_ question: String) -> String? {
        guard isInteractive else { return nil }
        try? FileHandle.standardError.write(contentsOf: Data((question + " ").utf8))
        return readLine()?.trimmingCharacters(in: .whitespaces)
    }

    /// Where the repository is that git runs us in: it names one that lies elsewhere.
    var gitFolder: String { environment["GIT_DIR"].map(absolute) ?? directory }

    /// A path with links resolved and without a final slash.
    func realPath(_ path: String) -> String {
        let real = URL(filePath: absolute(path)).resolvingSymlinksInPath().path(percentEncoded: false)
        return real.count > 1 && real.hasSuffix("/") ? String(real.dropLast()) : real
    }

    /// An absolute form of a path that the user gave.
    func absolute(_ path: String) -> String {
        let full = path.hasPrefix("/") ? path : directory + "/" + path
        return URL(filePath: full).standardizedFileURL.path(percentEncoded: false)
    }
}
