internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

extension Inquiry {
    /// The JSON form, the same for the same inquiry.
    func json() throws(JSONError) -> JSONValue {
        .object(members: [
            "pin": .string(pin.digest.description),
            "roots": .array(try roots.jsonTexts()),
            "policy": policy.map { .string(Base64.encode($0)) },
            "shared": .array(shared.values.map(Base64.encode).sorted().map { .string($0) }),
            "withdrawals": .array(try withdrawals.jsonTexts()),
            "state": try Self.json(state),
            "evidence": try evidence.json(),
            "kinds": .strings(kinds.map(\.rawValue)),
            "judgesHistory": .bool(judgesHistory),
            "name": .string(name),
            "time": .string(time.description),
            "lines": .array(lines.map(\.json)),
            "remarks": .strings(remarks),
            "laterRemarks": .strings(laterRemarks),
        ])
    }

    // Where notes lie on a machine is of no use anywhere else.
    private static func json(_ state: AcceptedState) throws(JSONError) -> JSONValue {
        var state = state
        state.notes = [:]
        do {
            return try JSONParser.parse(state.jsonBytes(), maximumSize: AcceptedState.maximumSize)
        } catch {
            throw JSONError(.unexpected, detail: "inquiry.state: \(error)")
        }
    }
}

extension JSONReader {
    mutating func inquiry(_ name: String) throws(JSONError) -> Inquiry {
        var reader = try object(name)
        let evidence = try reader.evidence("evidence")
        var shared: [Digest: [UInt8]] = [:]
        for text in try reader.strings("shared") {
            let bytes = try reader.bytes(text, "shared")
            shared[Digest.sha256(bytes)] = bytes
        }
        let state: AcceptedState
        do {
            state = try AcceptedState(json: JSONWriter.bytes(of: try reader.value("state")))
        } catch {
            throw JSONError(.unexpected, detail: "\(reader.place("state")): \(error)")
        }
        let policy = try reader.optionalString("policy")
        var kinds: [Policy.ArtifactKind] = []
        for word in try reader.strings("kinds") {
            guard let kind = Policy.ArtifactKind(rawValue: word) else {
                throw reader.unexpected("kinds", "a list of kinds of artifact")
            }
            kinds.append(kind)
        }
        var inquiry = Inquiry(
            pin: Pin(try reader.digest("pin")),
            roots: try reader.envelopes("roots"),
            policy: try policy.map { text throws(JSONError) in try reader.bytes(text, "policy") },
            shared: shared,
            withdrawals: try reader.envelopes("withdrawals"),
            state: state,
            evidence: evidence,
            kinds: kinds,
            judgesHistory: try reader.bool("judgesHistory"),
            name: try reader.string("name"),
            time: try reader.timestamp("time")
        )
        for line in try reader.array("lines") { inquiry.lines.append(try Verdict.Line(json: line)) }
        inquiry.remarks = try reader.strings("remarks")
        inquiry.laterRemarks = try reader.strings("laterRemarks")
        try reader.finish()
        return inquiry
    }
}

extension Verdict.Line {
    /// The JSON form of a line that no rule has judged.
    var json: JSONValue {
        [
            "kind": .string(kind), "name": .string(name), "decision": .string(decision.rawValue),
            "signers": .strings(signers), "reasons": .array(reasons.map(\.json)),
        ]
    }

    init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "line")
        guard let decision = Decision(rawValue: try reader.string("decision")) else {
            throw reader.unexpected("decision", "a decision")
        }
        var reasons: [Reason] = []
        for reason in try reader.array("reasons") { reasons.append(try Reason(json: reason)) }
        self.init(
            kind: try reader.string("kind"),
            name: try reader.string("name"),
            decision: decision,
            signers: try reader.strings("signers"),
            reasons: reasons
        )
        try reader.finish()
    }
}

extension Reason {
    var json: JSONValue {
        .object(members: [
            "code": .string(code), "message": .string(message), "expected": expected.map { .string($0) },
            "found": found.map { .string($0) }, "mend": mend.map { .string($0) },
        ])
    }

    init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "reason")
        self.init(
            try reader.string("code"),
            try reader.string("message"),
            expected: try reader.optionalString("expected"),
            found: try reader.optionalString("found"),
            mend: try reader.optionalString("mend")
        )
        try reader.finish()
    }
}
