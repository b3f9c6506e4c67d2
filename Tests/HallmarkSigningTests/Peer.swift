import Foundation
import Testing

/// The Python that `Scripts/test --peers` names, and the programs beside it.
enum Peer {
    struct Failure: Error {
        let command: [String]
        let status: Int32
        let message: String
    }

    static let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]

    static func program(_ name: String) throws -> String {
        URL(filePath: try #require(python)).deletingLastPathComponent().appending(path: name).path()
    }

    /// What Python prints, without the line feed.
    static func output(_ arguments: String...) throws -> String {
        let command = [try #require(python)] + arguments
        let (status, output) = try run(command)
        guard status == 0 else { throw Failure(command: command, status: status, message: output) }
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
