import HallmarkCore
import HallmarkStatement
import Testing

extension PredicateSample {
    private static let sha256 = #"{"sha256":"\#(String(repeating: "ab", count: 32))"}"#

    static let all = inToto + slsa + documents

    private static let slsa = [
        PredicateSample(
            ProvenancePredicate.self,
            "SLSA Provenance v1",
            required: "buildDefinition buildDefinition.buildType buildDefinition.externalParameters runDetails "
                + "runDetails.builder runDetails.builder.id",
            optional: "buildDefinition.internalParameters buildDefinition.resolvedDependencies "
                + "buildDefinition.resolvedDependencies.name buildDefinition.resolvedDependencies.digest "
                + "buildDefinition.resolvedDependencies.content buildDefinition.resolvedDependencies.downloadLocation "
                + "buildDefinition.resolvedDependencies.mediaType buildDefinition.resolvedDependencies.annotations "
                + "runDetails.builder.version runDetails.builder.builderDependencies runDetails.metadata "
                + "runDetails.metadata.invocationId runDetails.metadata.startedOn runDetails.metadata.finishedOn "
                + "runDetails.byproducts",
            """
            {"buildDefinition":{"buildType":"https://example.com/b/v1","externalParameters":{"ref":"main","none":null},
            "internalParameters":{"x":1},"resolvedDependencies":[{"name":"n","uri":"git+https://example.com/r",
            "digest":\(sha256),"content":"YQ==","downloadLocation":"https://example.com/d","mediaType":"text/plain",
            "annotations":{"a":1}}]},"runDetails":{"builder":{"id":"https://example.com/builder","version":{"a":"1"},
            "builderDependencies":[{"uri":"pkg:a"}]},"metadata":{"invocationId":"1","startedOn":"2027-01-01T00:00:00Z",
            "finishedOn":"2027-01-01T00:00:00.25Z"},"byproducts":[{"name":"log"}]}}
            """
        ),
        PredicateSample(
            VerificationSummaryPredicate.self,
            "SLSA Verification Summary v1",
            required: "verifier verifier.id resourceUri policy policy.uri verificationResult verifiedLevels",
            optional: "verifier.version timeVerified policy.digest inputAttestations dependencyLevels slsaVersion",
            """
            {"verifier":{"id":"https://example.com/v","version":{"hallmark":"1"}},"timeVerified":"2027-01-01T00:00:00Z",
            "resourceUri":"pkg:a","policy":{"uri":"https://example.com/p","digest":\(sha256)},
            "inputAttestations":[{"uri":"https://example.com/a","digest":\(sha256)}],"verificationResult":"PASSED",
            "verifiedLevels":["SLSA_BUILD_LEVEL_3","EXAMPLE_OK"],"dependencyLevels":{"SLSA_BUILD_LEVEL_1":2},
            "slsaVersion":"1.2"}
            """
        ),
    ]

    private static let inToto = [
        PredicateSample(
            VerificationResultPredicate.self,
            "in-toto Simple Verification Result v0.2",
            required: "verifier verifier.id verifier.policies timeCreated properties",
            optional: "",
            """
            {"verifier":{"id":"https://example.com/v","policies":[{"uri":"https://example.com/p","digest":\(sha256)}]},
            "timeCreated":"2027-01-01T00:00:00Z","properties":["EXAMPLE_OK"]}
            """
        ),
        PredicateSample(
            LinkPredicate.self,
            "in-toto Link v0.3",
            required: "name",
            optional: "command materials byproducts environment",
            """
            {"name":"build","command":["make"],"materials":[{"name":"a","digest":\(sha256)}],
            "byproducts":{"return-value":0},"environment":{"v":null}}
            """
        ),
        PredicateSample(
            SCAIPredicate.self,
            "in-toto SCAI v0.3",
            required: "attributes attributes.attribute",
            optional: "attributes.target attributes.conditions attributes.evidence producer",
            """
            {"attributes":[{"attribute":"HAS_TESTS","target":{"name":"t"},"conditions":{"os":"linux"},
            "evidence":{"uri":"https://example.com/e"}}],"producer":{"uri":"https://example.com/p"}}
            """
        ),
        PredicateSample(
            VulnerabilitiesPredicate.self,
            "in-toto Vulnerabilities v0.2",
            required: "scanner scanner.uri scanner.db scanner.db.lastUpdate scanner.result scanner.result.id "
                + "scanner.result.severity scanner.result.severity.method scanner.result.severity.score metadata "
                + "metadata.scanStartedOn metadata.scanFinishedOn",
            optional: "scanner.version scanner.db.uri scanner.db.version",
            """
            {"scanner":{"uri":"pkg:s","version":"1","db":{"uri":"pkg:d","version":"2",
            "lastUpdate":"2027-01-01T00:00:00Z"},"result":[{"id":"CVE-1","severity":[{"method":"nvd","score":"5"}]}]},
            "metadata":{"scanStartedOn":"2027-01-01T00:00:00Z","scanFinishedOn":"2027-01-01T00:00:01Z"}}
            """
        ),
        PredicateSample(
            TestResultPredicate.self,
            "in-toto Test Result v0.1",
            required: "result configuration",
            optional: "url passedTests warnedTests failedTests",
            """
            {"result":"WARNED","configuration":[{"name":"c","digest":\(sha256)}],"url":"https://example.com/1",
            "passedTests":["a"],"warnedTests":["b"],"failedTests":[]}
            """
        ),
        PredicateSample(
            InTotoReleasePredicate.self,
            "in-toto Release v0.2",
            required: "purl",
            optional: "packageId",
            #"{"purl":"pkg:npm/@angular/http@7.2.16","packageId":"12"}"#
        ),
        PredicateSample(
            ReferencePredicate.self,
            "in-toto Reference v0.1",
            required: "attester attester.id references references.downloadLocation references.mediaType",
            optional: "references.name references.digest",
            """
            {"attester":{"id":"https://example.com/a"},"references":[{"name":"s","downloadLocation":"https://example.com/s",
            "mediaType":"application/spdx+json","digest":\(sha256)}]}
            """
        ),
    ]

