import Foundation
import HallmarkCore
import HallmarkInventory
import Testing

/// Whole inventories, from folders on disk to the SBOM's bytes.
struct InventoryTests {
    /// A package with a dependency, a local package, a model and a licence.
    static func fixture(named name: String = "App") throws -> (PackageFixture, Graph) {
        let fixture = try PackageFixture(named: name)
        try fixture.write(makePins("log", "ghost"), to: "Package.resolved")
        try fixture.write("Copyright 2024 A\nAll mine.\n", to: "LICENSE")
        try fixture.write("// swift-tools-version: 6.0\n", to: "Packages/Vocabulary/Package.swift")
        try fixture.write("let a = 1\n", to: "Packages/Vocabulary/Sources/Vocabulary/a.swift")
        try fixture.write(
            makeSafetensors(metadata: "\"__metadata__\":{\"license\":\"apache-2.0\"},"),
            to: "Models/m.safetensors"
        )
        let checkout = URL(filePath: fixture.path).deletingLastPathComponent().appending(path: "log")
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: checkout, withIntermediateDirectories: true)
        try Data("let log = 1\n".utf8).write(to: URL(filePath: checkout + "/log.swift"))
        try fixture.write(".build/\n", to: ".gitignore")
        let graph = Graph(packages: [
            .root(
                "App",
                [Graph.product("App", "executable", targets: ["App"])],
                [
                    Graph.target("App", "executable", uses: Graph.uses("log", of: "log"), Graph.uses("CZ")),
                    Graph.target("AppTests", "test", uses: Graph.uses("vocabulary", of: "vocabulary")),
                    ["name": "CZ", "kind": "system", "pkgConfig": "zlib", "dependencies": []],
                ]
            ),
            .local("vocabulary", name: "Vocabulary", at: "Packages/Vocabulary"),
            .remote("log", at: checkout),
        ])
        return (fixture, graph)
    }

    static let purl = "pkg:swift/example.com/owner/log@1.0.0"

    @Test func listsPackagesLibrariesAndModels() async throws {
        let (fixture, graph) = try Self.fixture()
        let commit = try fixture.commit()
        let result = try await fixture.generate(graph)
        #expect(result.notes == [])
        let inventory = result.inventory
        let byReference = Dictionary(uniqueKeysWithValues: inventory.components.map { ($0.reference, $0) })
        #expect(
            Set(byReference.keys) == [
                Self.purl, "pkg:swift/example.com/owner/ghost@1.0.0", "package:Vocabulary", "system:zlib",
                "model:Models/m.safetensors",
            ]
        )
        #expect(inventory.root.kind == .application)
        #expect(inventory.root.version == commit)
        #expect(byReference[Self.purl]?.scope == .required)
        #expect(byReference[Self.purl]?.digests.count == 1)
        #expect(byReference["package:Vocabulary"]?.scope == .excluded)
        #expect(byReference["package:Vocabulary"]?.digests.first?.algorithm == .sha256)
        #expect(byReference["model:Models/m.safetensors"]?.licences == [.identifier("Apache-2.0")])
        #expect(inventory.dependencies["package:App"]?.contains(Self.purl) == true)
        #expect(inventory.dependencies["package:App"]?.contains("model:Models/m.safetensors") == true)
        #expect(inventory.hasRecordedPins)
        #expect(
            inventory.inputs.map(\.path) == [
                "LICENSE", "Models/m.safetensors", "Package.resolved", "Package.swift",
                "Packages/Vocabulary/Package.swift",
            ]
        )
    }

    @Test func aProductLimitsTheInventory() async throws {
        let (fixture, graph) = try Self.fixture()
        let inventory = try await fixture.generate(graph) { $0.product = "App" }.inventory
        #expect(
            inventory.components.map(\.reference).sorted()
                == ["model:Models/m.safetensors", Self.purl, "system:zlib"]
        )
        #expect(inventory.parameters.product == "App")
        #expect(inventory.root.name == "App")
    }

    @Test(arguments: [
        ("{\"pins\":[],\"version\":3}", InventoryError.Code.unpinned), ("{}", .pins),
    ])
    func refusesADependencyWithoutPin(pins: String, code: InventoryError.Code) async throws {
        let (fixture, graph) = try Self.fixture()
        try fixture.write(pins, to: "Package.resolved")
        let error = await #expect(throws: InventoryError.self) { try await fixture.generate(graph) }
        #expect(error?.code == code)
    }

    @Test func refusesAnotherVersionThanThePinned() async throws {
        var (fixture, graph) = try Self.fixture()
        graph.packages[2].origin = ["kind": "repository", "url": "https://example.com/owner/log", "version": "1.0.0"]
        _ = try await fixture.generate(graph)
        graph.packages[2].origin = ["kind": "repository", "url": "https://example.com/owner/log", "version": "1.0.1"]
        let error = await #expect(throws: InventoryError.self) { try await fixture.generate(graph) }
        #expect(error?.code == .unpinned)
    }

    @Test func pinsThatArePartOfNoCommitAreNoInput() async throws {
        let (fixture, graph) = try Self.fixture()
        try fixture.write("Package.resolved\n", to: ".gitignore")
        try fixture.commit()
        let result = try await fixture.generate(graph)
        #expect(!result.inventory.hasRecordedPins)
        #expect(result.notes.count == 1)
        #expect(String(decoding: result.bytes, as: UTF8.self).contains("unrecorded"))
    }

    @Test(arguments: ["Package.resolved", "Models/m.safetensors", ".swiftpm", "Models/n.gguf", "sub/Package.swift"])
    func refusesALinkWhereAnInputWouldStand(path: String) async throws {
        let (fixture, graph) = try Self.fixture()
        try fixture.write("", to: "sub/file")
        if path != ".swiftpm" && path != "Models/n.gguf" && path != "sub/Package.swift" { try fixture.remove(path) }
        try fixture.link(path, to: "/etc/hostname")
        await #expect(throws: (any Error).self) { try await fixture.generate(graph) }
    }

    // Manifests of two folders may give one name; an SBOM must not have one reference for both.
    @Test func packagesOfOneNameKeepApart() async throws {
        let (fixture, _) = try Self.fixture()
        var packages = [Graph.Package.root()]
        for folder in ["one", "two", "three"] {
            try fixture.write("", to: "\(folder)/Package.swift")
            packages.append(.local(folder, name: folder == "three" ? "App" : "Same", at: folder))
        }
        let result = try await fixture.generate(Graph(packages: packages))
        let document = try CycloneDXDocument(result.bytes)
        #expect(
            Set(document.components.compactMap(\.reference)).isSuperset(of: [
                "package:Same", "package:Same#two", "package:App#three",
            ])
        )
        #expect(SBOMCheck(document, profile: NTIAProfile()).findings.filter { $0.rule == "ntia-dependency" } == [])
    }

    @Test func aPackageOutsideOfTheTreeIsNamedWithoutItsPlace() async throws {
        var (fixture, graph) = try Self.fixture()
        graph.packages[1].directory = "/somewhere/secret/Vocabulary"
        let result = try await fixture.generate(graph)
        #expect(result.notes.count == 1)
        #expect(!String(decoding: result.bytes, as: UTF8.self).contains("secret"))
    }

    @Test func aPackageInAFolderCoversItsNeighbours() async throws {
        let (fixture, _) = try Self.fixture()
        try fixture.write("", to: "Tool/Package.swift")
        try fixture.write("", to: "Toolbox/Package.swift")
        try fixture.commit()
        let graph = Graph(packages: [
            .root("Tool"), .local("vocabulary", at: fixture.path + "/Packages/Vocabulary"),
        ])
        let inventory = try await fixture.generate(graph, at: "Tool").inventory
        #expect(inventory.directory == "Tool")
        #expect(inventory.scopes == ["Packages/Vocabulary", "Tool"])
        #expect(inventory.inputs.map(\.path) == ["Packages/Vocabulary/Package.swift", "Tool/Package.swift"])
    }

    @Test(arguments: [
        ("https://github.com/example/app", true), ("ssh://example.com/a/b", true),
        ("https://user:hunter2@github.com/example/app", false), ("https://GitHub.com/example/app", false),
        ("https://github.com/example/app?x", false), ("git@github.com:example/app", false), ("/srv/git/app", false),
    ])
    func theRepositorysAddressMustBePlain(repository: String, isTaken: Bool) async throws {
        let (fixture, graph) = try Self.fixture()
        if isTaken {
            let result = try await fixture.generate(graph) { $0.repository = repository }
            #expect(result.inventory.root.packageURL != nil)
        } else {
            let error = await #expect(throws: InventoryError.self) {
                try await fixture.generate(graph) { $0.repository = repository }
            }
            #expect(error?.description.contains("hunter2") == false)
        }
    }
}

