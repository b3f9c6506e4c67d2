import Foundation
import HallmarkCore

/// A Swift package in a git repository, set up and signed, in a folder of its own that also holds key, pins and caches.
///
/// The real program is run beside the real `git`. Nothing of the machine's or the user's configuration counts.
final class Project {
    /// What a program gave.
    struct Run {
        let status: Int32
        let output: String
        let errors: String

        /// Everything that was printed.
        var text: String { output + errors }

        /// The output as JSON.
        func json() throws -> JSONValue { try JSONParser.parse(Array(output.utf8)) }

        /// The codes of all reasons in a verdict.
        func codes() throws -> Set<String> {
            let lines = try json()["artifacts"]?.array ?? []
            return Set(lines.flatMap { $0["reasons"]?.array ?? [] }.compactMap { $0["code"]?.string })
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let repositoryURI = "https://example.com/team/app"
    /// The command under test, as it was built.
    static let executable = binaries + "/hallmark"

    private static let binaries: String =
        ProcessInfo.processInfo.environment["HALLMARK_BINARIES"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path(percentEncoded: false)

    /// A project as `hallmark init` and `hallmark attest` leave it; each test gets a copy.
    private static let template = Result { try makeTemplate() }

    /// The folder of everything that a test makes, without a final slash.
    private static let base: String = {
        let path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path(percentEncoded: false)
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }()

    /// One home for all: it holds nothing but the caches of SwiftPM and the compiler.
    private static let home: String = base + "/hallmark-tests-home"

    let root: String
    var repository: String { root + "/repository" }
    var key: String { root + "/config/hallmark/key" }
    var environment: [String: String]

    private init(root: String) {
        self.root = root
        environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": Self.home, "XDG_STATE_HOME": root + "/state", "XDG_CONFIG_HOME": root + "/config",
            "HALLMARK_KEY": root + "/config/hallmark/key", "GIT_CONFIG_GLOBAL": root + "/gitconfig",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8", "TMPDIR": root + "/tmp",
            "GIT_AUTHOR_NAME": "A U Thor", "GIT_AUTHOR_EMAIL": "author@example.com",
            "GIT_COMMITTER_NAME": "C O Mitter", "GIT_COMMITTER_EMAIL": "committer@example.com",
        ]
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    /// A package with a model and a commit, and nothing of Hallmark.
    static func plain() throws -> Project {
        let project = Project(root: "\(base)/hallmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        for folder in ["tmp", "repository"] {
            try FileManager.default.createDirectory(
                atPath: "\(project.root)/\(folder)",
                withIntermediateDirectories: true
            )
        }
        try Data("[protocol \"file\"]\n\tallow = always\n".utf8).write(to: URL(filePath: project.root + "/gitconfig"))
        try project.git("init", "-q", "-b", "main")
        try project.write(manifest, to: "Package.swift")
        try project.write("public let greeting = \"hello\"\n", to: "Sources/App/App.swift")
        try project.write("MIT\n", to: "LICENSE")
        try project.write(".build/\n", to: ".gitignore")
        try project.write(bytes: safetensors("weights"), to: "Models/tiny.safetensors")
        try project.commit("Start")
        return project
    }

    /// A package that is set up, committed and signed.
    static func signed() throws -> Project {
        let template = try template.get()
        let project = Project(root: "\(base)/hallmark-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: template.root, toPath: project.root)
        return project
    }

    /// The same project in another folder.
    func copy() throws -> Project {
        let project = Project(root: "\(Self.base)/hallmark-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: root, toPath: project.root)
        return project
    }

    private static func makeTemplate() throws -> Project {
        let project = try plain()
        try project.expect(project.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", repositoryURI))
        try project.commit("Add attestations")
        try project.expect(project.hallmark("attest"))
        return project
    }

    /// Runs `hallmark` in the repository.
    func hallmark(_ arguments: String..., in folder: String? = nil) throws -> Run {
        try run(Self.executable, arguments, in: folder)
    }

    /// Runs `git` in the repository; a failure is an error.
    @discardableResult
    func git(_ arguments: String..., in folder: String? = nil) throws -> String {
        let run = try run("git", arguments, in: folder)
        try expect(run)
        return run.output.trimmingCharacters(in: .newlines)
    }

    /// Runs a program, found on the PATH or named by an absolute path.
    func run(_ program: String, _ arguments: [String], in folder: String? = nil, input: String = "") throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: folder ?? repository)
        // Files and no pipes, so that nothing can fill up.
        let files = try ["input", "output", "errors"].map { try Self.file("\(root)/\($0)-\(UUID().uuidString)") }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        try Data(input.utf8).write(to: files[0])
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        )
    }

    private static func file(_ path: String) throws -> URL {
        try Data().write(to: URL(filePath: path))
        return URL(filePath: path)
    }

    /// An error unless a program ended well.
    func expect(_ run: Run) throws {
        guard run.status == 0 else { throw Failure(description: "status \(run.status): \(run.text)") }
    }

    /// Commits everything, and gives the commit's id.
    @discardableResult
    func commit(_ message: String) throws -> String {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try git("rev-parse", "HEAD")
    }

    /// Commits a change of content that nobody has signed, and gives the commit's id.
    @discardableResult
    func change(_ message: String) throws -> String {
        try write(message, to: "changes.txt")
        return try commit(message)
    }

    func write(_ text: String, to path: String) throws {
        try write(bytes: Array(text.utf8), to: path)
    }

    func write(bytes: [UInt8], to path: String) throws {
        let url = URL(filePath: path.hasPrefix("/") ? path : "\(repository)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path.hasPrefix("/") ? path : "\(repository)/\(path)")))
    }

    /// Replaces a text of a file.
    func edit(_ path: String, _ text: String, _ replacement: String) throws {
        let content = String(decoding: try bytes(of: path), as: UTF8.self)
        guard content.contains(text) else { throw Failure(description: "\(path) has no \(text)") }
        try write(content.replacingOccurrences(of: text, with: replacement), to: path)
    }

    /// Copies the program out of any work tree, as an installation would.
    func install() throws -> String {
        let folder = root + "/prefix/bin"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // By another process: one that is started here meanwhile would hold the copy open for writing (ETXTBSY).
        try expect(run("cp", [Self.executable, folder + "/hallmark"]))
        return folder + "/hallmark"
    }

    /// A safetensors file of one tensor of bytes.
    static func safetensors(_ content: String) -> [UInt8] {
        let data = Array(content.utf8)
        let header = Array(
            "{\"t\":{\"dtype\":\"U8\",\"shape\":[\(data.count)],\"data_offsets\":[0,\(data.count)]}}".utf8
        )
        let size = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        return size + header + data
    }

    /// A pickle that would run `os.system("true")`.
    static let hostilePickle = Array("cposix\nsystem\n(S'true'\ntR.".utf8)

    private static let manifest = """
        // swift-tools-version: 6.0
        import PackageDescription

        let package = Package(
            name: "App",
            products: [.library(name: "App", targets: ["App"])],
            targets: [.target(name: "App")]
        )

        """
}
