/// Why no inventory could be taken, or no SBOM could be read.
package struct InventoryError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// The package graph is not what Hallmark's plugin writes.
        case graph = "the package graph cannot be read"
        /// Package.resolved is malformed, or of a version this tool does not know.
        case pins = "Package.resolved cannot be read"
        /// A remote package has no pin.
        case unpinned = "a package is not pinned"
        /// `attestations/suppliers.json` is malformed.
        case suppliers = "the supplier data cannot be read"
        /// `attestations/models.lock` is malformed.
        case modelsLock = "the list of models cannot be read"
        /// A file the SBOM is made from cannot be used.
        case input = "an input cannot be used"
        /// The package has no such product.
        case product = "no such product"
        /// A document is not a CycloneDX SBOM.
        case document = "the SBOM cannot be read"
        /// The repository around the package cannot be asked.
        case repository = "git could not tell about the package"
    }

    package let code: Code
    /// What it is about: a path, an identity, a name.
    package let subject: String
    package let reason: String

    package init(_ code: Code, _ subject: String, _ reason: String) {
        self.code = code
        self.subject = subject
        self.reason = reason
    }

    package var description: String { "\(code.rawValue): \(subject): \(reason)" }
}
