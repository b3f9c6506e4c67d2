package import HallmarkCore
package import HallmarkStatement

/// Documents that lie outside of the statements about them, each hashed and parsed once; nobody trusts them yet.
package struct ReferencedDocuments: Sendable {
    /// What a statement says once its document was looked for.
    package enum Resolution: Sendable {
        /// The statement as if it held its document; one that refers to none is as it was.
        case whole(Statement)
        /// The document is not at hand.
        case absent(SBOMReference)
        /// Other bytes lie where the document should.
        case altered(SBOMReference, found: Digest)
    }

    private struct Document {
        let bytes: [UInt8]
        let digest: Digest
        let json: Result<JSONValue, JSONError>
    }

    private let documents: [String: Document]

    /// - Parameter blobs: the bytes of documents by the git blob that has them, 40 hex.
    package init(_ blobs: [String: [UInt8]] = [:]) {
        self.documents = blobs.mapValues { bytes in
            Document(
                bytes: bytes,
                digest: Digest.sha256(bytes),
                json: Result { () throws(JSONError) in
                    try JSONParser.parse(bytes, maximumSize: SBOMReference.maximumSize)
                }
            )
        }
    }

    /// The bytes of documents by the git blob that has them, 40 hex.
    package var blobs: [String: [UInt8]] { documents.mapValues(\.bytes) }

    /// Puts the document that a statement refers to into its place.
    ///
    /// - Throws: when the statement, or a document that has the signed digest, cannot be read.
    package func resolve(_ statement: Statement) throws(StatementError) -> Resolution {
        guard let reference = try SBOMReference(statement) else { return .whole(statement) }
        guard let document = documents[reference.blob] else { return .absent(reference) }
        guard document.digest == reference.digest else { return .altered(reference, found: document.digest) }
        do {
            let json = try document.json.get()
            return .whole(Statement(subjects: statement.subjects, predicateType: SBOMPredicate.type, predicate: json))
        } catch {
            throw StatementError(.predicate, "the SBOM that is referred to: \(error.description)")
        }
    }
}
