internal import HallmarkCore

/// A package graph as SwiftPM loaded it, in a form that needs no SwiftPM to read.
///
/// `Plugins/Shared/PackageGraphWalk.swift` writes it, from inside SwiftPM; this is its only reader.
package struct PackageGraph: Sendable, Equatable {
    /// The type of the document.
    package static let schema = TypeURI.make("package-graph", version: 1)

    /// The package the SBOM is about.
    package let root: Package
    /// Every package, the root too, by identity.
    package let packages: [String: Package]

    /// One package of the graph.
    package struct Package: Sendable, Equatable {
        /// SwiftPM's identity; that of a root or local package comes from its directory's name.
        package let id: String
        /// The name in the manifest.
        package let name: String
        /// Where its files lie: relative to the root package, or absolute when outside of it.
        package let directory: String
        package let origin: Origin
        /// Identities of the packages its manifest names.
        package let dependencies: [String]
        package let products: [Product]
        package let targets: [Target]
    }

    /// Where a package comes from.
    package enum Origin: Sendable, Equatable {
        case root
        case local
        case repository(url: String, version: String?)
        case registry(identity: String, version: String?)
    }

    /// What a package offers to others.
    package struct Product: Sendable, Equatable {
        package enum Kind: String, Sendable { case executable, library, other }

        package let name: String
        package let kind: Kind
        package let targets: [String]
    }

    /// A module, or what stands for one.
    package struct Target: Sendable, Equatable {
        package enum Kind: String, Sendable { case library, executable, snippet, test, macro, system, binary, other }

        package let name: String
        package let kind: Kind
        /// The pkg-config name of a system library.
        package let pkgConfig: String?
        /// Where a binary target is fetched from.
        package let url: String?
        package let dependencies: [Dependency]
    }

    /// What a target needs.
    package enum Dependency: Sendable, Equatable {
        /// A target of the same package.
        case target(String)
        /// A product of a package.
        case product(String, package: String)
    }

    package init(root: Package, packages: [Package]) {
        self.root = root
        self.packages = Dictionary((packages + [root]).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
