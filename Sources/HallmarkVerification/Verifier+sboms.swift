package import HallmarkCore
package import HallmarkStatement

extension Verifier {
    /// The SBOM documents that the policy's roles have signed about a package as it is here.
    package func sboms(of package: Evidence.Package) -> [JSONValue] {
        let requirements = policy.rules(for: .package, path: package.path).flatMap(\.requirements)
        let roles = Set(requirements.filter { $0.statement == .sbom }.map(\.role))
        let context = context(repository: policy.repository, binding: .commit)
        let artifact = Artifact.package(package)
        let found = statements[.sbom]?.elements(sharing: SBOMRule.marks(of: artifact)) ?? []
        return found.compactMap { signed in
            // What is bound could be resolved.
            guard signed.signers.contains(where: { !$0.roles.isDisjoint(with: roles) }),
                case .bound = SBOMRule.check(signed, about: artifact, context: context),
                case .whole(let statement)? = try? evidence.documents.resolve(signed.statement)
            else { return nil }
            return statement.predicate
        }
    }

    /// The SBOMs outside of envelopes to which statements of the root's principals refer.
    package static func references(in evidence: Evidence, root: VerifiedRoot) -> Set<SBOMReference> {
        var references = evidence
        references.envelopes = evidence.envelopes.filter { found in
            // What cannot be read is remarked on where it is judged.
            guard let statement = try? found.statement.get() else { return false }
            return (try? SBOMReference(statement)) != nil
        }
        guard !references.envelopes.isEmpty else { return [] }
        let signed = SortedEnvelopes(references, by: root, only: .sbom).signed[.sbom]?.elements(sharing: [""]) ?? []
        return Set(signed.compactMap { try? SBOMReference($0.statement) })
    }
}
