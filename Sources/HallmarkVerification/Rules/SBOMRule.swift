internal import HallmarkStatement

/// An SBOM statement lists exactly the inputs that are there, each with its bytes.
enum SBOMRule: StatementRule {
    static let kind = StatementKind.sbom

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .package(let package) = artifact else { return .unrelated }
        let inputs = BindingCheck.digests(of: signed.statement)
        if inputs == package.inputs {
            let repository = BindingCheck.repository(
                SBOMPredicate.self,
                of: signed.statement,
                context,
                { $0.repository }
            )
            return repository.map { .contradicted([$0]) } ?? .bound
        }
        guard let inputs else {
            return .contradicted([Reason("predicate", "an input of the SBOM statement has no SHA-256")])
        }
        let mend = package.path == "." ? "hallmark attest sbom" : "hallmark attest sbom --package-path \(package.path)"
        let differences = BindingCheck.differences(signed: inputs, found: package.inputs, noun: "input")
        let reason = Reason("sbom-inputs", "the SBOM was made from other files than these", mend: mend)
        return .contradicted([reason] + differences)
    }
}
