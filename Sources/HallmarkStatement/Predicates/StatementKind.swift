/// A kind of statement that a policy can ask for, which is a predicate type.
///
/// Those with a name are what `hallmark attest` writes and what has a rule of its own; every other predicate type is a
/// kind too, of which only its digests are known.
package struct StatementKind: Sendable, Hashable {
    package static let commit = StatementKind("commit", CommitPredicate.type)
    package static let model = StatementKind("model", ModelSignaturePredicate.type)
    package static let sbom = StatementKind("sbom", SBOMPredicate.type)
    package static let build = StatementKind("build", BuildPredicate.type)
    package static let release = StatementKind("release", ReleasePredicate.type)
    package static let policy = StatementKind("policy", PolicyPredicate.type)
    package static let review = StatementKind("review", ReviewPredicate.type)
    package static let exception = StatementKind("exception", ExceptionPredicate.type)
    package static let scan = StatementKind("scan", TestResultPredicate.type)
    package static let summary = StatementKind("vsa", VerificationSummaryPredicate.type)
    package static let vulnerabilities = StatementKind("vulns", VulnerabilitiesPredicate.type)

    /// The kinds with a name.
    package static let allCases: [StatementKind] = [
        .commit, .model, .sbom, .build, .release, .policy, .review, .exception, .scan, .summary, .vulnerabilities,
    ]

    /// The name in a policy; for a kind without one the predicate type.
    package let rawValue: String
    /// The predicate type URI of the kind.
    package let predicateType: String

    private init(_ name: String, _ predicateType: String) {
        self.rawValue = name
        self.predicateType = predicateType
    }

    /// The kind of a statement; one that refers to an SBOM counts as one that holds it.
    package init(_ statement: Statement) throws(StatementError) {
        let isReference = try SBOMReference(statement) != nil
        self.init(predicateType: isReference ? SBOMPredicate.type : statement.predicateType)
    }

    /// The kind with this predicate type.
    package init(predicateType: String) {
        self = Self.allCases.first { $0.predicateType == predicateType } ?? StatementKind(predicateType, predicateType)
    }
}

extension StatementKind: RawRepresentable, CaseIterable {
    /// The kind with this name, or `nil`.
    package init?(rawValue: String) {
        guard let kind = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = kind
    }
}
