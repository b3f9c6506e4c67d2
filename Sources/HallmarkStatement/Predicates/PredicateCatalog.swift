internal import HallmarkCore

/// The predicates that Hallmark can tell well-formed from malformed; others are kept as they are.
package enum PredicateCatalog {
    /// A predicate that was read.
    package struct Known: Sendable, Hashable {
        /// What people call it, such as `SLSA Provenance v1`.
        package let name: String
    }

    private struct Entry: Sendable {
        let name: String
        let reads: @Sendable (String) -> Bool
        let check: @Sendable (JSONValue) throws(JSONError) -> Void
        /// The version that a document names itself; one in the type URI must be the same.
        let version: @Sendable (JSONValue) -> String?
        let base: String

        init<Value: Predicate>(
            _ name: String,
            _: Value.Type,
            base: String = Value.type,
            version: @escaping @Sendable (JSONValue) -> String? = { _ in nil }
        ) {
            self.name = name
            self.reads = { Value.reads(type: $0) }
            self.check = { (json) throws(JSONError) in _ = try Value(json: json) }
            self.version = version
            self.base = base
        }
    }

    private static let entries: [Entry] = [
        Entry("Hallmark commit", CommitPredicate.self),
        Entry("Hallmark release", ReleasePredicate.self),
        Entry("Hallmark policy", PolicyPredicate.self),
        Entry("Hallmark review", ReviewPredicate.self),
        Entry("Hallmark exception", ExceptionPredicate.self),
        Entry("Hallmark notes checkpoint", NotesCheckpointPredicate.self),
        Entry("CycloneDX SBOM", SBOMPredicate.self) { $0["specVersion"]?.string },
        Entry("SPDX 2 SBOM", SPDXPredicate.self, base: SPDXPredicate.base) {
            $0["spdxVersion"]?.string.map { String($0.dropFirst("SPDX-".count)) }
        },
        Entry("SPDX 3 SBOM", SPDX3Predicate.self),
        Entry("SLSA Provenance v1", ProvenancePredicate.self),
        Entry("SLSA Verification Summary v1", VerificationSummaryPredicate.self),
        Entry("in-toto Simple Verification Result v0.2", VerificationResultPredicate.self),
        Entry("in-toto Link v0.3", LinkPredicate.self),
        Entry("in-toto SCAI v0.3", SCAIPredicate.self),
        Entry("in-toto Vulnerabilities v0.2", VulnerabilitiesPredicate.self),
        Entry("in-toto Test Result v0.1", TestResultPredicate.self),
        Entry("in-toto Release v0.2", InTotoReleasePredicate.self),
        Entry("in-toto Reference v0.1", ReferencePredicate.self),
        Entry("OpenSSF Model Signing v1.0", ModelSignaturePredicate.self),
        Entry("OpenVEX", OpenVEXPredicate.self) {
            $0["@context"]?.string.flatMap { TypeVersion.of($0, base: OpenVEXPredicate.type) }
        },
    ]

    /// What a statement's predicate is; `nil` when its type is not known here, an error when the type is known and the
    /// predicate is malformed.
    package static func check(_ statement: Statement) throws(StatementError) -> Known? {
        let type = statement.predicateType
        guard let entry = entries.first(where: { $0.reads(type) }) else { return nil }
        do {
            try entry.check(statement.predicate)
            // One type, two meanings: our own build type has a stricter reader.
            let buildType = statement.predicate["buildDefinition"]?["buildType"]?.string
            if type == BuildPredicate.type, buildType == BuildPredicate.buildType {
                _ = try BuildPredicate(json: statement.predicate)
                return Known(name: "Hallmark build")
            }
        } catch {
            throw StatementError(.predicate, "predicate \(type): \(error.description)")
        }
        if let named = TypeVersion.of(type, base: entry.base), let found = entry.version(statement.predicate),
            named != found
        {
            throw StatementError(.predicate, "predicate \(type): the document is of version \(found)")
        }
        return Known(name: entry.name)
    }
}
