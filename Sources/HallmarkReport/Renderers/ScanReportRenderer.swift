package import HallmarkCore
package import HallmarkModelScan

/// A scan's report as text for people and as JSON for machines.
package struct ScanReportRenderer: Sendable {
    /// The schema that the JSON form names.
    package static let schema = TypeURI.make("scan-report", version: 1)

    private let report: ScanReport
    private let decision: Decision

    package init(_ report: ScanReport, failingOn threshold: ScanReport.Threshold = .suspicious) {
        self.report = report
        self.decision = report.decision(failingOn: threshold)
    }

    /// One line a file, what was found and what to do below it, then the decision; ends in a line feed.
    package var text: String {
        var lines = report.files.flatMap(text)
        let models = report.files.filter { $0.verdict != .notAModel }
        let counts = ModelVerdict.allCases.compactMap { verdict in
            let count = models.count { $0.verdict == verdict }
            return count == 0 ? nil : "\(count) \(verdict.rawValue)"
        }
        let summary = models.isEmpty ? "no model file was found" : "\(counts.joined(separator: ", "))"
        lines.append("decision: \(decision.rawValue) (\(summary))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The JSON form.
    package var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(decision.rawValue),
            "exit": .integer(Int64(decision.exitCode)),
            "files": .array(report.files.map(json)),
        ]
    }

    /// The form that code hosts show beside changes (SARIF 2.1.0).
    package var sarif: JSONValue {
        let found = report.files.flatMap { file in file.findings.map { (file, $0) } }
        let findings = found.map { file, finding in
            SARIFLog.Finding(
                rule: finding.rule.id,
                level: level(finding.severity),
                message: "\(finding.message). To do: \(finding.rule.advice)",
                path: file.path,
                offset: finding.offset.flatMap { Int64(exactly: $0) },
                name: file.path,
                properties: ["severity": .string(finding.severity.rawValue), "verdict": .string(file.verdict.rawValue)]
            )
        }
        let rules = Set(found.map(\.1.rule)).sorted { $0.id < $1.id }.map {
            SARIFLog.Rule(id: $0.id, description: $0.summary, help: $0.advice)
        }
        return SARIFLog(findings: findings, rules: rules, decision: decision).json
    }

    private func level(_ severity: FindingRule.Severity) -> SARIFLog.Level {
        switch severity {
        case .note: .note
        case .unknown: .warning
        case .suspicious, .malicious: .error
        }
    }

    private func text(_ file: FileReport) -> [String] {
        let format = file.format.map { " (\($0.rawValue))" } ?? ""
        var lines = [DisplayText.escape("\(pad(file.verdict.rawValue)) \(file.path)\(format)")]
        var advised: Set<String> = []
        // The gravest first; findings of one severity stay in the order of the file.
        for finding in file.findings.enumerated().sorted(by: isGraver).map(\.element) {
            let place = finding.offset.map { " at byte \($0)" } ?? ""
            lines.append(
                DisplayText.escape("    \(finding.rule.id) \(finding.severity.rawValue): \(finding.message)\(place)")
            )
            if finding.severity > .note, advised.insert(finding.rule.advice).inserted {
                lines.append("      to do: \(finding.rule.advice)")
            }
        }
        return lines
    }

    private func isGraver(_ left: (offset: Int, element: Finding), _ right: (offset: Int, element: Finding)) -> Bool {
        if left.element.severity != right.element.severity { return left.element.severity > right.element.severity }
        return left.offset < right.offset
    }

    private func json(_ file: FileReport) -> JSONValue {
        var members: [String: JSONValue] = [
            "path": .string(file.path),
            "format": file.format.map { .string($0.rawValue) } ?? .null,
            "sha256": file.sha256.map { .string($0.hex) } ?? .null,
            "verdict": .string(file.verdict.rawValue),
            "findings": .array(file.findings.map(json)),
        ]
        if !file.members.isEmpty {
            members["members"] = .array(
                file.members.map { ["path": .string($0.path), "sha256": .string($0.sha256.hex)] }
            )
        }
        return .object(members)
    }

    private func json(_ finding: Finding) -> JSONValue {
        [
            "rule": .string(finding.rule.id),
            "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message),
            "offset": finding.offset.flatMap { Int64(exactly: $0) }.map { .integer($0) } ?? .null,
        ]
    }

    private func pad(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 11 - text.count))
    }
}
