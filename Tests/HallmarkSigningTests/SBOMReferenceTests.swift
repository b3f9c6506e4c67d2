import HallmarkCore
import HallmarkStatement
import Testing

struct SBOMReferenceTests {
    private static let blob = String(repeating: "ab", count: 20)
    private static let reference = SBOMReference(packagePath: "Tools", digest: Digest.sha256([1]), blob: blob)
    private static let subjects = [Subject(name: "a", digest: DigestSet(Digest.sha256([])))]

    private func statement(_ references: [ResourceDescriptor]) -> Statement {
        let predicate = ReferencePredicate(attester: "https://example.com/r", references: references)
        return Statement(subjects: Self.subjects, predicate: predicate)
    }

    private func descriptor(
        name: String? = "Tools",
        digest: DigestSet? = DigestSet(Digest.sha256([1])),
        location: String = "swh:1:cnt:\(blob)",
        type: String = SBOMReference.mediaType
    ) -> ResourceDescriptor {
        ResourceDescriptor(name: name, digest: digest, downloadLocation: location, mediaType: type)
    }

    @Test func isReadBackFromItsStatement() throws {
        let predicate = Self.reference.predicate(repository: "https://example.com/r;a%20b")
        let statement = Statement(subjects: Self.subjects, predicate: predicate)
        #expect(try SBOMReference(Statement(payloadOf: Envelope(payload: statement.jsonBytes))) == Self.reference)
        #expect(try StatementKind(statement) == .sbom)
        #expect(
            predicate.references[0].downloadLocation == "swh:1:cnt:\(Self.blob);origin=https://example.com/r%3Ba%2520b"
        )
        #expect(predicate.references[0].digest?["gitBlob"] == Self.blob)
        #expect(try PredicateCatalog.check(statement)?.name == "in-toto Reference v0.1")
    }

    @Test func readsALocationWithoutOrigin() throws {
        #expect(try SBOMReference(statement([descriptor()])) == Self.reference)
    }

    @Test func otherDocumentsAreNoSBOM() throws {
        let other = statement([descriptor(type: "application/spdx+json")])
        #expect(try SBOMReference(other) == nil)
        #expect(try StatementKind(other) == StatementKind(predicateType: ReferencePredicate.type))
        let commit = Statement(subjects: Self.subjects, predicate: CommitPredicate(repository: "https://example.com/r"))
        #expect(try SBOMReference(commit) == nil)
        #expect(try StatementKind(commit) == .commit)
    }

    @Test(arguments: [
        "", "swh:1:cnt:", "swh:1:cnt:\(blob.dropLast())", "swh:1:cnt:\(blob)0", "swh:1:cnt:\(blob)/x",
        "swh:1:cnt:\(blob.uppercased())", "swh:1:dir:\(blob)", "https://example.com/sbom.json",
    ])
    func refusesALocationThatIsNoBlob(location: String) {
        #expect(throws: StatementError.self) { try SBOMReference(statement([descriptor(location: location)])) }
    }

    @Test func refusesAReferenceThatDoesNotBind() {
        let sha1 = DigestSet([DigestSet.Name.gitBlob: Self.blob])
        for references in [
            [descriptor(name: nil)], [descriptor(digest: nil)], [descriptor(digest: sha1)],
            [descriptor(), descriptor()], [descriptor(), descriptor(type: "text/plain")],
        ] {
            #expect(throws: StatementError.self) { try SBOMReference(statement(references)) }
        }
    }
}
