import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

/// SBOM statements whose document lies outside of the envelope.
struct SBOMReferenceRuleTests {
    private static let inputs = ["Package.swift": digest("p")]
    private static let blob = String(repeating: "ab", count: 20)
    private let world: World

    init() throws { world = try World() }

    private func document(repository: String = repositoryURI, package: String = ".") -> [UInt8] {
        let properties = [("scope", ""), ("repository", repository), ("package-directory", package)].map {
            ["name": .string("hallmark:\($0.0)"), "value": .string($0.1)] as JSONValue
        }
        return JSONWriter.bytes(of: ["bomFormat": "CycloneDX", "metadata": ["properties": .array(properties)]])
    }

    private func attest(_ document: [UInt8], by person: Person? = nil, package: String = ".") throws -> Evidence.Found {
        let reference = SBOMReference(packagePath: package, digest: Digest.sha256(document), blob: Self.blob)
        let statement = Statement(
            subjects: Self.inputs.subjects,
            predicate: reference.predicate(repository: repositoryURI)
        )
        return .recorded(try (person ?? world.developer).sign(statement))
    }

    private func evidence(
        _ found: [Evidence.Found],
        documents: [String: [UInt8]],
        inputs: [String: Digest] = inputs
    ) -> Evidence {
        var evidence = Evidence()
        evidence.packages = [Evidence.Package(path: ".", inputs: [[""]: inputs])]
        evidence.envelopes = found
        evidence.documents = ReferencedDocuments(documents)
        return evidence
    }

    private func line(_ evidence: Evidence, threshold: Int = 1) throws -> Verdict.Line {
        let requirement = Policy.Requirement(statement: .sbom, role: .developer, threshold: threshold)
        return try world.line(.package, requirement, path: #require(PathPattern(".")), evidence)
    }

    @Test func aDocumentAtHandIsJudgedAsIfTheStatementHeldIt() throws {
        let found = try attest(document())
        let good = try line(evidence([found], documents: [Self.blob: document()]))
        #expect(good.decision == .accepted)
        #expect(good.envelopes == [found.envelope.digest])
        let changed = evidence([found], documents: [Self.blob: document()], inputs: ["Package.swift": digest("x")])
        #expect(try line(changed).codes == ["sbom-inputs", "changed"])
        let other = document(repository: "https://example.com/other")
        #expect(try line(evidence([attest(other)], documents: [Self.blob: other])).codes == ["other-repository"])
    }

    @Test func anAbsentDocumentIsMissing() throws {
        let line = try line(evidence([attest(document())], documents: [:]))
        #expect(line.decision == .missing)
        #expect(line.codes == ["no-document"])
        #expect(line.reasons[0].expected == Digest.sha256(document()).description)
        #expect(line.reasons[0].mend?.contains("refs/notes/attestations") == true)
        #expect(line.envelopes.isEmpty)
    }

    @Test func anAlteredDocumentIsRejected() throws {
        let altered = document() + [UInt8(ascii: "\n")]
        let line = try line(evidence([attest(document())], documents: [Self.blob: altered]))
        #expect(line.decision == .rejected)
        #expect(line.codes == ["other-document"])
        #expect(line.reasons[0].found == Digest.sha256(altered).description)
    }

    @Test(arguments: ["no JSON", "{}", "[]", #"{"bomFormat":"SPDX"}"#])
    func aDocumentThatIsNoSBOMIsRejected(text: String) throws {
        let bytes = Array(text.utf8)
        let line = try line(evidence([attest(bytes)], documents: [Self.blob: bytes]))
        #expect(line.decision == .rejected)
        #expect(line.codes == ["predicate"])
    }

    @Test func whatIsAboutAnotherPackageIsNoReason() throws {
        let absent = try attest(document(), package: "Tools")
        #expect(try line(evidence([absent], documents: [:])).codes == ["no-statement"])
        #expect(try line(evidence([absent], documents: [Self.blob: []])).codes == ["no-statement"])
        // The document decides, whatever the reference calls it.
        let tools = document(package: "Tools")
        #expect(try line(evidence([attest(tools)], documents: [Self.blob: tools])).codes == ["no-statement"])
    }

    @Test func aStrangersReferenceCountsAsAbsent() throws {
        let found = try attest(document(), by: world.stranger)
        for documents in [[:], [Self.blob: document()], [Self.blob: []]] {
            let line = try line(evidence([found], documents: documents))
            #expect(line.decision == .missing)
            #expect(line.codes == ["unknown-key"])
        }
        let builder = try attest(document(), by: world.builder)
        #expect(try line(evidence([builder], documents: [:])).codes == ["wrong-role"])
    }

    @Test func oneAbsentDocumentDoesNotUndoAStatementThatIsWhole() throws {
        let other = SBOMReference(packagePath: ".", digest: digest("d"), blob: String(repeating: "cd", count: 20))
        let statement = Statement(subjects: Self.inputs.subjects, predicate: other.predicate(repository: repositoryURI))
        let absent = Evidence.Found.recorded(try world.developer.sign(statement))
        let both = evidence([absent, try attest(document())], documents: [Self.blob: document()])
        #expect(try line(both).decision == .accepted)
        #expect(try line(both, threshold: 2).codes == ["threshold"])
    }

    @Test func aMalformedReferenceIsARemark() throws {
        let predicate = ReferencePredicate(
            attester: repositoryURI,
            references: [ResourceDescriptor(name: ".", downloadLocation: "x:y", mediaType: SBOMReference.mediaType)]
        )
        let statement = Statement(subjects: Self.inputs.subjects, predicate: predicate)
        let evidence = evidence([.recorded(try world.developer.sign(statement))], documents: [:])
        #expect(try line(evidence).codes == ["no-statement"])
        let verifier = Verifier(root: world.verified, policy: policy([]), evidence: evidence)
        #expect(verifier.remarks.count == 1)
    }

    private func references(in envelopes: Evidence.Found...) -> Set<SBOMReference> {
        var evidence = Evidence()
        evidence.envelopes = envelopes
        return Verifier.references(in: evidence, root: world.verified)
    }

    @Test func onlyTrustedReferencesAreFollowed() throws {
        let trusted = try attest(document())
        let stranger = try attest(document(package: "x"), by: world.stranger)
        #expect(references(in: trusted, stranger).map(\.digest) == [Digest.sha256(document())])
        #expect(references(in: stranger).isEmpty)
    }

    @Test func theSBOMsOfAPackageAreTheDocuments() throws {
        let requirement = Policy.Requirement(statement: .sbom, role: .developer, threshold: 1)
        let rule = Policy.Rule(name: "r", kind: .package, path: .any, requirements: [requirement])
        let evidence = evidence([try attest(document())], documents: [Self.blob: document()])
        let verifier = Verifier(root: world.verified, policy: policy([rule]), evidence: evidence)
        #expect(verifier.sboms(of: evidence.packages[0]) == [try JSONParser.parse(document())])
    }
}
