package import HallmarkCore
internal import HallmarkStatement

/// Everything that a verification used, and what it came to: whoever has the file can judge again without network, git
/// or clock, also once certificates have expired.
///
/// Nobody signs it. What it holds proves itself by the signatures in it, up to the pin, which a reader compares with one
/// of their own.
package struct EvidenceFile: Sendable {
    /// The schema that a file names.
    package static let schema = TypeURI.make("evidence", version: 1)
    /// How many bytes a file may have.
    package static let maximumSize = 512 << 20

    package let inquiry: Inquiry
    /// What judged, such as `hallmark 0.1.0`.
    package let tool: String
    /// The digest of the scanner's rules at the time.
    package let rules: Digest
    /// The verdict in its JSON form.
    package let verdict: JSONValue
    /// What was excepted, until when and by whom approved, in words.
    package let exceptions: [String]

    /// - Parameters:
    ///   - judgement: that of the inquiry.
    ///   - verdict: its verdict in the JSON form that commands write.
    package init(_ inquiry: Inquiry, _ judgement: Verdict, json verdict: JSONValue, tool: String, rules: Digest) {
        self.inquiry = inquiry
        self.tool = tool
        self.rules = rules
        self.verdict = verdict
        self.exceptions = judgement.exceptionsInWords
    }

    /// Reads a file.
    ///
    /// - Throws: also when a member is unknown, or when the bytes are not just those that ``jsonBytes()`` gives: what a
    ///   reader passes over could say something else to another.
    package init(json bytes: [UInt8]) throws(JSONError) {
        var reader = try JSONReader(JSONParser.parse(bytes, maximumSize: Self.maximumSize), path: "evidence")
        let schema = try reader.string("schema")
        guard schema == Self.schema else {
            throw JSONError(.unexpected, detail: "evidence.schema is \(schema), not \(Self.schema)")
        }
        self.tool = try reader.string("tool")
        self.rules = try reader.digest("rules")
        self.inquiry = try reader.inquiry("inquiry")
        self.verdict = try reader.value("verdict")
        self.exceptions = try reader.strings("exceptions")
        try reader.finish()
        guard try jsonBytes() == bytes else {
            throw JSONError(.unexpected, detail: "evidence is not in the one form in which it is written")
        }
    }

    /// The file's bytes, the same for the same content.
    package func jsonBytes() throws(JSONError) -> [UInt8] {
        JSONWriter.bytes(of: [
            "schema": .string(Self.schema),
            "tool": .string(tool),
            "rules": .string(rules.description),
            "inquiry": try inquiry.json(),
            "verdict": verdict,
            "exceptions": .strings(exceptions),
        ]) + [UInt8(ascii: "\n")]
    }

    /// Where a verdict differs from the one that was recorded, as paths of its JSON form; none when it is the same.
    package func differences(from verdict: Verdict, json: JSONValue) -> [String] {
        JSONDifference.paths(between: self.verdict, and: json)
            + (verdict.exceptionsInWords == exceptions ? [] : ["exceptions"])
    }
}

extension Verdict {
    /// What was excepted, until when and by whom approved: a line each.
    package var exceptionsInWords: [String] {
        lines.flatMap { line in
            line.rules.filter { $0.word == .excepted }.map { rule in
                "\(line.kind) \(line.name), rule \"\(rule.rule)\": \(rule.reasons.first?.message ?? "excepted")"
            }
        }
    }
}
