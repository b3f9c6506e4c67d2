internal import HallmarkCore
internal import HallmarkStatement

/// What a statement that is found by an artifact's digest has to say beside it: a provenance, which commit was built; an
/// SBOM that lies elsewhere, where it can be read.
enum ArtifactOrigin {
    static func check(_ statement: Statement, context: RuleContext) -> Binding {
        do {
            if let provenance = try statement.predicate(as: ProvenancePredicate.self) {
                return check(provenance, context)
            }
            switch try context.documents.resolve(statement) {
            case .whole: return .bound
            case .absent(let reference): return .incomplete([SBOMRule.absence(of: reference, mend)])
            case .altered(let reference, let found):
                return .contradicted([SBOMRule.alteration(of: reference, found: found, mend)])
            }
        } catch {
            return .contradicted([Reason("predicate", error.description)])
        }
    }

    private static let mend = "hallmark attest sbom --artifacts DIR"

    // SLSA Provenance v1, `resolvedDependencies`: the source is among them, by its commit.
    private static func check(_ provenance: ProvenancePredicate, _ context: RuleContext) -> Binding {
        guard let id = context.commit?.id else { return .bound }
        let commits = (provenance.resolvedDependencies ?? []).compactMap { dependency in
            dependency.digest.flatMap { $0[DigestSet.Name.gitCommit] ?? $0["sha1"] }
        }
        guard !commits.contains(id) else { return .bound }
        return .contradicted([
            Reason(
                "other-commit",
                "the provenance does not name the commit among what was built from",
                expected: id,
                found: commits.isEmpty ? "no commit" : commits.prefix(10).joined(separator: ", "),
                mend: "build the artifact from the tagged commit, with the builder that the policy names"
            )
        ])
    }
}
