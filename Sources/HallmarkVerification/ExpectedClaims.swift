internal import HallmarkCore
package import HallmarkStatement

/// What a signed statement has to say, beside what it is about.
///
/// A signature says that its key vouches for the statement, and not that the key may speak as this builder or verifier:
/// the pair is what counts (SLSA v1.2, "Verifying artifacts" and "VSA: How to verify").
package struct ExpectedClaims: Sendable {
    /// The predicate type; `nil` for any.
    package var predicateType: String?
    /// The `resourceUri` of a verification summary.
    package var resourceURI: String?
    /// The verifier of a verification summary or result.
    package var verifier: String?
    /// The builder of a provenance.
    package var builder: String?
    /// A level that a verification summary, or a property that a verification result, has to list.
    package var level: String?

    package init() {}

    /// Whether anything is asked for, which only a statement can say.
    package var isGiven: Bool { [predicateType, resourceURI, verifier, builder, level].contains { $0 != nil } }

    /// Why a statement does not say it; none when it does.
    ///
    /// One that says of itself that something failed never does.
    package func reasons(_ statement: Statement) -> [Reason] {
        do {
            _ = try PredicateCatalog.check(statement)
            let summary = try statement.predicate(as: VerificationSummaryPredicate.self)
            let result = try statement.predicate(as: VerificationResultPredicate.self)
            let provenance = try statement.predicate(as: ProvenancePredicate.self)
            let test = try statement.predicate(as: TestResultPredicate.self)
            return [
                differing("predicate type", predicateType, [statement.predicateType], code: "predicate-type"),
                failure(summary?.result == .failed || test?.result == .failed),
                differing("resource", resourceURI, [summary?.resourceURI].compactMap(\.self), code: "other-claim"),
                differing(
                    "verifier",
                    verifier,
                    [summary?.verifier ?? result?.verifier].compactMap(\.self),
                    code: "other-claim"
                ),
                differing("builder", builder, [provenance?.builder.id].compactMap(\.self), code: "other-claim"),
                differing("level", level, summary?.verifiedLevels ?? result?.properties ?? [], code: "other-claim"),
            ].compactMap(\.self)
        } catch {
            return [Reason("predicate", "the signed statement is malformed: \(error)")]
        }
    }

    private func failure(_ hasFailed: Bool) -> Reason? {
        guard hasFailed else { return nil }
        return Reason("failed", "the statement is in order, and says that what it is about has failed")
    }

    private func differing(_ noun: String, _ expected: String?, _ found: [String], code: String) -> Reason? {
        guard let expected, !found.contains(where: expected.isExactly) else { return nil }
        return Reason(
            code,
            "the statement has another \(noun) than the one asked for, or none",
            expected: expected,
            found: found.isEmpty ? "none" : found.prefix(10).joined(separator: ", ")
        )
    }
}
