package import HallmarkCore

/// Documents about artifacts that lie elsewhere (in-toto predicate "Reference" v0.1), such as an SBOM that is too large.
///
/// Subjects are the artifacts that the documents are about.
package struct ReferencePredicate: Predicate, Hashable {
    package static let type = "https://in-toto.io/attestation/reference/v0.1"

    /// Who refers: a URI.
    package let attester: String
    /// The documents, each with the place it is fetched from and its media type.
    ///
    /// The specification does not ask for a digest: one without says nothing about what will be fetched.
    package let references: [ResourceDescriptor]

    package init(attester: String, references: [ResourceDescriptor]) {
        self.attester = attester
        self.references = references
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        var attester = try reader.object("attester")
        self.attester = try attester.uri("id")
        self.references = try reader.resources("references")
        let isComplete = references.allSatisfy {
            $0.downloadLocation?.isEmpty == false && $0.mediaType?.isEmpty == false
        }
        guard !references.isEmpty, isComplete else {
            throw reader.unexpected("references", "resources with downloadLocation and mediaType")
        }
    }

    package var json: JSONValue {
        ["attester": ["id": .string(attester)], "references": .resources(references)]
    }
}
