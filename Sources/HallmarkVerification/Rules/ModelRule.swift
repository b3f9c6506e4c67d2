internal import HallmarkCore
internal import HallmarkStatement

/// A model signature (OpenSSF Model Signing v1.0) lists exactly the model's files; where the model lies does not matter.
enum ModelRule: StatementRule {
    static let kind = StatementKind.model

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .model(let model) = artifact else { return .unrelated }
        do {
            let predicate = try ModelSignaturePredicate(statement: signed.statement)
            // Of what a signature leaves out, only what belongs to git is no part of a model.
            let excluded = predicate.ignoredPaths.filter { path in
                ModelSignaturePredicate.defaultIgnoredPaths.contains(where: path.isExactly)
            }
            let manifest = ModelManifest(model, excluding: excluded)
            let reasons =
                try uncovered(manifest, predicate)
                + ModelSignatureCheck.reasons(signed: signed.statement, found: manifest)
            guard !reasons.isEmpty else { return .bound }
            // Over other bytes it says something of this model only when it names it.
            let isNamed = signed.statement.subjects.contains { $0.name?.isExactly(model.name) == true }
            return isNamed ? .contradicted(reasons) : .unrelated
        } catch {
            return .contradicted([Reason("predicate", error.description)])
        }
    }

    private static func uncovered(_ manifest: ModelManifest, _ predicate: ModelSignaturePredicate) -> [Reason] {
        manifest.files.keys.filter { name in predicate.ignoredPaths.contains(where: name.isAtOrBelow) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { Reason("left-out", "the file \($0) belongs to the model, and the signature leaves it out") }
    }

    // Its name, and the digests of its files.
    static func marks(of statement: Statement) -> Set<String> {
        let digests = (statement.predicate["resources"]?.array ?? []).compactMap { $0["digest"]?.string }
        return Set(digests).union(statement.subjects.compactMap(\.name))
    }

    static func marks(of artifact: Artifact) -> Set<String> {
        guard case .model(let model) = artifact else { return [] }
        return Set(model.files.values.map(\.hex)).union([model.name])
    }
}
