package import HallmarkCore

/// The signer vouches for an SBOM and for the files it was made from.
///
/// The predicate is the CycloneDX document itself (in-toto predicate "CycloneDX BOM"); the subjects are its inputs:
/// paths relative to the package with `sha256`. The repository stands in the document's metadata, as the property
/// ``repositoryProperty``.
package struct SBOMPredicate: Predicate, Hashable {
    package static let type = "https://cyclonedx.org/bom"
    package static let repositoryProperty = "hallmark:repository"

    /// The CycloneDX document.
    package let document: JSONValue

    package init(json: JSONValue) throws(JSONError) {
        guard json["bomFormat"]?.string == "CycloneDX" else {
            throw JSONError(.unexpected, detail: "predicate.bomFormat must be \"CycloneDX\"")
        }
        self.document = json
    }

    package var json: JSONValue { document }

    /// The URI of the repository that the document names, or `nil`.
    package var repository: String? {
        let properties = document["metadata"]?["properties"]?.array ?? []
        return properties.first { $0["name"]?.string == Self.repositoryProperty }?["value"]?.string
    }
}
