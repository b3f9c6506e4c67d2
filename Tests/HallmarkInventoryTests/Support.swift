import Foundation
import HallmarkCore
import HallmarkInventory

/// Facts about where the tests run.
enum Surroundings {
    /// The package's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Real data of others, kept beside the repository and not in it.
    static let fixtures = root.deletingLastPathComponent().appending(path: "shared/fixtures").path()
    static let hasFixtures = FileManager.default.fileExists(atPath: fixtures)
    static let withoutFixtures = "../shared/fixtures is not here"
    /// A Python with jsonschema, named by `Scripts/test --peers`.
    static let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]
    /// The folder of the programs that were built, named by `Scripts/test`.
    static let binaries = ProcessInfo.processInfo.environment["HALLMARK_BINARIES"]

    static func fixture(_ path: String) throws -> [UInt8] {
        try FileBytes(path: "\(fixtures)/\(path)", followingLink: true).allBytes(maximumSize: 64 << 20)
    }
}

/// A program of the machine that failed.
struct ProgramFailure: Error, CustomStringConvertible {
    let command: [String]
    let status: Int32
    let message: String

    var description: String { "\(command.joined(separator: " ")): \(status): \(message)" }
}

/// Runs a program to its end; standard error goes to a file, so that no pipe fills up.
func runProgram(
    _ command: [String],
    in directory: String? = nil,
    environment: [String: String] = [:]
) throws -> (status: Int32, output: [UInt8], message: String) {
    let messages = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
    try Data().write(to: messages)
    defer { try? FileManager.default.removeItem(at: messages) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    if let directory { process.currentDirectoryURL = URL(filePath: directory) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return (process.terminationStatus, bytes, String(decoding: try Data(contentsOf: messages), as: UTF8.self))
}

/// A package in a folder of its own, which may become a git repository.
final class PackageFixture {
    /// Nothing of the machine's or the user's configuration counts.
    static let environment = [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
        "GIT_AUTHOR_NAME": "A U Thor", "GIT_AUTHOR_EMAIL": "author@example.com", "GIT_AUTHOR_DATE": "1700000000 +0000",
        "GIT_COMMITTER_NAME": "C O Mitter", "GIT_COMMITTER_EMAIL": "committer@example.com",
        "GIT_COMMITTER_DATE": "1700000000 +0000",
    ]
    /// The real `git`, with the surroundings that the library asks for.
    static let gitCommand = GitCommand { (arguments) throws(InventoryError) in
        do {
            let environment = PackageFixture.environment.merging(GitCommand.wantedVariables) { _, new in new }
            let result = try runProgram(["git"] + arguments, environment: environment)
            return GitCommand.Output(status: result.status, bytes: result.output)
        } catch {
            throw InventoryError(.repository, "git", "\(error)")
        }
    }

    let path: String

    init(named name: String = "App") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)/\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path(percentEncoded: false)
        try write("// swift-tools-version: 6.0\n", to: "Package.swift")
    }

    deinit {
        try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
    }

    func write(_ text: String, to file: String) throws {
        try write(Array(text.utf8), to: file)
    }

    func write(_ bytes: [UInt8], to file: String) throws {
        let place = "\(path)/\(file)"
        let folder = URL(filePath: place).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: place))
    }

    func link(_ file: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(file)", withDestinationPath: target)
    }

    func remove(_ file: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(file)")
    }

    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let result = try runProgram(["git"] + arguments, in: path, environment: Self.environment)
        guard result.status == 0 else {
            throw ProgramFailure(command: arguments, status: result.status, message: result.message)
        }
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// Commits all that is there, in a new repository if there is none; gives the commit's id.
    @discardableResult
    func commit(_ options: String...) throws -> String {
        if !FileManager.default.fileExists(atPath: path + "/.git") { try startRepository(options) }
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", "message")
        return try git("rev-parse", "HEAD")
    }

    func startRepository(_ options: [String] = []) throws {
        let result = try runProgram(
            ["git", "init", "-q", "-b", "main"] + options + [path],
            environment: Self.environment
        )
        guard result.status == 0 else {
            throw ProgramFailure(command: options, status: result.status, message: result.message)
        }
    }

    func source(at folder: String = "") async throws -> PackageSource {
        try await PackageSource.read(folder.isEmpty ? path : "\(path)/\(folder)", git: Self.gitCommand)
    }

    /// The SBOM of the package, as `hallmark sbom generate` makes it.
    func generate(
        _ graph: Graph,
        at folder: String = "",
        prepare: (inout SBOMGenerator) -> Void = { _ in }
    ) async throws -> SBOMGenerator.Result {
        var generator = SBOMGenerator(directory: folder.isEmpty ? path : "\(path)/\(folder)")
        prepare(&generator)
        return try await generator.generate(graph: graph.bytes, git: Self.gitCommand)
    }
}

