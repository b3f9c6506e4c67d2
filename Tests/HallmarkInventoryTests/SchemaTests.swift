import Foundation
import HallmarkCore
import HallmarkInventory
import Testing

/// Our SBOMs held against CycloneDX's own schema by jsonschema, a peer from PyPI (`Scripts/test --peers`).
@Suite(
    .enabled(if: Surroundings.python != nil, "HALLMARK_PEERS names no Python with jsonschema"),
    .enabled(if: Surroundings.hasFixtures, "../shared/fixtures is not here")
)
struct SchemaTests {
    /// Prints each error; what the schema refers to comes from its folder, never from the network.
    private static let validator = """
        import json, pathlib, sys
        from jsonschema import Draft7Validator
        from referencing import Registry, Resource
        folder = pathlib.Path(sys.argv[1])
        schemas = [json.loads((folder / f"{name}.schema.json").read_text()) for name in sys.argv[3:]]
        registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas)
        validator = Draft7Validator(schemas[0], registry=registry, format_checker=Draft7Validator.FORMAT_CHECKER)
        errors = list(validator.iter_errors(json.loads(pathlib.Path(sys.argv[2]).read_text())))
        for error in errors: print(error.json_path, error.message[:200])
        sys.exit(2 if errors else 0)
        """

    /// What the schema says against an SBOM; empty when it is valid.
    private static func objections(to bytes: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString).json")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let command = [
            try #require(Surroundings.python), "-c", validator, Surroundings.fixtures + "/schemas", file.path(),
            "bom-1.6", "spdx", "jsf-0.82", "cryptography-defs",
        ]
        let result = try runProgram(command)
        guard [0, 2].contains(result.status) else {
            throw ProgramFailure(command: ["python"], status: result.status, message: result.message)
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    private static func bundle(in fixture: PackageFixture) throws {
        // The smallest model that is a folder: its parts become components inside a component.
        try fixture.write("{}", to: "Models/R.mlpackage/Manifest.json")
        try fixture.write([0x08, 0x01], to: "Models/R.mlpackage/Data/com.apple.CoreML/model.mlmodel")
    }

    @Test(arguments: ["plain", "committed", "suppliers", "product", "licences", "bundle", "names"])
    func ourSBOMsAreValid(kind: String) async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        switch kind {
        case "suppliers":
            try fixture.write(
                """
                {"schema":"\(SupplierList.schema)","author":{"name":"E","email":"sbom@example.com"},
                 "supplier":{"name":"E","url":"https://example.com","email":"a@example.com"},
                 "repository":"https://github.com/example/app","models":{"Models/m.safetensors":{"name":"R"}}}
                """,
                to: "attestations/suppliers.json"
            )
        case "licences":
            for name in ["LICENSE-A", "LICENSE-B", "COPYING"] { try fixture.write("the same", to: name) }
            let licence = Surroundings.root.appending(path: ".build/checkouts/swift-argument-parser/LICENSE.txt")
            for name in ["LICENSE.txt", "LICENSE-APACHE"] {
                try fixture.write(Array(Data(contentsOf: licence)), to: name)
            }
        case "bundle": try Self.bundle(in: fixture)
        case "names":
            let header = "\"__metadata__\":{\"license\":\"any \\u001b text\",\"name\":\"é \\\" x\"},"
            try fixture.write(makeSafetensors(metadata: header), to: "Models/a b%é?#.safetensors")
        default: break
        }
        if kind != "plain" { try fixture.commit() }
        let bytes = try await fixture.generate(graph) { $0.product = kind == "product" ? "App" : nil }.bytes
        #expect(try Self.objections(to: bytes) == "")
        #expect(throws: Never.self) { try RecordedSBOM(bytes) }
    }

    private static let mistakes: [(path: [String], value: JSONValue)] = [
        (["specVersion"], 1), (["metadata", "component", "type"], "thing"),
        (["components", "scope"], "sometimes"), (["components", "hashes", "content"], "zz"),
        (["components", "hashes", "alg"], "SHA-257"), (["components", "more"], 1), (["metadata", "timestamp"], 7),
        (["components", "licenses"], [["license": ["id": "Apache 2"]]]), (["serialNumber"], "urn:uuid:x"),
        (["dependencies", "ref"], 1), (["compositions", "aggregate"], "most"),
    ]

    // The check can fail: each of these is one of ours with one thing wrong.
    @Test(arguments: mistakes)
    func theSchemaRefusesABrokenOne(path: [String], value: JSONValue) async throws {
        let (fixture, graph) = try InventoryTests.fixture()
        let sbom = try parse(try await fixture.generate(graph).bytes)
        #expect(try Self.objections(to: JSONWriter.bytes(of: sbom)) == "")
        #expect(try Self.objections(to: JSONWriter.bytes(of: sbom.with(value, at: path))) != "")
    }
}
