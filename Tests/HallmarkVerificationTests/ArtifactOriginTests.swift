import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

/// What a statement has to say that is found by an artifact's digest.
struct ArtifactOriginTests {
    private static let commit = String(repeating: "0a", count: 20)
    private static let document = Array("{\"bomFormat\":\"CycloneDX\"}".utf8)
    private let world: World

    init() throws { world = try World() }

    private func line(
        _ kind: StatementKind,
        _ type: String,
        _ predicate: JSONValue,
        documents: [String: [UInt8]] = [:]
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.commit = Evidence.Commit(id: Self.commit, tree: digest("tree"))
        evidence.artifacts = ["tool": digest("tool")]
        evidence.documents = ReferencedDocuments(documents)
        let statement = Statement(
            subjects: [sha256("tool", digest("tool"))],
            predicateType: type,
            predicate: predicate
        )
        evidence.envelopes = [.recorded(try world.builder.sign(statement))]
        let requirement = Policy.Requirement(statement: kind, role: .builder, threshold: 1, isByDigest: true)
        return try world.line(.artifact, requirement, evidence)
    }

    /// What a provenance says was built from, and whether it counts.
    @Test(
        arguments: [
            (commit, true), (String(repeating: "0b", count: 20), false), (nil, false),
        ] as [(String?, Bool)]
    )
    func aProvenanceNamesTheCommit(source: String?, isAccepted: Bool) throws {
        let predicate = ProvenancePredicate(
            buildType: "https://example.com/b/v1",
            externalParameters: [:],
            resolvedDependencies: source.map {
                [ResourceDescriptor(uri: "git+https://example.com/r", digest: DigestSet(["gitCommit": $0]))]
            },
            builder: ProvenancePredicate.Builder(id: "https://example.com/builder")
        )
        let line = try line(.build, ProvenancePredicate.type, predicate.json)
        #expect(line.decision == (isAccepted ? .accepted : .rejected))
        #expect(line.codes == (isAccepted ? [] : ["other-commit"]))
    }

    /// The document where a statement refers to it, and what comes of that.
    @Test(
        arguments: [
            (document, .accepted, []), (nil, .missing, ["no-document"]),
            (Array("{}".utf8), .rejected, ["other-document"]),
        ] as [([UInt8]?, Decision, [String])]
    )
    func anSBOMThatLiesElsewhereMustBeThere(bytes: [UInt8]?, decision: Decision, codes: [String]) throws {
        let reference = SBOMReference(packagePath: ".", digest: Digest.sha256(Self.document), blob: Self.commit)
        let predicate = reference.predicate(repository: repositoryURI)
        let line = try line(
            .sbom,
            ReferencePredicate.type,
            predicate.json,
            documents: bytes.map { [Self.commit: $0] } ?? [:]
        )
        #expect(line.decision == decision && line.codes == codes)
    }
}
