import HallmarkCore
import HallmarkVerification

/// A verdict as the cache keeps it: accepted, and good until the first thing that it rests on expires.
struct KeptVerdict: Equatable {
    static let schema = TypeURI.make("kept-verdict", version: 2)
    static let maximumSize = 16 << 20

    /// The digest of all that was judged, and by what.
    let key: Digest
    let expires: Timestamp
    let verdict: Verdict

    init(key: Digest, expires: Timestamp, verdict: Verdict) {
        self.key = key
        self.expires = expires
        self.verdict = verdict
    }

    init(json bytes: [UInt8]) throws {
        var reader = try JSONReader(JSONParser.parse(bytes, maximumSize: Self.maximumSize), path: "verdict")
        guard try reader.string("schema") == Self.schema, let key = Digest(prefixed: try reader.string("key")),
            let expires = Timestamp(try reader.string("expires"))
        else { throw JSONError(.unexpected, detail: "schema, key or expires is not what is written there") }
        self.key = key
        self.expires = expires
        self.verdict = Verdict(
            lines: try reader.array("lines").map(Self.line),
            remarks: try reader.array("remarks").map(Self.text),
            notApplicable: try reader.array("notApplicable").map(Self.text)
        )
        try reader.finish()
    }

    var jsonBytes: [UInt8] {
        JSONWriter.bytes(of: [
            "schema": .string(Self.schema),
            "key": .string(key.description),
            "expires": .string(expires.description),
            "lines": .array(verdict.lines.map(Self.json)),
            "remarks": .array(verdict.remarks.map { .string($0) }),
            "notApplicable": .array(verdict.notApplicable.map { .string($0) }),
        ])
    }

    // An accepted line has no reasons, and where a rule is only observed or excepted nothing is kept.
    private static func json(_ line: Verdict.Line) -> JSONValue {
        [
            "kind": .string(line.kind),
            "name": .string(line.name),
            "place": line.place.map { .string($0) } ?? .null,
            "signers": .array(line.signers.map { .string($0) }),
            "envelopes": .array(line.envelopes.map(\.description).sorted().map { .string($0) }),
            "rules": .array(line.rules.map(Self.json)),
        ]
    }

    private static func line(_ value: JSONValue) throws -> Verdict.Line {
        var reader = try JSONReader(value, path: "line")
        let envelopes = try reader.array("envelopes").map { element in
            guard let digest = Digest(prefixed: try text(element)) else {
                throw JSONError(.unexpected, detail: "an envelope of a line is no digest")
            }
            return digest
        }
        let line = Verdict.Line(
            kind: try reader.string("kind"),
            name: try reader.string("name"),
            decision: .accepted,
            signers: try reader.array("signers").map(text),
            envelopes: Set(envelopes),
            rules: try reader.array("rules").map(Self.rule)
        )
        let place = try reader.value("place")
        try reader.finish()
        return place == .null ? line : line.placed(try text(place))
    }

    private static func json(_ rule: RuleOutcome) -> JSONValue {
        [
            "rule": .string(rule.rule),
            "statement": .string(rule.statement),
            "signers": .array(rule.signers.map { .string($0) }),
        ]
    }

    private static func rule(_ value: JSONValue) throws -> RuleOutcome {
        var reader = try JSONReader(value, path: "line.rules")
        let rule = RuleOutcome(
            rule: try reader.string("rule"),
            statement: try reader.string("statement"),
            word: .passed,
            signers: try reader.array("signers").map(text),
            reasons: []
        )
        try reader.finish()
        return rule
    }

    private static func text(_ value: JSONValue) throws -> String {
        guard let text = value.string else { throw JSONError(.unexpected, detail: "something else than text") }
        return text
    }
}
