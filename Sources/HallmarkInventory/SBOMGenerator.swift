internal import HallmarkCore

/// Makes the SBOM of a package; the one way in which the plugin's tool and `hallmark` do so.
package struct SBOMGenerator: Sendable {
    /// An SBOM with what its maker should tell the user.
    package struct Result: Sendable {
        package let bytes: [UInt8]
        package let inventory: Inventory
        /// Sentences about what the SBOM can't vouch for.
        package let notes: [String]
    }

    /// The package's directory, as an absolute path without links.
    package let directory: String
    /// Limits the SBOM to one product.
    package var product: String?
    /// The repository's URI; otherwise that of `attestations/suppliers.json`.
    package var repository: String?
    /// The value of `SOURCE_DATE_EPOCH`, if it is set.
    package var sourceDateEpoch: String?
    /// What an earlier SBOM was made with, to make it again; replaces all of the above.
    package var recorded: Inventory.Parameters?

    package init(directory: String) {
        self.directory = directory
    }

    /// Makes the SBOM.
    ///
    /// - Parameters:
    ///   - graph: the JSON that the plugin or the loader wrote.
    ///   - fallbackPins: the bytes of a Package.resolved that was made outside of the package; used when it has none.
    package func generate(graph: [UInt8], fallbackPins: [UInt8]? = nil, git: GitCommand) async throws -> Result {
        let graph = try PackageGraph(json: graph)
        let source = try await PackageSource.read(directory, git: git)
        let builder = try InventoryBuilder(
            graph: graph,
            source: source,
            parameters: try parameters(of: source),
            fallbackPins: fallbackPins
        )
        let inventory = try builder.inventory()
        return Result(
            bytes: CycloneDXEncoder().encode(inventory),
            inventory: inventory,
            notes: notes(on: inventory, graph: graph)
        )
    }

    private func parameters(of source: PackageSource) throws(InventoryError) -> Inventory.Parameters {
        if let recorded { return recorded }
        let time = try sourceDateEpoch.map { (value) throws(InventoryError) in try SourceDateEpoch.time(value) }
        return Inventory.Parameters(
            version: source.version,
            timestamp: time ?? source.commitTime,
            product: product,
            repository: repository
        )
    }

    private func notes(on inventory: Inventory, graph: PackageGraph) -> [String] {
        var notes: [String] = []
        let isPinned = graph.packages.values.allSatisfy { $0.origin == .root || $0.origin == .local }
        if !inventory.hasRecordedPins, !isPinned {
            notes.append("no Package.resolved belongs to the package, so its versions are those of today's resolution")
        }
        let outside = inventory.components.filter { $0.properties.contains(Component.Property("location", "outside")) }
        if !outside.isEmpty {
            notes.append(
                "outside of the package, and so not covered: \(outside.map(\.name).sorted().joined(separator: ", "))"
            )
        }
        return notes
    }
}