struct CycloneDXEncoderTests {
    @Test func theSameInventoryGivesTheSameBytes() async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        try fixture.commit()
        let first = try await fixture.generate(graph).bytes
        for _ in 0..<5 { #expect(try await fixture.generate(graph).bytes == first) }
        var shuffled = graph
        shuffled.packages = [graph.packages[0], graph.packages[2], graph.packages[1]]
        shuffled.packages[0].targets.reverse()
        #expect(try await fixture.generate(shuffled).bytes == first)
    }

    // The folder's name is all that differs: another clone, another user, another machine.
    @Test func anotherCloneGivesTheSameBytes() async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        try fixture.commit()
        let (other, otherGraph) = try InventoryTests.fixture(named: "another folder")
        try other.commit()
        #expect(try await fixture.generate(graph).bytes == (try await other.generate(otherGraph).bytes))
    }

    @Test func nothingOfTheMachineIsWritten() async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        let pins = makePins("log").replacing("https://example.com", with: "https://user:hunter2@example.com")
        try fixture.write(pins, to: "Package.resolved")
        try fixture.commit()
        let text = String(decoding: try await fixture.generate(graph).bytes, as: UTF8.self)
        #expect(text.contains("https://example.com/owner/log"))
        let private_ = [
            "hunter2", "user:", fixture.path, NSTemporaryDirectory(), "/checkouts", ProcessInfo.processInfo.hostName,
            NSHomeDirectory(), "committer@example.com",
        ]
        for secret in private_ where secret.utf8.count > 1 { #expect(!text.contains(secret), "\(secret)") }
    }

    @Test func listsAndKeysAreSorted() async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        let bytes = try await fixture.generate(graph).bytes
        let json = try parse(bytes)
        #expect(JSONWriter.bytes(of: json, layout: .indented) == bytes)
        let references = json["components"]?.array?.compactMap { $0["bom-ref"]?.string } ?? []
        #expect(references.count == 5)
        #expect(references == references.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let nodes = json["dependencies"]?.array?.compactMap { $0["ref"]?.string } ?? []
        #expect(nodes == nodes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(Set(nodes) == Set(references + ["package:App"]))
    }

    @Test func theSerialNumberFollowsFromContentAndNotFromTime() async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        let serial = { (epoch: String) async throws -> String? in
            let bytes = try await fixture.generate(graph) { $0.sourceDateEpoch = epoch }.bytes
            #expect(
                try parse(bytes)["metadata"]?["timestamp"]?.string == Timestamp(seconds: Int64(epoch) ?? 0).description
            )
            return try parse(bytes)["serialNumber"]?.string
        }
        let first = try #require(try await serial("0"))
        #expect(try await serial("1000") == first)
        #expect(
            first.wholeMatch(of: /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
        )
        try fixture.write("// other\n", to: "Package.swift")
        #expect(try await serial("0") != first)
    }

    @Test func theTimeIsThatOfTheCommit() async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        #expect(try parse(try await fixture.generate(graph).bytes)["metadata"]?["timestamp"] == nil)
        try fixture.commit()
        let time = try parse(try await fixture.generate(graph).bytes)["metadata"]?["timestamp"]
        #expect(time == "2023-11-14T22:13:20Z")
    }

    // Our own SBOMs have what both profiles ask for, once the team has said who it is.
    @Test(arguments: ["ntia", "cisa-2025"])
    func passesTheProfiles(name: String) async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        let profile = try #require(SBOMProfiles.named(name))
        try fixture.commit()
        let bare = try CycloneDXDocument(try await fixture.generate(graph).bytes)
        // Who supplies it is not known then, and the SBOM says so; the later profile also wants to know who answers for it.
        let first = SBOMCheck(bare, profile: profile)
        #expect(first.decision == (name == "ntia" ? .accepted : .rejected))
        #expect(first.findings.contains { $0.rule == "\(name)-supplier" && $0.severity == .note })
        let list = """
            {"schema":"\(SupplierList.schema)","author":{"name":"Example Ltd","email":"sbom@example.com"},
             "repository":"https://github.com/example/app"}
            """
        try fixture.write(list, to: "attestations/suppliers.json")
        try fixture.commit()
        let document = try CycloneDXDocument(try await fixture.generate(graph).bytes)
        let check = SBOMCheck(document, profile: profile)
        #expect(check.decision == .accepted, "\(check.text(name: ""))")
    }
}

