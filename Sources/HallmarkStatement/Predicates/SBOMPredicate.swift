package import HallmarkCore

/// The signer vouches for an SBOM and for the files it was made from.
///
/// The predicate is the CycloneDX document itself (in-toto predicate "CycloneDX BOM"); the subjects are its inputs:
/// paths below the root of the tree with `sha256`. The repository, the package's folder and the folders that the inputs
/// cover stand in the document's metadata as properties. Where it ``isAboutArtifacts``, the subjects are what was built.
package struct SBOMPredicate: Predicate, Hashable {
    package static let type = "https://cyclonedx.org/bom"

    /// The CycloneDX document.
    package let document: JSONValue

    /// The type without a version, which is written, and with one, which other tools write.
    package static func reads(type: String) -> Bool {
        type == Self.type || TypeVersion.of(type, base: Self.type) != nil
    }

    package init(json: JSONValue) throws(JSONError) {
        guard json["bomFormat"]?.string == "CycloneDX" else {
            throw JSONError(.unexpected, detail: "predicate.bomFormat must be \"CycloneDX\"")
        }
        self.document = json
        // Two values would be one to each reader, and not the same one.
        for name in ["repository", "package-directory", Self.subjects] where values(name).count > 1 {
            throw JSONError(.unexpected, detail: "predicate.metadata.properties has hallmark:\(name) twice")
        }
    }

    package var json: JSONValue { document }

    /// The URI of the repository that the document names, or `nil`.
    package var repository: String? { values("repository").first }

    /// The package's folder below the root of the tree; `.` for the root itself.
    package var packagePath: String {
        values("package-directory").first.flatMap { $0.isEmpty ? nil : $0 } ?? "."
    }

    /// The folders that the inputs cover; `""` is all of the tree.
    package var scopes: Set<String> { Set(values("scope")) }

    /// Whether the subjects are artifacts that were built from the package, and not its inputs.
    package var isAboutArtifacts: Bool { values(Self.subjects) == [Self.artifacts] }

    /// The same document for artifacts that were built from the package.
    package func aboutArtifacts() throws(JSONError) -> SBOMPredicate {
        guard var members = document.object, !isAboutArtifacts else { return self }
        var metadata = members["metadata"]?.object ?? [:]
        let property: JSONValue = ["name": .string("hallmark:\(Self.subjects)"), "value": .string(Self.artifacts)]
        metadata["properties"] = .array((metadata["properties"]?.array ?? []) + [property])
        members["metadata"] = .object(metadata)
        return try SBOMPredicate(json: .object(members))
    }

    private static let subjects = "subjects"
    private static let artifacts = "artifacts"

    private func values(_ name: String) -> [String] {
        let properties = document["metadata"]?["properties"]?.array ?? []
        return properties.filter { $0["name"]?.string == "hallmark:\(name)" }.compactMap { $0["value"]?.string }
    }
}
