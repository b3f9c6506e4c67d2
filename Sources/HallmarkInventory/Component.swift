package import HallmarkCore

/// A part of what an SBOM is about, before any format is chosen.
package struct Component: Sendable, Equatable {
    /// What it is.
    package enum Kind: String, Sendable {
        case application
        case library
        case model = "machine-learning-model"
        case file
    }

    /// Whether it is there when the product runs.
    package enum Scope: String, Sendable {
        case required
        case excluded
    }

    /// A place outside of the SBOM.
    package struct Reference: Sendable, Hashable {
        package let type: String
        package let url: String
    }

    /// A fact under a name that begins with `hallmark:`.
    package struct Property: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = "hallmark:\(name)"
            self.value = value
        }
    }

    /// The name by which the SBOM refers to it; unique in the SBOM.
    package internal(set) var reference: String
    package let kind: Kind
    package let name: String
    package var version: String?
    package var summary: String?
    package var packageURL: PackageURL?
    package var scope: Scope?
    package var supplier: Supplier?
    package var author: String?
    package var licences: [Licence] = []
    /// Digests of the component's content; what they cover is told by the property `hallmark:digest-of`.
    package var digests: [Digest] = []
    package var links: [Reference] = []
    package var properties: [Property] = []
    /// What a model's header says of its network.
    package var architecture: String?
    /// The parts, such as the files of a model's folder.
    package var parts: [Component] = []

    package init(reference: String, kind: Kind, name: String) {
        self.reference = reference
        self.kind = kind
        self.name = name
    }

    /// Says that something is not known, so that a reader can tell it from what was forgotten.
    mutating func markUnknown(_ element: String) {
        properties.append(Property("unknown", element))
    }
}
