internal import HallmarkCore
internal import HallmarkStatement

/// A model statement has exactly the model's bytes; where the model lies does not matter.
enum ModelRule: StatementRule {
    static let kind = StatementKind.model

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .model(let model) = artifact else { return .unrelated }
        let predicate: ModelPredicate
        do {
            guard let value = try signed.statement.predicate(as: ModelPredicate.self) else { return .unrelated }
            predicate = value
        } catch {
            return .contradicted([Reason("predicate", error.description)])
        }
        let isNamed = predicate.name.isExactly(model.name)
        guard predicate.isBundle == model.isBundle, isNamed || signed.statement.subjects.count == model.files.count,
            let digests = BindingCheck.digests(of: signed.statement)
        else { return .unrelated }
        let isSame =
            model.isBundle ? digests.isExactly(model.files) : Array(digests.values) == Array(model.files.values)
        guard !isSame else { return .bound }
        // A statement about a model of this name, over other bytes.
        guard isNamed else { return .unrelated }
        return .contradicted(BindingCheck.differences(signed: digests, found: model.files, noun: "model file"))
    }

    // Its name, and the digests of its files.
    static func marks(of statement: Statement) -> Set<String> {
        let digests = statement.subjects.compactMap { $0.digest[DigestSet.Name.sha256] }
        return Set(digests).union([statement.predicate["name"]?.string].compactMap(\.self))
    }

    static func marks(of artifact: Artifact) -> Set<String> {
        guard case .model(let model) = artifact else { return [] }
        return Set(model.files.values.map(\.hex)).union([model.name])
    }
}
