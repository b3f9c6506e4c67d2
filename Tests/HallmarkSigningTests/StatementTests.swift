import HallmarkCore
import HallmarkStatement
import Testing

struct StatementTests {
    private static let hex = String(repeating: "ab", count: 32)

    private func statement(_ text: String, payloadType: String = Envelope.inTotoPayloadType) throws -> Statement {
        try Statement(payloadOf: Envelope(payload: Array(text.utf8), payloadType: payloadType))
    }

    private func text(subject: String, type: String = Statement.type) -> String {
        #"{"_type":"\#(type)","subject":\#(subject),"predicateType":"a:t","predicate":{"a":1}}"#
    }

    @Test func writtenFormIsCanonicalAndIsReadBack() throws {
        let subjects = ["b", "a", "ü", "Z"].map { Subject(name: $0, digest: DigestSet(["sha256": Self.hex])) }
        let statement = Statement(subjects: subjects, predicateType: "a:t", predicate: ["z": 1, "a": [true, .null]])
        let entries = ["Z", "a", "b", "ü"].map { #"{"digest":{"sha256":"\#(Self.hex)"},"name":"\#($0)"}"# }
        let expected =
            #"{"_type":"https://in-toto.io/Statement/v1","predicate":{"a":[true,null],"z":1},"predicateType":"a:t","#
            + #""subject":[\#(entries.joined(separator: ","))]}"#
        #expect(String(decoding: statement.jsonBytes, as: UTF8.self) == expected)
        let read = try self.statement(expected)
        #expect(read.jsonBytes == statement.jsonBytes)
        #expect(Set(read.subjects) == Set(subjects))
        #expect(read.subject(named: "ü")?.digest.sha256?.hex == Self.hex)
        #expect(read.subject(named: "u\u{308}") == nil)
        #expect(read.subject(named: "c") == nil)
    }

    @Test func leavesUnknownMembersAlone() throws {
        let read = try statement(
            #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"n","uri":"u","digest":{"x":"Y"}}],"#
                + #""predicateType":"a:t","more":1}"#
        )
        #expect(read.predicate == [:])
        #expect(read.subjects == [Subject(name: "n", digest: DigestSet(["x": "Y"]))])
    }

    @Test func refusesAnotherPayloadType() {
        let good = text(subject: #"[{"name":"n","digest":{"sha256":"\#(Self.hex)"}}]"#)
        #expect(throws: Never.self) { try statement(good) }
        for type in ["text/plain", "application/vnd.in-toto+JSON", "application/vnd.in-toto+json ", ""] {
            let error = #expect(throws: StatementError.self) { try statement(good, payloadType: type) }
            #expect(error?.code == .payloadType)
        }
    }

    @Test(arguments: [
        "https://in-toto.io/Statement/v0.1", "https://in-toto.io/statement/v1", "https://in-toto.io/Statement/v1/", "",
    ])
    func refusesAnotherStatementType(type: String) {
        let error = #expect(throws: StatementError.self) {
            try statement(text(subject: #"[{"name":"n","digest":{"a":"b"}}]"#, type: type))
        }
        #expect(error?.code == .statementType)
    }

    @Test(
        arguments: [
            ("[]", .subject), ("null", .json), (#"{}"#, .json), ("[1]", .subject), ("[{}]", .subject),
            (#"[{"name":"n"}]"#, .subject), (#"[{"name":"n","digest":null}]"#, .subject),
            (#"[{"name":"n","digest":{}}]"#, .subject), (#"[{"digest":{"sha256":"ab"}}]"#, .subject),
            (#"[{"name":1,"digest":{"sha256":"ab"}}]"#, .subject),
            (#"[{"name":"n","digest":{"sha256":""}}]"#, .subject),
            (#"[{"name":"n","digest":{"sha256":1}}]"#, .subject),
            (#"[{"name":"n","digest":{"sha256":"AB"}}]"#, .subject),
            (#"[{"name":"n","digest":{"sha256":"abc"}}]"#, .subject),
            (#"[{"name":"n","digest":{"gitCommit":"AB"}}]"#, .subject),
            (#"[{"name":"n","digest":{"gitTree":"0x"}}]"#, .subject),
            (#"[{"name":"n","digest":{"a":"b"}},{"name":"n","digest":{"a":"c"}}]"#, .subject),
            (#"[{"name":"\u00e9","digest":{"a":"b"}},{"name":"e\u0301","digest":{"a":"c"}}]"#, .subject),
            (#"[{"name":"n","digest":{"a":"b","a":"b"}}]"#, .json),
            (#"[{"name":"n","name":"m","digest":{"a":"b"}}]"#, .json),
        ] as [(String, StatementError.Code)]
    )
    func refusesSubjectsThatLeaveAChoice(subject: String, code: StatementError.Code) {
        let error = #expect(throws: StatementError.self) { try statement(text(subject: subject)) }
        #expect(error?.code == code)
    }

    @Test func refusesDuplicateMembers() {
        let good = text(subject: #"[{"name":"n","digest":{"a":"b"}}]"#)
        let twice = good.replacing(#""predicateType":"a:t""#, with: #""predicateType":"a:u","predicateType":"a:t""#)
        #expect(throws: Never.self) { try statement(good) }
        #expect(throws: StatementError.self) { try statement(twice) }
    }

    @Test func aDigestOfTheWrongLengthIsNoSHA256() {
        #expect(DigestSet(["sha256": "ab"]).sha256 == nil)
        #expect(DigestSet(["sha512": Self.hex]).sha256 == nil)
        #expect(DigestSet(Digest.sha256([])).sha256 == Digest.sha256([]))
    }

    @Test func takesNoMoreSubjectsThanTheLimit() {
        let subjects = (0...Statement.maximumSubjects).map { #"{"name":"\#($0)","digest":{"a":"b"}}"# }
        let error = #expect(throws: StatementError.self) {
            try statement(text(subject: "[\(subjects.joined(separator: ","))]"))
        }
        #expect(error?.code == .subject)
    }
}
