internal import HallmarkCore
internal import HallmarkStatement

extension Verifier {
    /// Why signatures on statements about an artifact do not count any more: what decides comes first.
    func fallen(
        about artifact: Artifact,
        _ kind: StatementKind,
        _ check: (any StatementRule.Type)?,
        _ context: RuleContext
    ) -> [Reason] {
        let marks = check?.marks(of: artifact) ?? artifact.digests
        let signed = statements[kind]?.elements(sharing: marks) ?? []
        let others = untrusted[kind]?.elements(sharing: marks).map(\.statement) ?? []
        let fallen = (signed + others).filter { !$0.fallen.isEmpty && isAbout($0, artifact, check, context) }
            .flatMap(\.fallen)
        return [Decision.rejected, .undecided, .missing].flatMap { decision in
            fallen.filter { Withdrawals.decision(of: [$0]) == decision }
        }
    }
}
