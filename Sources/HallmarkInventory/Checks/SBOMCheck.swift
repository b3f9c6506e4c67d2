package import HallmarkCore

/// What holding an SBOM against a profile gave.
package struct SBOMCheck: Sendable {
    /// The type of the JSON form.
    package static let schema = TypeURI.make("sbom-check", version: 1)

    package let profile: any SBOMProfile
    package let findings: [SBOMFinding]
    package let decision: Decision

    /// Holds an SBOM against a profile.
    ///
    /// An SBOM that is about nothing and lists nothing is missing; one that lacks an element is rejected, unless the SBOM
    /// itself says that the element isn't known.
    package init(_ document: CycloneDXDocument, profile: any SBOMProfile) {
        self.profile = profile
        findings = profile.findings(in: document)
        if document.root == nil, document.components.isEmpty {
            decision = .missing
        } else {
            decision = findings.contains { $0.severity == .error } ? .rejected : .accepted
        }
    }

    /// The report for people: a line of each finding, then the decision.
    package func text(name: String) -> String {
        let lines = findings.map { finding in
            let place = finding.component.map { "\($0): " } ?? ""
            return DisplayText.escape("\(finding.severity.rawValue): \(finding.rule): \(place)\(finding.message)")
        }
        let errors = findings.count { $0.severity == .error }
        let counts = "\(errors) missing, \(findings.count - errors) declared unknown"
        let summary = DisplayText.escape("\(decision.rawValue): \(name): \(profile.title): \(counts)")
        return (lines + [summary]).joined(separator: "\n") + "\n"
    }

    /// The report for machines on a file that cannot be read.
    package static func json(unreadable name: String, because reason: String, profile: any SBOMProfile) -> JSONValue {
        let finding: JSONValue = ["rule": "unreadable", "severity": "error", "message": .string(reason)]
        return [
            "schema": .string(schema),
            "decision": .string(Decision.undecided.rawValue),
            "exit": .integer(Int64(Decision.undecided.exitCode)),
            "file": .string(name),
            "profile": .string(profile.name),
            "findings": [finding],
        ]
    }

    /// The report for machines.
    package func json(name: String) -> JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(decision.rawValue),
            "exit": .integer(Int64(decision.exitCode)),
            "file": .string(name),
            "profile": .string(profile.name),
            "findings": .array(
                findings.map { finding in
                    var members: [String: JSONValue] = [
                        "rule": .string(finding.rule),
                        "severity": .string(finding.severity.rawValue),
                        "message": .string(finding.message),
                    ]
                    members["component"] = finding.component.map { .string($0) }
                    return .object(members)
                }
            ),
        ]
    }
}
