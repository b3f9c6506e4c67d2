import Foundation

/// Runs a test in a folder of its own, removed at the end.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path())
}

/// The `openssl` command: the oracle beside our own code.
enum OpenSSL {
    struct Failure: Error {
        let command: [String]
        let status: Int32
        let message: String
    }

    /// Whether the command is there.
    static let isInstalled =
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/openssl") }

    @discardableResult
    static func run(_ arguments: String...) throws -> [UInt8] {
        try run(arguments: arguments)
    }

    @discardableResult
    static func run(arguments: [String]) throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        let messages = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = messages
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let message = messages.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                command: arguments,
                status: process.terminationStatus,
                message: String(decoding: message, as: UTF8.self)
            )
        }
        return Array(data)
    }
}

func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
}

func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
}

/// Decodes PEM of any label, without a check.
func derInside(pem: [UInt8]) throws -> [UInt8] {
    let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
    return Array(Data(base64Encoded: lines.joined()) ?? Data())
}
