internal import HallmarkCore

/// A CycloneDX SBOM of any tool, as far as checks and verification look at it.
///
/// Members it does not know are allowed, since each version adds some; members it knows must have their right shape.
package struct CycloneDXDocument: Sendable {
    /// How many bytes an SBOM may have.
    package static let maximumSize = 256 << 20
    /// How many components are read, those inside others too.
    package static let maximumCount = 1_000_000
    /// The versions of the format that are read.
    package static let specVersions: Set<String> = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]

    package let specVersion: String
    package let serialNumber: String?
    package let timestamp: String?
    package let authors: [Party]
    /// Who made what the SBOM is about, or the SBOM: `metadata.manufacturer` and `metadata.supplier`.
    package let organisations: [Party]
    package let tools: [Tool]
    package let lifecycles: [String]
    package let properties: [Property]
    /// What the SBOM is about.
    package let root: Part?
    /// Every component, those inside others after the one around them.
    package let components: [Part]
    /// What each component uses, by reference.
    package let dependencies: [String: [String]]
    /// References that a composition names, with the completeness that it claims.
    package let completeness: [String: String]

    /// A person or an organisation.
    package struct Party: Sendable, Equatable {
        package let name: String?
        package let url: String?
        package let email: String?

        /// Whether anything at all is said.
        package var isNamed: Bool { [name, url, email].contains { $0?.isEmpty == false } }
    }

    /// A tool that made the SBOM.
    package struct Tool: Sendable, Equatable {
        package let name: String
        package let version: String?
    }

    /// A name and a value.
    package struct Property: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// A component.
    package struct Part: Sendable {
        package let reference: String?
        package let type: String
        package let name: String
        package let version: String?
        package let identifiers: [String]
        package let producers: [Party]
        package let hashes: [String: String]
        package let licences: [String]
        package let properties: [Property]
        /// Whether it lies inside another component.
        package let isNested: Bool

        /// What stands for the component in a message.
        package var label: String { reference ?? (version.map { "\(name) \($0)" } ?? name) }

        /// The values of the properties with a name.
        package func values(_ name: String) -> [String] {
            properties.filter { $0.name == name }.map(\.value)
        }
    }

    /// The values of the SBOM's own properties with a name.
    package func values(_ name: String) -> [String] {
        properties.filter { $0.name == name }.map(\.value)
    }
}
