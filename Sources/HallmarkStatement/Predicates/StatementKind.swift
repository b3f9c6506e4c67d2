/// The kinds of statement that a policy can ask for and `hallmark attest` writes.
package enum StatementKind: String, Sendable, CaseIterable {
    case commit
    case model
    case sbom
    case build
    case release
    case policy
    case review

    /// The predicate type URI of the kind.
    package var predicateType: String {
        switch self {
        case .commit: CommitPredicate.type
        case .model: ModelSignaturePredicate.type
        case .sbom: SBOMPredicate.type
        case .build: BuildPredicate.type
        case .release: ReleasePredicate.type
        case .policy: PolicyPredicate.type
        case .review: ReviewPredicate.type
        }
    }

    /// The kind of a statement, or `nil`; one that refers to an SBOM counts as one that holds it.
    package init?(_ statement: Statement) throws(StatementError) {
        let isReference = try SBOMReference(statement) != nil
        self.init(predicateType: isReference ? SBOMPredicate.type : statement.predicateType)
    }

    /// The kind with this predicate type, or `nil`.
    package init?(predicateType: String) {
        guard let kind = Self.allCases.first(where: { $0.predicateType == predicateType }) else { return nil }
        self = kind
    }
}