struct RecordedSBOMTests {
    @Test(arguments: [false, true])
    func readsWhatTheEncoderWrote(hasProduct: Bool) async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        try fixture.commit()
        try fixture.git("tag", "1.2.3")
        let made = try await fixture.generate(graph) {
            $0.repository = "https://github.com/example/app"
            $0.product = hasProduct ? "App" : nil
        }
        let recorded = try RecordedSBOM(made.bytes)
        #expect(recorded.parameters == made.inventory.parameters)
        #expect(recorded.parameters.version == "1.2.3")
        #expect(recorded.inputs == made.inventory.inputs)
        #expect(recorded.scopes == made.inventory.scopes)
        #expect(recorded.directory == made.inventory.directory)
        #expect(recorded.hasRecordedPins)
        #expect(recorded.toolVersion == hallmarkVersion)
        // Made again with what it says, whatever tags and surroundings are by then.
        try fixture.git("tag", "-d", "1.2.3")
        let again = try await fixture.generate(graph) {
            $0.recorded = recorded.parameters
            $0.sourceDateEpoch = "1"
        }
        #expect(again.bytes == made.bytes)
        #expect(InputComparison(recorded: recorded.inputs, actual: again.inventory.inputs).differences == [])
    }

    private static func sbom() async throws -> JSONValue {
        let (fixture, graph) = try InventoryTests.fixture()
        try fixture.commit()
        return try parse(try await fixture.generate(graph).bytes)
    }

    private static func property(_ name: String, _ value: String) -> JSONValue {
        ["name": .string("hallmark:\(name)"), "value": .string(value)]
    }

    @Test(arguments: [
        ("input", "x"), ("input", "\(Digest.sha256([]).hex)  Package.swift"),
        ("input", "\(Digest.sha256([]).hex)  ../secret"), ("scope", "/"), ("scope", "../x"), ("scope", "a//b"),
        ("package-directory", "other"), ("pins", "unrecorded"), ("product", "A"), ("repository", "x"),
    ])
    func refusesWhatItDoesNotWrite(name: String, value: String) async throws {
        let sbom = try await Self.sbom()
        #expect(throws: Never.self) { try RecordedSBOM(JSONWriter.bytes(of: sbom)) }
        var properties = try #require(sbom["metadata"]?["properties"]?.array)
        properties.append(Self.property(name, value))
        if ["product", "repository"].contains(name) { properties.append(Self.property(name, value + "x")) }
        let changed = sbom.with(.array(properties), at: ["metadata", "properties"])
        #expect(throws: InventoryError.self) { try RecordedSBOM(JSONWriter.bytes(of: changed)) }
    }

    @Test func refusesSBOMsOfOtherTools() async throws {
        let sbom = try await Self.sbom()
        for tools in [
            ["components": [["name": "other", "version": "1"]]], ["components": [["name": "hallmark"]]], [:],
        ]
            as [JSONValue]
        {
            let changed = sbom.with(tools, at: ["metadata", "tools"])
            #expect(throws: InventoryError.self) { try RecordedSBOM(JSONWriter.bytes(of: changed)) }
        }
    }

    @Test func refusesAScopeThatLeavesThePackageOut() async throws {
        let sbom = try await Self.sbom()
        let properties = [Self.property("package-directory", "App"), Self.property("scope", "Apple")]
        let changed = sbom.with(.array(properties), at: ["metadata", "properties"])
        #expect(throws: InventoryError.self) { try RecordedSBOM(JSONWriter.bytes(of: changed)) }
        let right = sbom.with(
            .array([properties[0], Self.property("scope", "App")]),
            at: ["metadata", "properties"]
        )
        #expect(try RecordedSBOM(JSONWriter.bytes(of: right)).scopes == ["App"])
    }

    @Test func refusesATimeItDoesNotWrite() async throws {
        let changed = try await Self.sbom().with("2024-01-01T00:00:00+00:00", at: ["metadata", "timestamp"])
        #expect(throws: InventoryError.self) { try RecordedSBOM(JSONWriter.bytes(of: changed)) }
    }
}
