import Foundation
import HallmarkCore
import HallmarkInventory
import Testing

/// The real plugin, run by SwiftPM in a package that depends on Hallmark; slow, since it compiles the plugin's tool.
@Suite(
    .serialized,
    .enabled(if: Surroundings.python != nil, "HALLMARK_PEERS is not set (Scripts/test --peers)"),
    .enabled(if: Surroundings.binaries != nil, "HALLMARK_BINARIES names no folder of programs")
)
struct PluginTests {
    /// A package with a dependency in a git repository, a local package, a model and the plugin.
    private final class Consumer {
        let package: PackageFixture
        let dependency: PackageFixture
        private let traits: String

        /// - Parameter traits: those of Hallmark, as the manifest has them; without any, the command is not built.
        init(traits: String = ", traits: []") throws {
            self.traits = traits
            dependency = try PackageFixture(named: "Greeting")
            try dependency.write(
                """
                // swift-tools-version: 6.1
                import PackageDescription
                let package = Package(
                    name: "Greeting",
                    products: [.library(name: "Greeting", targets: ["Greeting"])],
                    targets: [.target(name: "Greeting")]
                )
                """,
                to: "Package.swift"
            )
            try dependency.write("public let greeting = 1\n", to: "Sources/Greeting/Greeting.swift")
            try dependency.commit()
            try dependency.git("tag", "1.0.0")
            package = try PackageFixture(named: "Consumer")
            try package.write(manifest, to: "Package.swift")
            try package.write("import Greeting\nprint(greeting)\n", to: "Sources/Consumer/main.swift")
            try package.write(
                """
                // swift-tools-version: 6.1
                import PackageDescription
                let package = Package(
                    name: "Words",
                    products: [.library(name: "Words", targets: ["Words"])],
                    targets: [.target(name: "Words")]
                )
                """,
                to: "Packages/Words/Package.swift"
            )
            try package.write("public let words = 1\n", to: "Packages/Words/Sources/Words/Words.swift")
            try package.write(makeSafetensors(), to: "Models/m.safetensors")
            try package.write(".build/\n", to: ".gitignore")
            try resolve()
            try package.commit()
            try package.git("tag", "v0.1.0")
        }

        // `traits: []`: what only the command needs is neither fetched nor compiled.
        private var manifest: String {
            """
            // swift-tools-version: 6.1
            import PackageDescription
            let package = Package(
                name: "Consumer",
                platforms: [.macOS(.v15)],
                dependencies: [
                    .package(url: "file://\(dependency.path)", from: "1.0.0"),
                    .package(path: "Packages/Words"),
                    .package(path: "\(Surroundings.root.path())"\(traits)),
                ],
                targets: [
                    .executableTarget(
                        name: "Consumer",
                        dependencies: [.product(name: "Greeting", package: "Greeting")]
                    ),
                    .testTarget(name: "ConsumerTests", dependencies: [.product(name: "Words", package: "Words")]),
                ]
            )
            """
        }

        private func resolve() throws {
            try package.write("\n", to: "Tests/ConsumerTests/ConsumerTests.swift")
            let result = try swift("package", "resolve")
            guard result.status == 0 else {
                throw ProgramFailure(command: ["resolve"], status: result.status, message: result.message)
            }
        }

        func swift(_ arguments: String...) throws -> (status: Int32, output: [UInt8], message: String) {
            try runProgram(["swift"] + arguments, in: package.path)
        }

        /// Runs `hallmark` in the package's folder.
        func hallmark(_ arguments: String...) throws -> [UInt8] {
            let program = try #require(Surroundings.binaries) + "/hallmark"
            let result = try runProgram([program] + arguments, in: package.path)
            guard result.status == 0 else {
                throw ProgramFailure(command: arguments, status: result.status, message: result.message)
            }
            return result.output
        }
    }

