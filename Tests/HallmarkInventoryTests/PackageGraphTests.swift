import HallmarkCore
import HallmarkInventory
import Testing

struct PackageGraphTests {
    private static let graph = Graph(packages: [
        .root(
            "App",
            [Graph.product("App", "executable", targets: ["App"])],
            [
                Graph.target("App", "executable", uses: Graph.uses("Lib"), Graph.uses("log", of: "log")),
                Graph.target("Lib"),
                ["name": "CZ", "kind": "system", "pkgConfig": "zlib", "dependencies": []],
                ["name": "Bin", "kind": "binary", "url": "https://example.com/a/b.zip", "dependencies": []],
            ]
        ),
        .remote("log", at: "/checkouts/log"),
    ])

    @Test func readsWhatThePluginWrites() throws {
        let graph = try PackageGraph(json: Self.graph.bytes)
        #expect(graph.root.name == "App")
        #expect(graph.packages.keys.sorted() == ["app", "log"])
        #expect(graph.packages["log"]?.origin == .repository(url: "https://example.com/owner/log", version: nil))
        #expect(graph.root.targets.map(\.kind) == [.executable, .library, .system, .binary])
        #expect(graph.root.targets[0].dependencies == [.target("Lib"), .product("log", package: "log")])
        #expect(graph.root.targets[2].pkgConfig == "zlib")
        #expect(graph.root.products[0].kind == .executable)
    }

    private static func changed(_ text: String, to other: String) -> String {
        JSONWriter.text(of: graph.json).replacing(text, with: other)
    }

    @Test(arguments: [
        changed("package-graph/v1", to: "package-graph/v2"),
        changed("\"kind\":\"root\"", to: "\"kind\":\"local\""),
        changed("\"kind\":\"root\"", to: "\"kind\":\"other\""),
        changed("\"kind\":\"root\"", to: "\"kind\":\"root\",\"url\":\"x\""),
        changed("\"id\":\"log\"", to: "\"id\":\"app\""),
        changed("\"id\":\"log\"", to: "\"id\":1"),
        changed("\"id\":\"log\"", to: "\"id\":\"log\",\"more\":1"),
        changed("\"id\":\"log\",", to: ""),
        changed("\"kind\":\"executable\"", to: "\"kind\":\"program\""),
        changed("\"target\":\"Lib\"", to: "\"target\":\"Lib\",\"product\":\"log\""),
        changed("\"target\":\"Lib\"", to: "\"name\":\"Lib\""),
        changed("\"package\":\"log\",", to: ""),
        changed("\"pkgConfig\":\"zlib\"", to: "\"pkgConfig\":null"),
        changed("\"targets\":[\"App\"]", to: "\"targets\":[1]"),
        changed("\"targets\":[\"App\"]", to: "\"targets\":\"App\""),
        changed("{\"packages\"", to: "{\"more\":1,\"packages\""),
        JSONWriter.text(of: Graph(packages: []).json),
        JSONWriter.text(of: Graph(packages: [.remote("log", at: "/x"), .root()]).json),
        "[]", "",
    ])
    func refusesWhatThePluginDoesNotWrite(text: String) {
        #expect(text != JSONWriter.text(of: Self.graph.json))
        #expect(throws: InventoryError.self) { try PackageGraph(json: Array(text.utf8)) }
    }

    @Test func errorsDoNotNameLocations() throws {
        let text = Self.changed("https://example.com/owner", to: "https://user:hunter2@example.com/owner")
        #expect(try PackageGraph(json: Array(text.utf8)).packages.count == 2)
        let broken = text.replacing("\"id\":\"log\"", with: "\"id\":1")
        let error = try #require(throws: InventoryError.self) { try PackageGraph(json: Array(broken.utf8)) }
        #expect(!error.description.contains("hunter2"))
    }
}
