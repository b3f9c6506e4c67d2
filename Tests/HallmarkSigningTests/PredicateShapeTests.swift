import HallmarkCore
import HallmarkStatement
import Testing

/// A well-formed predicate of each type that other tools define, with the members that its specification requires and
/// those that it allows, as dotted paths; an array stands for its first element.
struct PredicateSample: Sendable, CustomTestStringConvertible {
    let type: String
    let name: String
    let required: [String]
    let optional: [String]
    let text: String
    let rewritten: @Sendable (JSONValue) throws -> JSONValue

    init<Value: Predicate>(
        _: Value.Type,
        _ name: String,
        type: String = Value.type,
        required: String,
        optional: String,
        _ text: String
    ) {
        self.type = type
        self.name = name
        self.required = required.split(separator: " ").map(String.init)
        self.optional = optional.split(separator: " ").map(String.init)
        self.text = text
        self.rewritten = { try Value(json: $0).json }
    }

    var testDescription: String { type }

    func json() throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    /// What the catalogue says of the sample with a member replaced, or taken away.
    func check(_ path: String, _ value: JSONValue?) throws -> PredicateCatalog.Known? {
        try check(json().replacing(path.split(separator: "."), with: value))
    }

    func check(_ json: JSONValue) throws -> PredicateCatalog.Known? {
        let subject = Subject(name: "n", digest: DigestSet(Digest.sha256([])))
        return try PredicateCatalog.check(Statement(subjects: [subject], predicateType: type, predicate: json))
    }
}

extension JSONValue {
    fileprivate func replacing(_ path: [Substring], with value: JSONValue?) throws -> JSONValue {
        if let elements = array {
            let first = try #require(elements.first)
            return .array([try first.replacing(path, with: value)] + elements.dropFirst())
        }
        var members = try #require(object)
        let name = String(path[0])
        let old = try #require(members[name], "\(name)")
        members[name] = path.count == 1 ? value : try old.replacing(Array(path.dropFirst()), with: value)
        return .object(members)
    }
}

struct PredicateShapeTests {
    @Test(arguments: PredicateSample.all)
    func isKnownByItsNameAndReadBack(sample: PredicateSample) throws {
        #expect(try sample.check(sample.json())?.name == sample.name)
        #expect(try sample.rewritten(sample.json()) == sample.json())
    }

    @Test(arguments: PredicateSample.all)
    func refusesAnAbsentMember(sample: PredicateSample) throws {
        for path in sample.required {
            for value in [nil, .null, true] as [JSONValue?] {
                let error = #expect(throws: StatementError.self, "\(path)") { try sample.check(path, value) }
                #expect(error?.code == .predicate)
            }
        }
    }

    @Test(arguments: PredicateSample.all)
    func takesAMemberThatMayBeAbsentOnlyInItsKind(sample: PredicateSample) throws {
        for path in sample.optional {
            #expect(throws: Never.self, "\(path)") { try sample.check(path, nil) }
            #expect(throws: Never.self, "\(path)") { try sample.check(path, .null) }
            let error = #expect(throws: StatementError.self, "\(path)") { try sample.check(path, true) }
            #expect(error?.code == .predicate)
        }
    }

    // in-toto Attestation Framework v1, "Parsing rules": unrecognized fields are ignored.
    @Test(arguments: PredicateSample.all)
    func leavesUnknownMembersAlone(sample: PredicateSample) throws {
        var members = try #require(try sample.json().object)
        members["example_more"] = [1, .null]
        #expect(try sample.check(.object(members))?.name == sample.name)
    }

    @Test(
        arguments: [
            (ProvenancePredicate.type, "buildDefinition.buildType", "no uri"),
            (ProvenancePredicate.type, "runDetails.builder.id", ""),
            (ProvenancePredicate.type, "runDetails.metadata.startedOn", "2027-02-30T00:00:00Z"),
            (ProvenancePredicate.type, "runDetails.metadata.startedOn", "2027-01-01T00:00:00.Z"),
            (ProvenancePredicate.type, "runDetails.metadata.startedOn", "2027-01-01T00:00:00+00:00"),
            (ProvenancePredicate.type, "buildDefinition.resolvedDependencies", [[:]]),
            (ProvenancePredicate.type, "buildDefinition.resolvedDependencies.digest", ["sha256": "AB"]),
            (ProvenancePredicate.type, "buildDefinition.resolvedDependencies.digest", [:]),
            (VerificationSummaryPredicate.type, "verificationResult", "passed"),
            (VerificationSummaryPredicate.type, "verifiedLevels", ["FAILED"]),
            (VerificationSummaryPredicate.type, "verifiedLevels", ["SLSA_MINE"]),
            (VerificationSummaryPredicate.type, "verifiedLevels", ["SLSA_BUILD_LEVEL_5"]),
            (VerificationSummaryPredicate.type, "verifiedLevels", [1]),
            (VerificationSummaryPredicate.type, "dependencyLevels", ["SLSA_BUILD_LEVEL_1": -1]),
            (VerificationSummaryPredicate.type, "dependencyLevels", ["SLSA_BUILD_LEVEL_1": "01"]),
            (VerificationSummaryPredicate.type, "inputAttestations", [["uri": "https://example.com/a"]]),
            (VerificationSummaryPredicate.type, "policy", ["name": "p"]),
            (VerificationResultPredicate.type, "verifier.policies", [1]),
            (LinkPredicate.type, "name", ""), (LinkPredicate.type, "materials", [["name": "a"]]),
            (LinkPredicate.type, "command", ["make", 1]),
            (SCAIPredicate.type, "attributes", []), (SCAIPredicate.type, "attributes.attribute", ""),
            (SPDXPredicate.type, "spdxVersion", "SPDX-2.2"), (SPDXPredicate.type, "spdxVersion", "SPDX-3.0"),
            (SPDXPredicate.type, "SPDXID", "SPDXRef-Package"),
            (SPDX3Predicate.type, "@context", "https://example.com/3.0"), (SPDX3Predicate.type, "@graph", [1]),
            ("https://cyclonedx.org/bom/v1.4", "specVersion", "1.5"), (SBOMPredicate.type, "bomFormat", "SPDX"),
            (VulnerabilitiesPredicate.type, "scanner.result", [[:]]),
            (VulnerabilitiesPredicate.type, "scanner.result.severity", [["method": "nvd", "score": 5]]),
            (TestResultPredicate.type, "result", "OK"), (TestResultPredicate.type, "failedTests", [1]),
            (InTotoReleasePredicate.type, "purl", "pkg:npm/@angular/http"),
            (InTotoReleasePredicate.type, "purl", "https://example.com/http@1"),
            (InTotoReleasePredicate.type, "purl", "pkg:npm/http@"),
            (ReferencePredicate.type, "references", []), (ReferencePredicate.type, "references.mediaType", ""),
            (OpenVEXPredicate.type, "statements.status", "harmless"), (OpenVEXPredicate.type, "version", 0),
            (OpenVEXPredicate.type, "@context", "https://openvex.dev/nsa"),
            ("https://openvex.dev/ns/v0.2.0", "@context", "https://openvex.dev/ns/v0.1.0"),
        ] as [(String, String, JSONValue)]
    )
    func refusesAValueWithoutMeaning(type: String, path: String, value: JSONValue) throws {
        let sample = try #require(PredicateSample.all.first { $0.type == type })
        #expect(throws: Never.self) { try sample.check(sample.json()) }
        #expect(throws: StatementError.self) { try sample.check(path, value) }
    }
}
