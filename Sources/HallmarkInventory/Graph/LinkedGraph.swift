/// What the products of the root package are made of, found by following targets and not packages.
///
/// A package graph may look cyclic, and names packages of which no target is used; the target graph is exact: on Linux
/// its modules are those of the linker's file list.
package struct LinkedGraph: Sendable {
    /// What a target is needed for; a later case outweighs an earlier one.
    package enum Use: Int, Sendable, Comparable, CaseIterable {
        /// Nothing: it is in the graph, and no target uses it (or only a plugin does, of which SwiftPM tells nothing).
        case unlinked
        /// The root package's tests, and targets that belong to no product.
        case development
        /// Macros, which run in the compiler.
        case build
        /// What is linked into a product.
        case runtime

        package static func < (left: Use, right: Use) -> Bool { left.rawValue < right.rawValue }

        /// The word in the SBOM.
        package var word: String {
            switch self {
            case .unlinked: "unlinked"
            case .development: "development"
            case .build: "build"
            case .runtime: "runtime"
            }
        }
    }

    /// A target of a package.
    package struct Node: Sendable, Hashable {
        package let package: String
        package let target: String
    }

    /// Every target that was reached, and for what.
    package private(set) var targets: [Node: Use] = [:]
    /// The packages that a package's reached targets use.
    package private(set) var edges: [String: Set<String>] = [:]
    private var uses: [String: Use] = [:]
    private let graph: PackageGraph
    private let known: [Node: PackageGraph.Target]

    /// Follows one product of the root package, or everything in it.
    package init(_ graph: PackageGraph, product name: String? = nil) throws(InventoryError) {
        self.graph = graph
        let nodes = graph.packages.values.flatMap { package in
            package.targets.map { (Node(package: package.id, target: $0.name), $0) }
        }
        known = Dictionary(nodes, uniquingKeysWith: { first, _ in first })
        if let name {
            guard let product = graph.root.products.first(where: { $0.name == name }) else {
                let names = graph.root.products.map(\.name).joined(separator: ", ")
                throw InventoryError(.product, name, "the package has these: \(names.isEmpty ? "none" : names)")
            }
            try follow(product.targets, for: .runtime)
        } else {
            try follow(graph.root.products.flatMap(\.targets), for: .runtime)
            try follow(graph.root.targets.map(\.name), for: .development)
        }
    }

    /// What a package is needed for at most.
    package func use(of package: String) -> Use {
        if package == graph.root.id { return .runtime }
        return uses[package] ?? .unlinked
    }

    /// The reached targets of a package, sorted by name.
    package func targets(of package: PackageGraph.Package, use: Use = .runtime) -> [PackageGraph.Target] {
        package.targets.filter { (targets[Node(package: package.id, target: $0.name)] ?? .unlinked) >= use }
    }

    private mutating func follow(_ names: [String], for use: Use) throws(InventoryError) {
        var waiting = names.map { (node: Node(package: graph.root.id, target: $0), use: use) }
        while let (node, wanted) = waiting.popLast() {
            guard let package = graph.packages[node.package], let target = known[node] else {
                throw InventoryError(.graph, "\(node.package)/\(node.target)", "no such target in the graph")
            }
            let use = target.kind == .macro ? min(wanted, .build) : wanted
            if let earlier = targets[node], earlier >= use { continue }
            targets[node] = use
            uses[package.id] = max(uses[package.id] ?? .unlinked, use)
            for dependency in target.dependencies {
                switch dependency {
                case .target(let name): waiting.append((Node(package: package.id, target: name), use))
                case .product(let name, let owner):
                    edges[package.id, default: []].insert(owner)
                    guard let product = graph.packages[owner]?.products.first(where: { $0.name == name }) else {
                        throw InventoryError(.graph, "\(owner)/\(name)", "no such product in the graph")
                    }
                    waiting += product.targets.map { (Node(package: owner, target: $0), use) }
                }
            }
        }
    }
}
