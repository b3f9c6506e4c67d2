import Foundation
import PackagePlugin

/// Walks the package graph that SwiftPM has loaded, and writes it as JSON that needs no SwiftPM to read.
///
/// The plugin and `hallmark sbom generate` both compile this one file, so that both see the same graph. What it writes
/// is read by `PackageGraph` in HallmarkInventory: the two must change together, and the schema's version with them.
struct PackageGraphWalk {
    /// The type of what is written; `HallmarkInventory.PackageGraph` reads no other.
    static let schema = "https://hallmark-swift.github.io/package-graph/v1"

    private let packages: [Package]
    private let owners: [Product.ID: Package.ID]
    private let rootDirectory: String

    /// Walks everything that can be reached from a root package.
    init(root: Package) {
        var packages: [Package] = []
        var owners: [Product.ID: Package.ID] = [:]
        var seen: Set<Package.ID> = []
        var waiting = [root]
        while let package = waiting.popLast() {
            guard seen.insert(package.id).inserted else { continue }
            packages.append(package)
            for product in package.products { owners[product.id] = package.id }
            waiting += package.dependencies.map(\.package)
        }
        let others = packages.dropFirst().sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        self.packages = packages.prefix(1) + others
        self.owners = owners
        self.rootDirectory = Self.realPath(root.directoryURL)
    }

    /// The graph as JSON, the root package first.
    func json() throws -> Data {
        let graph = Graph(schema: Self.schema, packages: packages.map(node))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(graph)
    }

    private func node(_ package: Package) -> Graph.Node {
        Graph.Node(
            id: package.id,
            name: package.displayName,
            directory: directory(of: package),
            origin: Self.origin(of: package),
            dependencies: package.dependencies.map(\.package.id).sorted(),
            products: package.products.map(product).sorted { $0.name < $1.name },
            targets: package.targets.map(target).sorted { $0.name < $1.name }
        )
    }

    private func product(_ product: Product) -> Graph.Product {
        let kind =
            switch product {
            case is ExecutableProduct: "executable"
            case is LibraryProduct: "library"
            default: "other"
            }
        return Graph.Product(name: product.name, kind: kind, targets: product.targets.map(\.name).sorted())
    }

    private func target(_ target: Target) -> Graph.Target {
        var node = Graph.Target(
            name: target.name,
            kind: "other",
            dependencies: target.dependencies.compactMap(dependency)
        )
        switch target {
        case let target as any SourceModuleTarget:
            node.kind =
                switch target.kind {
                case .generic: "library"
                case .executable: "executable"
                case .snippet: "snippet"
                case .test: "test"
                case .macro: "macro"
                @unknown default: "other"
                }
        case let target as SystemLibraryTarget:
            node.kind = "system"
            node.pkgConfig = target.pkgConfig
        case let target as BinaryArtifactTarget:
            node.kind = "binary"
            if case .remote(let url) = target.origin { node.url = url }
        default: break
        }
        return node
    }

    private func dependency(_ dependency: TargetDependency) -> Graph.Dependency? {
        switch dependency {
        case .target(let target): Graph.Dependency(target: target.name)
        case .product(let product): Graph.Dependency(product: product.name, package: owners[product.id])
        @unknown default: nil
        }
    }

    private static func origin(of package: Package) -> Graph.Origin {
        switch package.origin {
        case .root: Graph.Origin(kind: "root")
        case .local: Graph.Origin(kind: "local")
        case .repository(let url, let version, _): Graph.Origin(kind: "repository", url: url, version: version)
        case .registry(let identity, let version): Graph.Origin(kind: "registry", version: version, identity: identity)
        @unknown default: Graph.Origin(kind: "other")
        }
    }

    /// The directory, relative to the root package where it lies inside.
    private func directory(of package: Package) -> String {
        let path = Self.realPath(package.directoryURL)
        if path == rootDirectory { return "" }
        return path.hasPrefix(rootDirectory + "/") ? String(path.dropFirst(rootDirectory.count + 1)) : path
    }

    private static func realPath(_ url: URL) -> String {
        url.resolvingSymlinksInPath().path(percentEncoded: false).trimmingSuffix("/")
    }
}

/// The shape of the JSON.
private struct Graph: Encodable {
    let schema: String
    let packages: [Node]

    struct Node: Encodable {
        let id: String
        let name: String
        let directory: String
        let origin: Origin
        let dependencies: [String]
        let products: [Product]
        let targets: [Target]
    }

    struct Origin: Encodable {
        let kind: String
        var url: String?
        var version: String?
        var identity: String?
    }

    struct Product: Encodable {
        let name: String
        let kind: String
        let targets: [String]
    }

    struct Target: Encodable {
        let name: String
        var kind: String
        var pkgConfig: String?
        var url: String?
        let dependencies: [Dependency]
    }

    struct Dependency: Encodable {
        var target: String?
        var product: String?
        var package: String?
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) && count > suffix.count ? String(dropLast(suffix.count)) : self
    }
}
