package import HallmarkCore

/// What a package is made of: the value from which each SBOM format is written.
package struct Inventory: Sendable, Equatable {
    /// Facts that don't follow from the package's files.
    package struct Parameters: Sendable, Equatable {
        /// The root package's version.
        package var version: String?
        /// The time that the SBOM carries: that of the commit, not of the run.
        package var timestamp: Timestamp?
        /// The product that the SBOM is limited to.
        package var product: String?
        /// The repository's URI.
        package var repository: String?

        package init(
            version: String? = nil,
            timestamp: Timestamp? = nil,
            product: String? = nil,
            repository: String? = nil
        ) {
            self.version = version
            self.timestamp = timestamp
            self.product = product
            self.repository = repository
        }
    }

    package let parameters: Parameters
    package let author: Supplier?
    /// The root package.
    package let root: Component
    package let components: [Component]
    /// What each component uses, by reference; every component has an entry.
    package let dependencies: [String: Set<String>]
    /// References of components of which it isn't known what they use.
    package let incomplete: Set<String>
    /// The package's folder below the root of the tree.
    package let directory: String
    /// The folders that the inputs cover.
    package let scopes: [String]
    /// The files it was made from, sorted by path.
    package let inputs: [SBOMInput]
    /// Whether Package.resolved is one of the inputs; if not, nothing fixes the versions.
    package let hasRecordedPins: Bool
}
