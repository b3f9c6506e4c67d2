import Foundation
import HallmarkSigning

/// OpenSSH's commands: the oracle beside our own code.
enum OpenSSH {
    struct Failure: Error {
        let command: [String]
        let message: String
    }

    /// Whether the commands are there.
    static let isInstalled = ["ssh-keygen", "ssh-agent", "ssh-add"].allSatisfy { command in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }
    }

    /// What `ssh-keygen` calls the types of key that need no hardware, with their sizes.
    static let types = ["ed25519", "ecdsa 256", "ecdsa 384", "ecdsa 521", "rsa 2048"]

    @discardableResult
    static func run(_ command: String..., input: String = "/dev/null", socket: String? = nil) throws -> String {
        let process = try process(command, socket: socket)
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: input))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(command: command, message: text) }
        return text
    }

    /// Makes a key pair and returns the path of its private half.
    static func generate(_ type: String, in folder: String, passphrase: String = "") throws -> String {
        let parts = type.split(separator: " ").map(String.init)
        let path = "\(folder)/\(parts.joined())"
        try run(
            "ssh-keygen",
            "-q",
            "-t",
            parts[0],
            "-b",
            parts.count > 1 ? parts[1] : "256",
            "-N",
            passphrase,
            "-C",
            "a comment",
            "-f",
            path
        )
        return path
    }

    /// The public half of a key that `generate` made.
    static func publicKey(_ path: String) throws -> SSHPublicKey {
        try SSHPublicKey(line: String(decoding: read(path + ".pub"), as: UTF8.self))
    }

    /// Signs a message with `ssh-keygen` and returns the armored signature.
    static func sign(
        _ message: [UInt8],
        key: String,
        in folder: String,
        namespace: String = SSHSignature.namespace,
        hash: String = "sha512"
    ) throws -> [UInt8] {
        let path = "\(folder)/\(UUID().uuidString)"
        try write(message, to: path)
        try run("ssh-keygen", "-Y", "sign", "-q", "-f", key, "-n", namespace, "-O", "hashalg=\(hash)", path)
        return try read(path + ".sig")
    }

    /// Runs a body beside an agent of its own, with the path of its socket.
    static func withAgent(in folder: String, _ body: (String) throws -> Void) throws {
        let socket = "\(folder)/agent"
        let agent = try process(["ssh-agent", "-D", "-a", socket], socket: nil)
        agent.standardOutput = FileHandle.nullDevice
        try agent.run()
        defer {
            // Not SIGTERM, which the threads of a test block, and so the processes that they start.
            kill(agent.processIdentifier, SIGKILL)
            agent.waitUntilExit()
        }
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: socket) { usleep(20_000) }
        try body(socket)
    }

    private static func process(_ command: [String], socket: String?) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        var environment = ProcessInfo.processInfo.environment
        environment["SSH_AUTH_SOCK"] = socket
        process.environment = environment
        return process
    }
}

/// A writer of SSH's data types that lets a test write what no honest tool does.
struct Wire {
    var bytes: [UInt8] = []

    func adding(_ value: UInt32) -> Wire {
        Wire(bytes: bytes + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
    }

    func adding(_ string: [UInt8]) -> Wire { Wire(bytes: adding(UInt32(string.count)).bytes + string) }

    func adding(_ text: String) -> Wire { adding(Array(text.utf8)) }
}

/// The parts of a signature, each to be changed by a test.
struct ForgedSignature {
    var magic = Array("SSHSIG".utf8)
    var version: UInt32 = 1
    var key: [UInt8]
    var namespace = SSHSignature.namespace
    var reserved: [UInt8] = []
    var hash = "sha256"
    var format: String
    var value: [UInt8] = []
    var presence: [UInt8] = []
    var end: [UInt8] = []

    init(key: SSHPublicKey, format: String? = nil) {
        self.key = key.blob
        self.format = format ?? key.type.rawValue
    }

    var bytes: [UInt8] {
        let signature = Wire().adding(format).adding(value).bytes + presence
        return Wire(bytes: magic).adding(version).adding(key).adding(namespace).adding(reserved).adding(hash)
            .adding(signature).bytes + end
    }

    /// What is signed for a message of which the hash is given.
    func signedData(_ hash: [UInt8]) -> [UInt8] {
        Wire(bytes: magic).adding(namespace).adding(reserved).adding(self.hash).adding(hash).bytes
    }
}

/// The two integers of an ECDSA signature in DER, as `mpint`s.
func mpints(_ der: [UInt8]) -> (r: [UInt8], s: [UInt8]) {
    let r = Array(der[4..<4 + Int(der[3])])
    return (r, Array(der.dropFirst(6 + r.count)))
}
