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
    package var text: String {
        var lines: [String] = []
        for line in verdict.lines {
            let signers = line.signers.isEmpty ? "" : " (signed by \(line.signers.joined(separator: ", ")))"
            let place = (line.word.map { ": \($0.rawValue)" } ?? "") + (line.place.map { ", \($0)" } ?? "")
            lines.append(
                DisplayText.escape("\(pad(line.decision.rawValue)) \(line.kind) \(line.name)\(place)\(signers)")
            )
            lines += line.reasons.flatMap(text)
        }
        lines += verdict.remarks.map { "note: " + DisplayText.escape($0) }
        lines.append("decision: \(verdict.decision.rawValue)")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The JSON form.
    package var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(verdict.decision.rawValue),
            "exit": .integer(Int64(verdict.decision.exitCode)),
            "artifacts": .array(verdict.lines.map(json)),
            "remarks": .array(verdict.remarks.map { .string($0) }),
        ]
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
        members["place"] = line.place.map { .string($0) }
        members["word"] = line.word.map { .string($0.rawValue) }
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
