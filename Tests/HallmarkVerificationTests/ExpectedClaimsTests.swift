import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct ExpectedClaimsTests {
    private func summary(_ result: VerificationSummaryPredicate.Result) -> Statement {
        Statement(
            subjects: [sha256("a", digest("a"))],
            predicate: VerificationSummaryPredicate(
                verifier: "https://example.com/verifier",
                timeVerified: nil,
                resourceURI: "https://example.com/a",
                policy: ResourceDescriptor(uri: "https://example.com/policy"),
                result: result,
                verifiedLevels: result == .passed ? ["SLSA_BUILD_LEVEL_2"] : ["FAILED"]
            )
        )
    }

    private func codes(_ statement: Statement, _ set: (inout ExpectedClaims) -> Void = { _ in }) -> [String] {
        var claims = ExpectedClaims()
        set(&claims)
        return claims.reasons(statement).map(\.code)
    }

    @Test func whatWasAskedForIsSaid() {
        let statement = summary(.passed)
        #expect(codes(statement) == [])
        #expect(codes(statement) { $0.predicateType = VerificationSummaryPredicate.type } == [])
        #expect(codes(statement) { $0.resourceURI = "https://example.com/a" } == [])
        #expect(codes(statement) { $0.verifier = "https://example.com/verifier" } == [])
        #expect(codes(statement) { $0.level = "SLSA_BUILD_LEVEL_2" } == [])
    }

    @Test func anythingElseIsNot() {
        let statement = summary(.passed)
        #expect(codes(statement) { $0.predicateType = ProvenancePredicate.type } == ["predicate-type"])
        #expect(codes(statement) { $0.resourceURI = "https://example.com/a/" } == ["other-claim"])
        #expect(codes(statement) { $0.verifier = "https://example.com" } == ["other-claim"])
        #expect(codes(statement) { $0.level = "SLSA_BUILD_LEVEL_3" } == ["other-claim"])
        // A summary has no builder, whoever signed it.
        #expect(codes(statement) { $0.builder = "https://example.com/verifier" } == ["other-claim"])
    }

    @Test func aFailureIsNoSuccessWhoeverSignedIt() {
        #expect(codes(summary(.failed)) == ["failed"])
        let test = Statement(
            subjects: [sha256("a", digest("a"))],
            predicate: TestResultPredicate(rulesDigest: digest("rules"), files: [("a", "malicious")])
        )
        #expect(codes(test) == ["failed"])
        let passed = Statement(
            subjects: [sha256("a", digest("a"))],
            predicate: TestResultPredicate(rulesDigest: digest("rules"), files: [("a", "safe")])
        )
        #expect(codes(passed) == [])
    }

    @Test func aMalformedPredicateIsNamed() {
        let statement = Statement(
            subjects: [sha256("a", digest("a"))],
            predicateType: VerificationSummaryPredicate.type,
            predicate: ["verificationResult": "PASSED"]
        )
        #expect(codes(statement) == ["predicate"])
    }
}
