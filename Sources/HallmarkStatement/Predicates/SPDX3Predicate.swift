package import HallmarkCore

/// An SPDX 3 document as an SBOM (in-toto predicate "SPDX", version 3).
///
/// The predicate is the JSON-LD document itself; subjects are the artifacts that it describes.
package struct SPDX3Predicate: Predicate, Hashable {
    package static let type = "\(SPDXPredicate.base)/v3"

    /// The SPDX document.
    package let document: JSONValue

    /// The type of version 3 and those of its minor versions.
    package static func reads(type: String) -> Bool {
        type == Self.type || TypeVersion.of(type, base: SPDXPredicate.base)?.hasPrefix("3.") == true
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        guard try reader.string("@context").hasPrefix("https://spdx.org/rdf/3.") else {
            throw reader.unexpected("@context", "the context of SPDX 3")
        }
        for element in try reader.array("@graph") where element.object == nil {
            throw reader.unexpected("@graph", "an array of objects")
        }
        self.document = json
    }

    package var json: JSONValue { document }
}