/// A package graph, as the plugin writes it.
struct Graph {
    struct Package {
        var id: String
        var name: String?
        var directory: String
        var origin: JSONValue
        var dependencies: [String] = []
        var products: [JSONValue] = []
        var targets: [JSONValue] = []

        static func root(_ name: String = "App", _ products: [JSONValue] = [], _ targets: [JSONValue] = []) -> Package {
            Package(
                id: name.lowercased(),
                name: name,
                directory: "",
                origin: ["kind": "root"],
                products: products,
                targets: targets
            )
        }

        static func remote(_ id: String, at directory: String, targets: [JSONValue] = []) -> Package {
            Package(
                id: id,
                directory: directory,
                origin: ["kind": "repository", "url": .string("https://example.com/owner/\(id)")],
                products: [Graph.product(id, targets: [id])],
                targets: targets.isEmpty ? [Graph.target(id)] : targets
            )
        }

        static func local(_ id: String, name: String? = nil, at directory: String) -> Package {
            Package(
                id: id,
                name: name,
                directory: directory,
                origin: ["kind": "local"],
                products: [Graph.product(id, targets: [id])],
                targets: [Graph.target(id)]
            )
        }

        var json: JSONValue {
            [
                "id": .string(id), "name": .string(name ?? id), "directory": .string(directory), "origin": origin,
                "dependencies": .array(dependencies.map { .string($0) }), "products": .array(products),
                "targets": .array(targets),
            ]
        }
    }

    var packages: [Package]

    var json: JSONValue { ["schema": .string(PackageGraph.schema), "packages": .array(packages.map(\.json))] }
    var bytes: [UInt8] { JSONWriter.bytes(of: json) }

    static func product(_ name: String, _ kind: String = "library", targets: [String]) -> JSONValue {
        ["name": .string(name), "kind": .string(kind), "targets": .array(targets.map { .string($0) })]
    }

    static func target(_ name: String, _ kind: String = "library", uses: JSONValue...) -> JSONValue {
        ["name": .string(name), "kind": .string(kind), "dependencies": .array(uses)]
    }

    static func uses(_ target: String) -> JSONValue { ["target": .string(target)] }

    static func uses(_ product: String, of package: String) -> JSONValue {
        ["product": .string(product), "package": .string(package)]
    }
}

/// A safetensors file of one tensor of two bytes, made by hand from the format's description.
func makeSafetensors(metadata: String = "") -> [UInt8] {
    let header = Array("{\(metadata)\"w\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}".utf8)
    let size = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    return size + header + [0, 60]
}

/// Package.resolved as SwiftPM 6 writes it, with pins of `https://example.com/owner/ID` at 1.0.0.
func makePins(_ identities: String...) -> String {
    let revision = String(repeating: "a", count: 40)
    let pins = identities.map { id in
        """
        {"identity":"\(id)","kind":"remoteSourceControl","location":"https://example.com/owner/\(id)",\
        "state":{"revision":"\(revision)","version":"1.0.0"}}
        """
    }
    return "{\"originHash\":\"0\",\"pins\":[\(pins.joined(separator: ","))],\"version\":3}"
}

func parse(_ bytes: [UInt8]) throws -> JSONValue { try JSONParser.parse(bytes) }
