import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// A git repository in a folder of its own, driven with the real `git`: the oracle beside our own code.
final class GitFixture {
    struct Failure: Error, CustomStringConvertible {
        let command: [String]
        let status: Int32
        let message: String

        var description: String { "git \(command.joined(separator: " ")): \(status): \(message)" }
    }

    /// Nothing of the machine's or the user's configuration counts.
    private static let environment = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": "/nonexistent", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8",
        "GIT_AUTHOR_NAME": "A U Thor", "GIT_AUTHOR_EMAIL": "author@example.com", "GIT_AUTHOR_DATE": "1700000000 +0000",
        "GIT_COMMITTER_NAME": "C O Mitter", "GIT_COMMITTER_EMAIL": "committer@example.com",
        "GIT_COMMITTER_DATE": "1700000000 +0000",
    ]

    /// The folder that holds everything of a test.
    let root: String
    /// The repository's own folder.
    let path: String

    init(_ options: String...) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        root = folder.path()
        path = folder.path() + "/repository"
        try git(["init", "-q", "-b", "main"] + options + [path], in: root)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    @discardableResult
    func git(_ arguments: String..., input: [UInt8] = []) throws -> String {
        try git(arguments, in: path, input: input)
    }

    @discardableResult
    func git(_ arguments: [String], in directory: String, input: [UInt8] = []) throws -> String {
        let output = try bytes(arguments, in: directory, input: input)
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// What git prints, to the byte.
    func bytes(_ arguments: [String], in directory: String? = nil, input: [UInt8] = []) throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        // Files on both other sides, so that no pipe can fill up.
        let inputFile = root + "/input-\(UUID().uuidString)"
        let messageFile = root + "/message-\(UUID().uuidString)"
        try Data(input).write(to: URL(filePath: inputFile))
        try Data().write(to: URL(filePath: messageFile))
        defer {
            try? FileManager.default.removeItem(atPath: inputFile)
            try? FileManager.default.removeItem(atPath: messageFile)
        }
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.environment = Self.environment
        process.currentDirectoryURL = URL(filePath: directory ?? path)
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputFile))
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: URL(filePath: messageFile))
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let message = try Data(contentsOf: URL(filePath: messageFile))
            throw Failure(
                command: arguments,
                status: process.terminationStatus,
                message: String(decoding: message, as: UTF8.self)
            )
        }
        return Array(data)
    }

    func open() throws -> Repository {
        try Repository(at: path)
    }

    /// Writes a file below the repository, with its folders.
    func write(_ text: String, to file: String, executable: Bool = false) throws {
        let url = URL(filePath: path).appending(path: file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        if executable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path()) }
    }

    /// Commits everything that stands in the work tree.
    @discardableResult
    func commitAll(_ message: String = "message") throws -> ObjectID {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try id("HEAD")
    }

    func id(_ revision: String) throws -> ObjectID {
        try object(git("rev-parse", "--verify", revision))
    }

    func object(_ hex: String) throws -> ObjectID {
        guard let id = ObjectID(hex: hex) else { throw Failure(command: [hex], status: 0, message: "not an id") }
        return id
    }

    func writeBlob(_ text: String) throws -> ObjectID {
        try object(git("hash-object", "-w", "--stdin", input: Array(text.utf8)))
    }

    /// Writes a tree object as it stands, whatever git thinks of it.
    func writeTree(_ entries: [(mode: String, name: String, id: ObjectID)]) throws -> ObjectID {
        let body = entries.reduce(into: [UInt8]()) { body, entry in
            body += Array("\(entry.mode) \(entry.name)".utf8) + [0] + entry.id.bytes
        }
        return try writeTree(body: body)
    }

    func writeTree(body: [UInt8]) throws -> ObjectID {
        try object(git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", input: body))
    }

    /// Makes a tree the content of a notes reference.
    func setNotes(_ tree: ObjectID, _ reference: String = "refs/notes/attestations") throws {
        let commit = try git("commit-tree", "-m", "notes", tree.hex)
        try git("update-ref", reference, commit)
    }

    var notesTree: String {
        get throws { try git("rev-parse", "refs/notes/attestations^{tree}") }
    }
}

extension Repository {
    /// Adds text lines about one object.
    func addNote(_ lines: [String], about object: ObjectID) throws {
        let store = NoteStore(.attestations)
        try store.add([object: lines.map { Array($0.utf8) }], to: self, message: "m", wait: pause)
    }

    /// The lines about one object as text.
    func note(about object: ObjectID) throws -> [String] {
        try NoteStore(.attestations).note(about: object, in: self).lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Waits a random while, longer with each attempt.
func pause(_ attempt: Int) {
    Thread.sleep(forTimeInterval: .random(in: 0...0.002) * Double(min(attempt, 20)))
}

/// Ids of objects that need not exist.
func makeObjects(_ count: Int) -> [ObjectID] {
    (0..<count).compactMap(makeObject(number:))
}

/// One of the ids that ``makeObjects(_:)`` makes.
func makeObject(number: Int) -> ObjectID? {
    ObjectID(hex: String(Digest.sha256(Array("object \(number)".utf8)).hex.prefix(40)))
}

/// An id that begins with these digits.
func makeObject(_ prefix: String) -> ObjectID? {
    ObjectID(hex: prefix + String(repeating: "0", count: 40 - prefix.count))
}
