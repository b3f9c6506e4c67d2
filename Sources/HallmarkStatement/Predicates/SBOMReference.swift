package import HallmarkCore

/// An SBOM that is too large for a note: a statement refers to the document, which lies in a blob of its own.
///
/// The statement is of in-toto predicate "Reference" v0.1 with one reference of media type ``mediaType``: its `name` is
/// the package's folder, its `digest` that of the document, its `downloadLocation` the blob. Subjects are the SBOM's
/// inputs, as in a statement that holds the document itself (``SBOMPredicate``).
package struct SBOMReference: Sendable, Hashable {
    package static let mediaType = "application/vnd.cyclonedx+json"
    /// Documents above this many bytes are referred to.
    package static let threshold = 256 << 10
    /// How many bytes a document may have that is read.
    package static let maximumSize = 64 << 20

    /// The package's folder below the root of the tree; `.` for the root itself.
    package let packagePath: String
    /// The SHA-256 of the document's bytes.
    package let digest: Digest
    /// The git blob that has the document, 40 hex: a hint, since only the digest binds.
    package let blob: String

    package init(packagePath: String, digest: Digest, blob: String) {
        self.packagePath = packagePath
        self.digest = digest
        self.blob = blob
    }

    /// Reads a statement; `nil` for one that refers to no CycloneDX document.
    package init?(_ statement: Statement) throws(StatementError) {
        guard let references = try statement.predicate(as: ReferencePredicate.self)?.references,
            references.contains(where: { $0.mediaType == Self.mediaType })
        else { return nil }
        guard references.count == 1, let name = references[0].name, let digest = references[0].digest?.sha256,
            let blob = references[0].downloadLocation.flatMap(Self.blob)
        else {
            throw StatementError(
                .predicate,
                "a reference to an SBOM is the only one, with name, sha256 and a downloadLocation \(Self.scheme)BLOB"
            )
        }
        self.init(packagePath: name, digest: digest, blob: blob)
    }

    /// The predicate that refers to the document.
    ///
    /// - Parameter repository: the URI of the repository whose notes carry the blob; it also stands for the attester.
    package func predicate(repository: String) -> ReferencePredicate {
        let document = ResourceDescriptor(
            name: packagePath,
            digest: DigestSet([digest.algorithm.rawValue: digest.hex, DigestSet.Name.gitBlob: blob]),
            downloadLocation: "\(Self.scheme)\(blob);origin=\(Self.escaped(repository))",
            mediaType: Self.mediaType
        )
        return ReferencePredicate(attester: repository, references: [document])
    }

    // A SWHID (ISO/IEC 18670): the id of a content object is its git blob id.
    private static let scheme = "swh:1:cnt:"

    private static func blob(of location: String) -> String? {
        guard location.utf8.starts(with: scheme.utf8) else { return nil }
        let rest = location.utf8.dropFirst(scheme.utf8.count)
        let id = rest.prefix(40)
        guard id.count == 40, Hex.decode(id) != nil, [nil, UInt8(ascii: ";")].contains(rest.dropFirst(40).first) else {
            return nil
        }
        return String(Substring(id))
    }

    // ISO/IEC 18670, qualifiers: `;` and `%` of a value are percent-encoded.
    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing(";", with: "%3B")
    }
}
