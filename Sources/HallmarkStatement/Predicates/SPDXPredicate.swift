package import HallmarkCore

/// An SPDX 2 document as an SBOM (in-toto predicate "SPDX").
///
/// The predicate is the document itself; subjects are the artifacts that it describes.
package struct SPDXPredicate: Predicate, Hashable {
    package static let type = "\(base)/v2.3"
    /// The type without a version, which other tools write.
    package static let base = "https://spdx.dev/Document"

    /// The SPDX document.
    package let document: JSONValue
    /// The version that the document names, such as `2.3`.
    package let version: String

    /// The bare type and those of versions 2.
    package static func reads(type: String) -> Bool {
        type == base || TypeVersion.of(type, base: base)?.hasPrefix("2.") == true
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        let prefix = "SPDX-"
        let version = try reader.string("spdxVersion")
        guard version.hasPrefix(prefix + "2.") else { throw reader.unexpected("spdxVersion", "SPDX-2 and a minor one") }
        guard try reader.string("SPDXID") == "SPDXRef-DOCUMENT" else {
            throw reader.unexpected("SPDXID", "SPDXRef-DOCUMENT")
        }
        _ = try reader.text("name")
        _ = try reader.text("dataLicense")
        _ = try reader.uri("documentNamespace")
        _ = try reader.object("creationInfo")
        for list in ["packages", "files", "relationships"] where reader.optional(list) != nil {
            _ = try reader.array(list)
        }
        self.version = String(version.dropFirst(prefix.count))
        self.document = json
    }

    package var json: JSONValue { document }
}