    private static let documents = [
        spdx(type: SPDXPredicate.type), spdx(type: SPDXPredicate.base),
        PredicateSample(
            SPDX3Predicate.self,
            "SPDX 3 SBOM",
            required: "@context @graph",
            optional: "",
            #"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"SpdxDocument"}]}"#
        ),
        cycloneDX(type: SBOMPredicate.type), cycloneDX(type: "https://cyclonedx.org/bom/v1.4"),
        openVEX(type: OpenVEXPredicate.type), openVEX(type: "https://openvex.dev/ns/v0.2.0"),
    ]

    private static func spdx(type: String) -> PredicateSample {
        PredicateSample(
            SPDXPredicate.self,
            "SPDX 2 SBOM",
            type: type,
            required: "spdxVersion SPDXID name dataLicense documentNamespace creationInfo",
            optional: "",
            """
            {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"n","dataLicense":"CC0-1.0",
            "documentNamespace":"https://example.com/n","creationInfo":{"created":"2027-01-01T00:00:00Z"},"packages":[]}
            """
        )
    }

    private static func cycloneDX(type: String) -> PredicateSample {
        PredicateSample(
            SBOMPredicate.self,
            "CycloneDX SBOM",
            type: type,
            required: "bomFormat",
            optional: "",
            #"{"bomFormat":"CycloneDX","specVersion":"1.4","version":1}"#
        )
    }

    private static func openVEX(type: String) -> PredicateSample {
        PredicateSample(
            OpenVEXPredicate.self,
            "OpenVEX",
            type: type,
            required: "@context @id author timestamp version statements statements.vulnerability "
                + "statements.vulnerability.name statements.status",
            optional: "",
            """
            {"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/vex/1","author":"E","version":1,
            "timestamp":"2027-01-01T00:00:00Z","statements":[{"vulnerability":{"name":"CVE-1"},"status":"fixed",
            "products":[{"@id":"pkg:a"}]}]}
            """
        )
    }
}

struct PredicateSampleTests {
    @Test func everySampleIsOfATypeOfItsOwn() {
        #expect(Set(PredicateSample.all.map(\.type)).count == PredicateSample.all.count)
    }

    private static let digest = DigestSet(Digest.sha256([]))

    private func check(_ type: String, _ predicate: JSONValue) throws -> PredicateCatalog.Known? {
        let subject = Subject(name: "n", digest: Self.digest)
        return try PredicateCatalog.check(Statement(subjects: [subject], predicateType: type, predicate: predicate))
    }

    @Test func knowsOurOwnPredicates() throws {
        #expect(try check(CommitPredicate.type, CommitPredicate(repository: "r").json)?.name == "Hallmark commit")
        let review = ReviewPredicate(package: "pkg:swift/example.com/o/n", version: nil)
        #expect(try check(ReviewPredicate.type, review.json)?.name == "Hallmark review")
        #expect(try check(PolicyPredicate.type, ["repository": "r", "version": 1])?.name == "Hallmark policy")
        #expect(throws: StatementError.self) { try check(CommitPredicate.type, ["repository": "r", "more": 1]) }
    }

    @Test func readsOurBuildTypeWithItsStricterReader() throws {
        let tree = String(repeating: "d", count: 64)
        let build = BuildPredicate(
            repository: "https://example.com/r",
            commit: String(repeating: "c", count: 40),
            tree: tree,
            configuration: "release",
            products: ["a"],
            toolchain: "Swift",
            builder: "https://example.com/b",
            dependencies: []
        )
        #expect(try check(BuildPredicate.type, build.json)?.name == "Hallmark build")
        let changed = JSONWriter.text(of: build.json).replacing(tree, with: String(repeating: "e", count: 40))
        #expect(throws: Never.self) { try check(BuildPredicate.type, JSONParser.parse(Array(changed.utf8))) }
        let without = changed.replacing("gitTree", with: "gitBlob")
        #expect(throws: StatementError.self) { try check(BuildPredicate.type, JSONParser.parse(Array(without.utf8))) }
    }

    @Test(arguments: [
        "https://example.com/other/v1", "https://in-toto.io/attestation/link/v0.4", "https://slsa.dev/provenance/v1/",
        "https://cyclonedx.org/bom/v", "https://cyclonedx.org/bom/v1.", "https://cyclonedx.org/bom/1.4",
        "https://spdx.dev/Document/v4", "https://openvex.dev/ns/v0.2.0x",
    ])
    func doesNotGuessAtAnUnknownType(type: String) throws {
        #expect(try check(type, ["anything": 1]) == nil)
    }
}
