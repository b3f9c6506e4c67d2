import HallmarkCore
import HallmarkInventory
import Testing

struct LinkedGraphTests {
    private typealias Use = LinkedGraph.Use

    /// An application with a tool, tests, a macro and a package that nothing uses.
    private static let graph = Graph(packages: [
        .root(
            "App",
            [Graph.product("App", "executable", targets: ["App"]), Graph.product("Tool", targets: ["Tool"])],
            [
                Graph.target("App", "executable", uses: Graph.uses("Core"), Graph.uses("Macros")),
                Graph.target("Core", uses: Graph.uses("log", of: "log")),
                Graph.target("Tool", uses: Graph.uses("tools", of: "tools")),
                Graph.target("Macros", "macro", uses: Graph.uses("syntax", of: "syntax")),
                Graph.target("AppTests", "test", uses: Graph.uses("App"), Graph.uses("testing", of: "testing")),
                Graph.target("Loose"),
            ]
        ),
        .remote("log", at: "/l"), .remote("tools", at: "/t"), .remote("syntax", at: "/s"),
        .remote("testing", at: "/x"), .remote("unused", at: "/u"),
    ])

    private static func linked(_ graph: Graph = graph, product: String? = nil) throws -> LinkedGraph {
        try LinkedGraph(try PackageGraph(json: graph.bytes), product: product)
    }

    @Test(arguments: [
        ("app", Use.runtime), ("log", .runtime), ("tools", .runtime), ("syntax", .build), ("testing", .development),
        ("unused", .unlinked), ("nowhere", .unlinked),
    ])
    private func tellsWhatAPackageIsFor(package: String, use: Use) throws {
        #expect(try Self.linked().use(of: package) == use)
    }

    @Test(arguments: [
        ("App", Use.runtime), ("Core", .runtime), ("Macros", .build), ("AppTests", .development),
        ("Loose", .development),
    ])
    private func tellsWhatATargetIsFor(target: String, use: Use) throws {
        #expect(try Self.linked().use(ofTarget: target, in: "app") == use)
    }

    @Test(arguments: [
        ("App", ["log": Use.runtime, "syntax": .build, "tools": .unlinked, "testing": .unlinked]),
        ("Tool", ["log": .unlinked, "syntax": .unlinked, "tools": .runtime, "testing": .unlinked]),
    ])
    private func aProductLimitsTheGraph(product: String, uses: [String: Use]) throws {
        let linked = try Self.linked(product: product)
        for (package, use) in uses { #expect(linked.use(of: package) == use, "\(package)") }
    }

    @Test func refusesAProductThatIsNotThere() throws {
        let error = try #require(throws: InventoryError.self) { try Self.linked(product: "Other") }
        #expect(error.code == .product)
        #expect(error.reason.contains("App, Tool"))
    }

    // What a macro uses runs in the compiler; what the product uses too is linked all the same.
    @Test func aLaterUseOutweighsAnEarlierOne() throws {
        var graph = Self.graph
        graph.packages[0].targets += [
            Graph.target("More", uses: Graph.uses("syntax", of: "syntax"))
        ]
        graph.packages[0].products += [Graph.product("More", targets: ["More"])]
        #expect(try Self.linked(graph).use(of: "syntax") == .runtime)
        #expect(try Self.linked(graph, product: "App").use(of: "syntax") == .build)
    }

    // Tests of one package may use another package whose library uses the first one's.
    @Test func packagesMayLookCyclic() throws {
        let graph = Graph(packages: [
            .root(
                "App",
                [Graph.product("Lib", targets: ["Lib"])],
                [Graph.target("Lib"), Graph.target("LibTests", "test", uses: Graph.uses("helper", of: "helper"))]
            ),
            Graph.Package(
                id: "helper",
                directory: "/h",
                origin: ["kind": "local"],
                products: [Graph.product("helper", targets: ["helper"])],
                targets: [Graph.target("helper", uses: Graph.uses("Lib", of: "app"))]
            ),
        ])
        let linked = try Self.linked(graph)
        #expect(linked.use(of: "helper") == .development)
        #expect(linked.edges == ["app": ["helper"], "helper": ["app"]])
        #expect(linked.use(ofTarget: "Lib", in: "app") == .runtime)
    }

    // SwiftPM refuses such targets; whatever writes the graph, the walk ends.
    @Test func targetsInACircleEnd() throws {
        let graph = Graph(packages: [
            .root(
                "App",
                [Graph.product("A", targets: ["A"])],
                [Graph.target("A", uses: Graph.uses("B")), Graph.target("B", uses: Graph.uses("A"), Graph.uses("B"))]
            )
        ])
        #expect(try Self.linked(graph).targets.count == 2)
    }

    @Test(arguments: [
        Graph.uses("Nowhere"), Graph.uses("Nowhere", of: "log"), Graph.uses("log", of: "nowhere"),
    ])
    func refusesAGraphWithHoles(dependency: JSONValue) throws {
        var graph = Self.graph
        #expect(throws: Never.self) { try Self.linked(graph) }
        graph.packages[0].targets += [Graph.target("More", uses: dependency)]
        let error = try #require(throws: InventoryError.self) { try Self.linked(graph) }
        #expect(error.code == .graph)
    }

    @Test func refusesAProductOfATargetThatIsNotThere() {
        let graph = Graph(packages: [.root("App", [Graph.product("A", targets: ["A"])], [])])
        #expect(throws: InventoryError.self) { try Self.linked(graph) }
    }

    // Each package of a long chain offers one of two ways to the next: 2^n ways, each target followed once.
    @Test func waysThatMeetAreFollowedOnce() throws {
        let depth = 2000
        let targets = (0..<depth).flatMap { level in
            ["a", "b"].map { side in
                level + 1 == depth
                    ? Graph.target("\(side)\(level)")
                    : Graph.target(
                        "\(side)\(level)",
                        uses: Graph.uses("a\(level + 1)"),
                        Graph.uses("b\(level + 1)")
                    )
            }
        }
        let graph = Graph(packages: [.root("App", [Graph.product("P", targets: ["a0", "b0"])], targets)])
        #expect(try Self.linked(graph).targets.count == 2 * depth)
    }
}

extension LinkedGraph {
    fileprivate func use(ofTarget name: String, in package: String) -> Use? {
        targets.first { $0.key.package == package && $0.key.target == name }?.value
    }
}
