import Foundation
import HallmarkCore

/// Runs a program with arguments of its own, never through a shell.
struct ProcessRunner: Sendable {
    /// What a program gave.
    struct Result: Sendable {
        let status: Int32
        let output: [UInt8]
        let errors: String

        /// The output as text without white space around it.
        var text: String { String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// Variables that are set or, where `nil`, taken away from the environment of the program.
    var environment: [String: String?] = [:]

    /// Runs a program that is found on the PATH, or named by an absolute path.
    ///
    /// - Parameter input: what the program reads from standard input.
    func run(
        _ program: String,
        _ arguments: [String],
        in directory: String? = nil,
        input: [UInt8] = []
    ) async throws -> Result {
        let process = try process(program, arguments, in: directory, input: input)
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Both pipes are drained at once: a program blocks when either is full.
        async let errorData = Task.detached { errors.fileHandleForReading.readDataToEndOfFile() }.value
        let outputData = await Task.detached { output.fileHandleForReading.readDataToEndOfFile() }.value
        let errorText = String(decoding: await errorData, as: UTF8.self)
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: Array(outputData), errors: errorText)
    }

    /// Runs a program that is not trusted to end, and waits for it.
    ///
    /// - Parameter maximumOutput: a program that writes more than so many bytes is stopped, and the output is longer.
    func run(_ program: String, _ arguments: [String], input: [UInt8], maximumOutput: Int) throws -> Result {
        let process = try process(program, arguments, input: input)
        let output = Pipe()
        // A file, which does not fill up while the output is read.
        let errors = try Self.file(holding: [])
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let bytes = try output.fileHandleForReading.read(upToCount: maximumOutput + 1) ?? Data()
        // It inherits the signals that the threads of tasks block, which are all that can be.
        if bytes.count > maximumOutput { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try errors.seek(toOffset: 0)
        let words = try errors.read(upToCount: Self.maximumErrors) ?? Data()
        return Result(
            status: process.terminationStatus,
            output: Array(bytes),
            errors: String(decoding: words, as: UTF8.self)
        )
    }

    /// How many bytes of an untrusted program's standard error are kept.
    private static let maximumErrors = 4096

    private func process(
        _ program: String,
        _ arguments: [String],
        in directory: String? = nil,
        input: [UInt8]
    ) throws -> Process {
        let process = Process()
        if program.hasPrefix("/") {
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
        } else {
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [program] + arguments
        }
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        var variables = ProcessInfo.processInfo.environment
        for (name, value) in environment { variables[name] = value }
        variables[Passphrase.variable] = nil
        process.environment = variables
        process.standardInput = input.isEmpty ? FileHandle.nullDevice : try Self.file(holding: input)
        return process
    }

    /// Runs a program without input, which writes to our standard error as it goes, and gives its status.
    func status(of program: String, _ arguments: [String]) async throws -> Int32 {
        let process = try process(program, arguments, input: [])
        process.standardOutput = FileHandle.standardError
        try process.run()
        return await Task.detached { [process] in
            process.waitUntilExit()
            return process.terminationStatus
        }.value
    }

    // A file and no pipe: a program that ends early must not end us with it.
    private static func file(holding bytes: [UInt8]) throws -> FileHandle {
        let url = FileManager.default.temporaryDirectory.appending(path: "hallmark-input-\(UUID().uuidString)")
        try FileWriter.create(url.path(percentEncoded: false), bytes: bytes, permissions: 0o600)
        defer { try? FileManager.default.removeItem(at: url) }
        return try FileHandle(forUpdating: url)
    }
}
