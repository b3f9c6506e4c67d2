package import HallmarkCore
package import HallmarkVerification

/// A verdict as text for people and as JSON for machines.
package struct VerdictReport: Sendable {
    /// The schema that the JSON form names.
    package static let schema = TypeURI.make("verdict", version: 1)

    private let verdict: Verdict

    package init(_ verdict: Verdict) {
        self.verdict = verdict
    }

    /// One line an artifact, its reasons below it, then the decision; ends in a line feed.
    package var text: String { text(isColoured: false) }

    /// The text; in colour for a terminal.
    package func text(isColoured: Bool) -> String {
        var lines: [String] = []
        for line in verdict.lines {
            let signers = line.signers.isEmpty ? "" : " (signed by \(line.signers.joined(separator: ", ")))"
            let place = (line.word.map { ": \($0.rawValue)" } ?? "") + (line.place.map { ", \($0)" } ?? "")
            let soft = line.rules.filter { $0.until != nil }
            let colour: Colour? = isColoured ? (soft.isEmpty ? Colour(line.decision) : .yellow) : nil
            let rest = DisplayText.escape("\(line.kind) \(line.name)\(place)\(signers)")
            lines.append("\(Colour.paint(pad(line.decision.rawValue), colour)) \(rest)")
            // What softened outcomes say is said with the rule that is softened.
            let firm = line.rules.isEmpty ? line.reasons : line.reasons.filter { !soft.flatMap(\.reasons).contains($0) }
            lines += firm.flatMap(text)
            for rule in soft { lines += text(rule, isColoured: isColoured) }
        }
        lines += verdict.remarks.map { "note: " + DisplayText.escape($0) }
        let counts = [(verdict.observed.count, "not enforced"), (verdict.excepted.count, "excepted")]
            .filter { $0.0 > 0 }.map { "\($0) \($1)" }
        let decision = Colour.paint(verdict.decision.rawValue, isColoured ? Colour(verdict.decision) : nil)
        lines.append("decision: \(decision)\(counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))")")
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(_ rule: RuleOutcome, isColoured: Bool) -> [String] {
        let end = rule.until.map { " until \($0)" } ?? ""
        let words = rule.word == .observed ? "NOT ENFORCED" : "EXCEPTED"
        let name = DisplayText.escape(" (rule \"\(rule.rule)\")")
        return ["          \(Colour.paint(words + end, isColoured ? .yellow : nil))\(name)"]
            + rule.reasons.flatMap(text)
    }

    /// The JSON form.
    package var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(verdict.decision.rawValue),
            "exit": .integer(Int64(verdict.decision.exitCode)),
            "artifacts": .array(verdict.lines.map(json)),
            "observed": .integer(Int64(verdict.observed.count)),
            "excepted": .integer(Int64(verdict.excepted.count)),
            "notApplicable": .array(verdict.notApplicable.map { .string($0) }),
            "remarks": .array(verdict.remarks.map { .string($0) }),
        ]
    }

    /// The form that code hosts show beside changes: a finding for each reason, those that are not enforced as notes.
    package var sarif: JSONValue {
        let findings = verdict.lines.flatMap { line in
            let soft = line.rules.filter { $0.until != nil }.flatMap(\.reasons)
            return (line.reasons + soft.filter { !line.reasons.contains($0) }).map { reason in
                finding(reason, line, isSoft: line.decision == .accepted || soft.contains(reason))
            }
        }
        let codes = Set(findings.map(\.rule)).sorted()
        let rules = codes.map { SARIFLog.Rule(id: $0, description: "Hallmark: \($0)", help: nil) }
        return SARIFLog(findings: findings, rules: rules, decision: verdict.decision).json
    }

    private func finding(_ reason: Reason, _ line: Verdict.Line, isSoft: Bool) -> SARIFLog.Finding {
        let isFile = [Policy.ArtifactKind.model.rawValue, "recorded"].contains(line.kind)
        var properties: [String: JSONValue] = ["kind": .string(line.kind), "decision": .string(line.decision.rawValue)]
        for (name, value) in [("expected", reason.expected), ("found", reason.found), ("mend", reason.mend)] {
            properties[name] = value.map { .string($0) }
        }
        let mend = reason.mend.map { " To mend: \($0)" } ?? ""
        return SARIFLog.Finding(
            rule: reason.code,
            level: isSoft ? .note : line.decision == .rejected ? .error : .warning,
            message: reason.message + "." + mend,
            path: isFile ? line.name : nil,
            name: "\(line.kind) \(line.name)",
            properties: properties
        )
    }

    private func text(_ reason: Reason) -> [String] {
        var lines = ["          \(reason.message) [\(reason.code)]"]
        if let expected = reason.expected { lines.append("            expected: \(expected)") }
        if let found = reason.found { lines.append("            found:    \(found)") }
        if let mend = reason.mend { lines.append("            mend:     \(mend)") }
        return lines.map(DisplayText.escape)
    }

    private func json(_ line: Verdict.Line) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(line.kind),
            "name": .string(line.name),
            "decision": .string(line.decision.rawValue),
            "signers": .array(line.signers.map { .string($0) }),
            "reasons": .array(line.reasons.map(json)),
        ]
        if !line.rules.isEmpty { members["rules"] = .array(line.rules.map(json)) }
        members["place"] = line.place.map { .string($0) }
        members["word"] = line.word.map { .string($0.rawValue) }
        return .object(members)
    }

    private func json(_ rule: RuleOutcome) -> JSONValue {
        var members: [String: JSONValue] = [
            "rule": .string(rule.rule),
            "statement": .string(rule.statement),
            "outcome": .string(rule.word.rawValue),
            "signers": .array(rule.signers.map { .string($0) }),
            "reasons": .array(rule.reasons.map(json)),
        ]
        members["until"] = rule.until.map { .string($0.description) }
        return .object(members)
    }

    private func json(_ reason: Reason) -> JSONValue {
        var members: [String: JSONValue] = ["code": .string(reason.code), "message": .string(reason.message)]
        if let expected = reason.expected { members["expected"] = .string(expected) }
        if let found = reason.found { members["found"] = .string(found) }
        if let mend = reason.mend { members["mend"] = .string(mend) }
        return .object(members)
    }

    private func pad(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 9 - text.count))
    }
}

/// Colours of a terminal (ECMA-48, SGR).
private enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33

    init(_ decision: Decision) {
        self =
            switch decision {
            case .accepted: .green
            case .rejected: .red
            case .missing, .undecided: .yellow
            }
    }

    static func paint(_ text: String, _ colour: Colour?) -> String {
        guard let colour else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }
}
