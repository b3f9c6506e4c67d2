package import HallmarkCore
package import HallmarkModelScan

/// A scan's report as text for people and as JSON for machines.
package struct ScanReportRenderer: Sendable {
    /// The schema that the JSON form names.
    package static let schema = TypeURI.make("scan-report", version: 1)

    /// More models than this make a report so long that its worst are named once more at its end.
    private static let longReport = 20
    /// How many of them are named.
    private static let maximumWorst = 10

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
        if models.count > Self.longReport { lines += worst }
        lines.append("decision: \(decision.rawValue) (\(summary))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The models that were not found safe, the gravest first, a line each.
    private var worst: [String] {
        let order: [ModelVerdict] = [.malicious, .suspicious, .unknown]
        let files = order.flatMap { verdict in report.files.filter { $0.verdict == verdict } }
        guard !files.isEmpty else { return [] }
        let lines = files.prefix(Self.maximumWorst).map { file in
            let finding = file.findings.enumerated().min(by: isGraver)?.element
            return DisplayText.escape(
                "  \(pad(file.verdict.rawValue)) \(file.path)\(finding.map { ": \($0.message)" } ?? "")"
            )
        }
        let more = files.count - lines.count
        return ["not safe:"] + lines + (more > 0 ? ["  and \(more) more"] : [])
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
                properties: properties(of: finding, in: file)
            )
        }
        let rules = Set(found.map(\.1.rule)).sorted { $0.id < $1.id }.map {
            SARIFLog.Rule(
                id: $0.id,
                description: $0.summary,
                help: $0.advice,
                level: level($0.severity),
                helpURI: $0.references.lazy.compactMap(RuleReference.page).first,
                tags: ["security"] + $0.references
            )
        }
        return SARIFLog(findings: findings, rules: rules, decision: decision).json
    }

    private func properties(of finding: Finding, in file: FileReport) -> [String: JSONValue] {
        var properties: [String: JSONValue] = [
            "severity": .string(finding.severity.rawValue), "verdict": .string(file.verdict.rawValue),
        ]
        if !finding.members.isEmpty { properties["members"] = list(finding.members) }
        return properties
    }

    private func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

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
        var opened: [String] = []
        for finding in ordered(file.findings) {
            // What lies in a member stands below its name.
            if finding.members != opened {
                let common = zip(finding.members, opened).prefix { $0 == $1 }.count
                for (depth, member) in finding.members.enumerated().dropFirst(common) {
                    lines.append(
                        DisplayText.escape("\(indent(depth))in \(member)\(self.format(of: depth, finding, file))")
                    )
                }
                opened = finding.members
            }
            let margin = indent(finding.members.count)
            let place = finding.offset.map { " at byte \($0)" } ?? ""
            lines.append(
                DisplayText.escape(
                    "\(margin)\(finding.rule.id) \(finding.severity.rawValue): \(finding.statement)\(place)"
                )
            )
            if finding.severity > .note, advised.insert(finding.rule.advice).inserted {
                lines.append("\(margin)  to do: \(finding.rule.advice)")
            }
        }
        return lines
    }

    private func indent(_ depth: Int) -> String { String(repeating: " ", count: 4 + 2 * depth) }

    /// The gravest first, the findings of one member together, and otherwise in the order of the file.
    private func ordered(_ findings: [Finding]) -> [Finding] {
        var groups: [(members: [String], findings: [(offset: Int, element: Finding)])] = []
        for finding in findings.enumerated().sorted(by: isGraver) {
            if let index = groups.firstIndex(where: { $0.members == finding.element.members }) {
                groups[index].findings.append(finding)
            } else {
                // Beside the others of its container.
                let last = finding.element.members.first.flatMap { first in
                    groups.lastIndex { $0.members.first == first }
                }
                groups.insert((finding.element.members, [finding]), at: last.map { $0 + 1 } ?? groups.count)
            }
        }
        return groups.flatMap { $0.findings.map(\.element) }
    }

    /// What the member of a finding was read as.
    private func format(of depth: Int, _ finding: Finding, _ file: FileReport) -> String {
        let path = Array(finding.members.prefix(depth + 1))
        return file.contents.first { $0.members == path }.map { " (\($0.format.rawValue))" } ?? ""
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
        if !file.contents.isEmpty {
            members["contents"] = .array(
                file.contents.map { ["members": list($0.members), "format": .string($0.format.rawValue)] }
            )
        }
        return .object(members)
    }

    private func json(_ finding: Finding) -> JSONValue {
        var members: [String: JSONValue] = [
            "rule": .string(finding.rule.id),
            "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message),
            "offset": finding.offset.flatMap { Int64(exactly: $0) }.map { .integer($0) } ?? .null,
        ]
        if !finding.members.isEmpty { members["members"] = list(finding.members) }
        return .object(members)
    }

    private func pad(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 11 - text.count))
    }
}