    private static func firstLine(_ output: [UInt8]) -> String {
        String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    @Test func thePluginAndTheCommandWriteTheSameSBOM() async throws {
        let consumer = try Consumer()
        let result = try consumer.swift("package", "plugin", "generate-sbom")
        try #require(result.status == 0, "\(result.message)")
        // The first line says which tool it was and where the SBOM is.
        let line = Self.firstLine(result.output)
        let beginning = "Hallmark generate-sbom \(hallmarkVersion): wrote "
        try #require(line.hasPrefix(beginning), "\(line)")
        let path = String(line.dropFirst(beginning.count))
        #expect(path.hasPrefix(consumer.package.path + "/.build/"))
        #expect(path.hasSuffix("/Consumer.cdx.json"))
        let bytes = try FileBytes(path: path).allBytes(maximumSize: CycloneDXDocument.maximumSize)
        #expect(bytes == (try consumer.hallmark("sbom", "generate")))

        let recorded = try RecordedSBOM(bytes)
        #expect(recorded.parameters.version == "0.1.0")
        #expect(recorded.hasRecordedPins)
        let document = try CycloneDXDocument(bytes)
        let names = Set(document.components.map(\.name))
        #expect(names.isSuperset(of: ["greeting", "Words", "Hallmark", "m.safetensors"]))
        #expect(names.isDisjoint(with: ["yams", "swift-argument-parser"]))
        let text = String(decoding: bytes, as: UTF8.self)
        for place in [consumer.package.path, consumer.dependency.path, Surroundings.root.path()] {
            #expect(!text.contains(place))
        }

        // One product, elsewhere.
        let limited = try consumer.swift(
            "package",
            "plugin",
            "--allow-writing-to-package-directory",
            "generate-sbom",
            "--product",
            "Consumer",
            "--output",
            "product.cdx.json"
        )
        try #require(limited.status == 0, "\(limited.message)")
        let written = try FileBytes(path: consumer.package.path + "/product.cdx.json")
            .allBytes(maximumSize: CycloneDXDocument.maximumSize)
        try consumer.package.remove("product.cdx.json")
        #expect(written == (try consumer.hallmark("sbom", "generate", "--product", "Consumer")))
        #expect(try !CycloneDXDocument(written).components.contains { $0.name == "Words" })

        // What makes no sense, and what isn't there, fails.
        for arguments in [["--product", "Nowhere"], ["--more"], ["--product", "Consumer", "--product", "Consumer"]] {
            let failed = try runProgram(
                ["swift", "package", "plugin", "generate-sbom"] + arguments,
                in: consumer.package.path
            )
            #expect(failed.status != 0, "\(arguments)")
        }
    }

    /// Its tool is the whole command, which takes minutes to compile.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["HALLMARK_STRESS"] == "1", "slow: set HALLMARK_STRESS=1"))
    func thePluginVerifiesAsTheCommandDoes() throws {
        let consumer = try Consumer(traits: "")
        let result = try consumer.swift("package", "plugin", "verify-attestations", "--dependencies")
        #expect(result.status == 1)
        let text = String(decoding: result.output, as: UTF8.self) + result.message
        #expect(text.contains("has no attestations folder"), "\(text)")
        #expect(text.contains("hallmark verify dependencies: status 3"), "\(text)")
        let help = try consumer.swift("package", "plugin", "verify-attestations", "--help")
        #expect(help.status == 0)
        #expect(
            String(decoding: help.output, as: UTF8.self).contains("usage: swift package plugin verify-attestations")
        )
    }

    /// The tool itself, which needs no SwiftPM.
    @Test func theToolTellsUsageFromFailure() async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        let program = try #require(Surroundings.binaries) + "/hallmark-inventory"
        let folder = URL(filePath: fixture.path).deletingLastPathComponent().path(percentEncoded: false)
        try Data(graph.bytes).write(to: URL(filePath: folder + "/graph.json"))
        try Data("{}".utf8).write(to: URL(filePath: folder + "/broken.json"))
        let output = ["--output", folder + "/out.json"]
        let package = ["--package-path", fixture.path]
        let run = { (arguments: [String]) throws -> Int32 in try runProgram([program] + arguments).status }
        #expect(try run(["--graph", folder + "/graph.json"] + package + output) == 0)
        let written = try FileBytes(path: folder + "/out.json").allBytes(maximumSize: 1 << 20)
        #expect(written == (try await fixture.generate(graph).bytes))
        #expect(try run(["--graph", folder + "/broken.json"] + package + output) == 1)
        #expect(try run(["--graph", folder + "/nowhere.json"] + package + output) == 1)
        #expect(try run(["--graph", folder + "/graph.json"] + package) == 64)
        #expect(try run(["--graph", folder + "/graph.json"] + package + output + output) == 64)
        #expect(try run(["--graph", folder + "/graph.json", "--more", "x"] + package + output) == 64)
        #expect(try run(["--graph"]) == 64)
    }
}
