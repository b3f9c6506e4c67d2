internal import HallmarkCore
internal import HallmarkStatement

/// An SBOM statement lists exactly the inputs that are there, each with its bytes.
enum SBOMRule: StatementRule {
    static let kind = StatementKind.sbom

    static func check(_ signed: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding {
        guard case .package(let package) = artifact else { return .unrelated }
        let mend =
            package.path == "."
            ? "hallmark attest sbom" : "hallmark attest sbom --package-path \(ShellWord.quoted(package.path))"
        let predicate: SBOMPredicate
        do {
            switch try context.documents.resolve(signed.statement) {
            case .whole(let statement):
                guard let value = try statement.predicate(as: SBOMPredicate.self) else { return .unrelated }
                predicate = value
            case .absent(let reference):
                guard reference.packagePath.isExactly(package.path) else { return .unrelated }
                return .incomplete([Self.absence(of: reference, mend)])
            case .altered(let reference, let found):
                guard reference.packagePath.isExactly(package.path) else { return .unrelated }
                return .contradicted([Self.alteration(of: reference, found: found, mend)])
            }
        } catch {
            return .contradicted([Reason("predicate", error.description)])
        }
        guard predicate.packagePath.isExactly(package.path), !predicate.isAboutArtifacts else { return .unrelated }
        guard predicate.repository?.isExactly(context.repository) == true else {
            return .contradicted([
                Reason(
                    "other-repository",
                    "the statement is about another repository",
                    expected: context.repository,
                    found: predicate.repository ?? "none"
                )
            ])
        }
        guard covers(package.path, predicate.scopes), let inputs = BindingCheck.digests(of: signed.statement),
            let found = Self.inputs(of: package, scopes: predicate.scopes)
        else {
            return .contradicted([Reason("predicate", "the SBOM does not say what it was made from")])
        }
        guard !inputs.isExactly(found) else { return .bound }
        let differences = BindingCheck.differences(signed: inputs, found: found, noun: "input")
        let reason = Reason("sbom-inputs", "the SBOM was made from other files than these", mend: mend)
        return .contradicted([reason] + differences)
    }

    static func absence(of reference: SBOMReference, _ mend: String) -> Reason {
        Reason(
            "no-document",
            "the statement refers to an SBOM, and this copy has no git object \(reference.blob) with it: such objects travel with the notes",
            expected: reference.digest.description,
            mend: "git fetch origin 'refs/notes/attestations*:refs/notes/attestations*', or: \(mend)"
        )
    }

    static func alteration(of reference: SBOMReference, found: Digest, _ mend: String) -> Reason {
        Reason(
            "other-document",
            "git object \(reference.blob) is not the SBOM that was signed",
            expected: reference.digest.description,
            found: found.description,
            mend: mend
        )
    }

    private static func covers(_ path: String, _ scopes: Set<String>) -> Bool {
        scopes.contains { $0.isEmpty || path.isExactly($0) || path.utf8.starts(with: "\($0)/".utf8) }
    }

    // The dictionary takes two spellings of a folder for one.
    private static func inputs(of package: Evidence.Package, scopes: Set<String>) -> [String: Digest]? {
        guard let index = package.inputs.index(forKey: scopes) else { return nil }
        let (known, inputs) = package.inputs[index]
        return Set(known.map { Array($0.utf8) }) == Set(scopes.map { Array($0.utf8) }) ? inputs : nil
    }
}
