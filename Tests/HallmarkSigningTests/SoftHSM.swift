import Foundation

/// A folder of SoftHSM's tokens, made with the tools of others: `softhsm2-util` and OpenSC's `pkcs11-tool`.
struct SoftHSM: Codable, Sendable {
    struct Failure: Error {
        let command: [String]
        let message: String
    }

    /// Whether the suites that need other programs were asked for; that the programs are absent is then a failure.
    static let isAskedFor = ProcessInfo.processInfo.environment["HALLMARK_PEERS"] != nil
    static let pin = "947362"
    /// The environment variable that names the configuration.
    static let variable = "SOFTHSM2_CONF"

    let folder: String
    /// The file of SoftHSM's PKCS#11 module.
    let module: String
    var configuration: String { folder + "/softhsm2.conf" }

    init(in folder: String) throws {
        let places = ["/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm", "/opt/homebrew/lib/softhsm"]
        let files = places.map { $0 + "/libsofthsm2.so" }
        guard let module = files.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw Failure(command: files, message: "SoftHSM is not installed (Scripts/test --peers)")
        }
        self.folder = folder
        self.module = module
        try FileManager.default.createDirectory(atPath: folder + "/tokens", withIntermediateDirectories: true)
        try write("directories.tokendir = \(folder)/tokens\nlog.level = ERROR\n".utf8, to: configuration)
    }

    /// Makes a token.
    func makeToken(_ label: String) throws {
        try run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", Self.pin, "--so-pin", "84736251")
    }

    /// Makes a key pair in a token.
    func makeKey(_ type: String, in token: String, id: String, label: String, options: [String] = []) throws {
        try tool(token, ["--keypairgen", "--key-type", type, "--id", id, "--label", label] + options)
    }

    /// Runs `pkcs11-tool`, logged in to a token.
    func tool(_ token: String, _ arguments: [String]) throws {
        try run(["pkcs11-tool", "--module", module, "--token-label", token, "--login", "--pin", Self.pin] + arguments)
    }

    private func run(_ command: String...) throws {
        try run(command)
    }

    private func run(_ command: [String]) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["\(Self.variable)=\(configuration)"] + command
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let message = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(command: command, message: message) }
    }
}
