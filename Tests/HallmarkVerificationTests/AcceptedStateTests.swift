import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct AcceptedStateTests {
    private let envelope = Envelope(payload: [1], payloadType: "t", signatures: [.init(keyID: "k", bytes: [2])])

    private func state() -> AcceptedState {
        var state = AcceptedState()
        state.roots = [envelope]
        state.rootVersion = 2
        state.policy = policyText()
        state.policyVersion = 3
        state.notes = ["remote a": ["refs/notes/attestations": String(repeating: "a", count: 40)]]
        return state
    }

    private func refusal(_ text: String, _ replacement: String) throws -> Bool {
        let written = String(decoding: try state().jsonBytes(), as: UTF8.self)
        let changed = written.replacing(text, with: replacement)
        try #require(changed != written)
        do {
            _ = try AcceptedState(json: Array(changed.utf8))
            return false
        } catch {
            return true
        }
    }

    @Test func writtenStateIsReadBack() throws {
        #expect(try AcceptedState(json: state().jsonBytes()) == state())
        #expect(try AcceptedState(json: AcceptedState().jsonBytes()) == AcceptedState())
        var rootOnly = state()
        rootOnly.policy = nil
        rootOnly.policyVersion = 0
        #expect(try AcceptedState(json: rootOnly.jsonBytes()) == rootOnly)
        #expect(try rootOnly.jsonBytes() == rootOnly.jsonBytes())
    }

    @Test(arguments: [
        ("state/v1", "state/v2"), (#""rootVersion": 2"#, #""rootVersion": 0"#),
        (#""rootVersion": 2"#, #""rootVersion": -2"#),
        (#""rootVersion": 2"#, #""rootVersion": "2""#), (#""rootVersion": 2,"#, ""),
        (#""policyVersion": 3"#, #""policyVersion": 0"#), (#""policyVersion": 3"#, #""policyVersion": -3"#),
        (#""policyVersion": 3"#, #""policyVersion": 3.0"#), (#""policyVersion": 3,"#, ""),
        (#""policy":"#, #""policy": null, "x":"#),
        (#""policy": ""#, #""policy": "!"#), (#""policy":"#, #""policies":"#), (#""roots": ["#, #""roots": [1,"#),
        (#""roots": ["#, #""more": 1, "roots": ["#), (#""sig": ""#, #""sig": "!"#),
        (#""payload": "AQ==""#, #""payload": "AQ=""#), (#""notes": {"#, #""notes": [], "x": {"#),
        (#""remote a": {"#, #""remote a": 1, "remote b": {"#), (#""aaaa"#, #""Aaaa"#), (#""aaaa"#, #""aaaaa"#),
    ])
    func refusesAnotherShape(text: String, replacement: String) throws {
        #expect(try refusal(text, replacement))
    }

    @Test func refusesMarksWithoutWhatTheyMark() throws {
        let schema = AcceptedState.schema
        for text in [
            #"{"schema":"\#(schema)","roots":[],"rootVersion":1,"policyVersion":0}"#,
            #"{"schema":"\#(schema)","roots":[],"rootVersion":0,"policyVersion":1}"#,
            #"{"schema":"\#(schema)","roots":[],"rootVersion":0,"policyVersion":0,"policy":"AQ=="}"#, "", "{}", "[]",
            "null",
        ] {
            #expect(throws: StatementError.self) { try AcceptedState(json: Array(text.utf8)) }
        }
        let empty = #"{"schema":"\#(schema)","roots":[],"rootVersion":0,"policyVersion":0}"#
        #expect(try AcceptedState(json: Array(empty.utf8)) == AcceptedState())
    }

    @Test func refusesMoreBytesThanTheLimit() throws {
        let bytes = try state().jsonBytes()
        let padding = [UInt8](repeating: 0x20, count: AcceptedState.maximumSize - bytes.count)
        #expect(try AcceptedState(json: bytes + padding) == state())
        #expect(throws: StatementError.self) { try AcceptedState(json: bytes + padding + [0x20]) }
    }
}
