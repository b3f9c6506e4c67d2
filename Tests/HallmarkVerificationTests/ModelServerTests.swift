import Foundation
import Testing

/// `Examples/ModelServer`, a package that depends on the library alone, which README.md quotes.
struct ModelServerTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        .path(percentEncoded: false)
    private static let isStressed = ProcessInfo.processInfo.environment["HALLMARK_STRESS"] == "1"

    private func text(_ file: String) throws -> String {
        try String(contentsOfFile: "\(Self.root)/\(file)", encoding: .utf8)
    }

    @Test func thePageQuotesTheExample() throws {
        let example = try text("Examples/ModelServer/Sources/ModelServer/LoadVerifiedModel.swift")
        #expect(try text("README.md").contains("```swift\n\(example)```\n"))
    }

    @Test(.enabled(if: isStressed, "slow: set HALLMARK_STRESS=1"))
    func theExampleLoadsWhatWasSignedAndNothingElse() throws {
        let signed = try SignedModel(["w.safetensors"])
        let key = signed.bundle + ".pub"
        try Data(signed.person.pem).write(to: URL(filePath: key))
        let scratch = signed.bundle + ".build"
        defer { for path in [key, scratch] { try? FileManager.default.removeItem(atPath: path) } }
        let package = ["--package-path", "\(Self.root)/Examples/ModelServer", "--scratch-path", scratch]
        let built = try run(["swift", "build"] + package)
        try #require(built.status == 0, "\(built.output)")
        let folder = try run(["swift", "build", "--show-bin-path"] + package).output
        let program = folder.trimmingCharacters(in: .newlines) + "/ModelServer"
        let serve = [program, signed.path, signed.bundle, key]
        #expect(try run(serve).output.contains("w.safetensors: 13 bytes"))
        try signed.model.write("other", "w.safetensors")
        let refused = try run(serve)
        #expect(refused.status == 1)
        #expect(refused.output.contains("[changed]"))
        #if os(Linux)
        let libraries = try run(["ldd", program]).output
        #expect(libraries.contains("libcrypto"))
        for other in ["libgit2", "libz.", "Yams"] { #expect(!libraries.contains(other)) }
        #endif
    }

    private func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
