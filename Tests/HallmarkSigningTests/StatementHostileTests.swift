import HallmarkCore
import HallmarkStatement
import Testing

/// Statements that two readers could take for two things, each refused.
struct StatementHostileTests {
    private static let a = String(repeating: "a", count: 64)
    private static let b = String(repeating: "b", count: 64)
    private static let subject = #"[{"name":"n","digest":{"sha256":"\#(a)"}}]"#

    private func read(_ text: String) throws -> Statement {
        try Statement(payloadOf: Envelope(payload: Array(text.utf8)))
    }

    private func text(
        type: String = #""_type":"https://in-toto.io/Statement/v1","#,
        subject: String = #""subject":\#(Self.subject),"#,
        predicate: String = #""predicate":{},"#,
        predicateType: String = #""predicateType":"https://example.com/p/v1""#
    ) -> String { "{\(type)\(subject)\(predicate)\(predicateType)}" }

    @Test(arguments: [
        "", #""_type":"https://in-toto.io/Statement/v0.1","#, #""_type":null,"#,
        #""_type":"https://in-toto.io/Statement/v1","_type":"https://in-toto.io/Statement/v1","#,
        #""_TYPE":"https://in-toto.io/Statement/v1","#,
    ])
    func item12RefusesAnotherOrNoStatementType(type: String) {
        #expect(throws: Never.self) { try read(text()) }
        #expect(throws: StatementError.self) { try read(text(type: type)) }
    }

    @Test func item13RefusesDuplicateMembers() {
        let types = #""predicateType":"https://example.com/q/v1","predicateType":"https://example.com/p/v1""#
        #expect(throws: StatementError.self) { try read(text(predicateType: types)) }
        let escaped = #""predicat\u0065Type":"https://example.com/q/v1","predicateType":"https://example.com/p/v1""#
        #expect(throws: StatementError.self) { try read(text(predicateType: escaped)) }
        let subjects = #""subject":[],"subject":\#(Self.subject),"#
        #expect(throws: StatementError.self) { try read(text(subject: subjects)) }
    }

    @Test(arguments: [
        "", #""subject":[],"#, #""subject":[{"name":"n"}],"#, #""subject":[{"name":"n","digest":null}],"#,
        #""subject":[{"name":"n","digest":{}}],"#, #""subject":[{"name":"n","digest":{"sha256":"ABAB"}}],"#,
        #""subject":[{"name":"n","digest":{"sha256":"abab"}}],"#, #""subject":[{"name":"n","digest":{"sha256":"a"}}],"#,
        #""subject":[{"name":1,"digest":{"sha256":"\#(a)"}}],"#, #""subject":[{"uri":1,"digest":{"sha256":"\#(a)"}}],"#,
        #""subject":[{"content":"Y","digest":{"sha256":"\#(a)"}}],"#,
    ])
    func item14RefusesASubjectWithoutAUsableDigest(subject: String) {
        #expect(throws: StatementError.self) { try read(text(subject: subject)) }
    }

    @Test func item14DoesNotMatchByWeakDigestsAlone() throws {
        let weak = #""subject":[{"name":"n","digest":{"sha1":"\#(Self.a.prefix(40))","md5":"\#(Self.a.prefix(32))"}}],"#
        let digest = try read(text(subject: weak)).subjects[0].digest
        #expect(digest.matches(digest) == .nothingAcceptable)
        let strong = try read(text()).subjects[0].digest
        #expect(strong.matches(strong) == .agrees)
    }

    @Test func item15DigestsDecideAndNamesAreUnique() throws {
        let two = { (first: String, second: String) in
            #""subject":[{"name":"\#(first)","digest":{"sha256":"\#(Self.a)"}},"#
                + #"{"name":"\#(second)","digest":{"sha256":"\#(Self.b)"}}],"#
        }
        let read = try read(text(subject: two("a", "b")))
        // The name of one with the digest of the other.
        let found = DigestSet(["sha256": Self.b])
        #expect(read.subject(named: "a")?.digest.matches(found) == .disagrees(algorithm: "sha256"))
        #expect(read.subjects.filter { $0.digest.matches(found) == .agrees }.map(\.name) == ["b"])
        #expect(throws: StatementError.self) { try self.read(text(subject: two("a", "a"))) }
        // One content under two names is two subjects.
        let same = try self.read(text(subject: two("a", "b").replacing(Self.b, with: Self.a)))
        #expect(same.subjects.map(\.name) == ["a", "b"])
    }

    @Test(arguments: [#""predicate":null,"#, #""predicate":[],"#, #""predicate":"","#, #""predicate":1,"#])
    func item18RefusesAPredicateThatIsNoObject(predicate: String) {
        let error = #expect(throws: StatementError.self) { try read(text(predicate: predicate)) }
        #expect(error?.code == .predicate)
    }

    @Test func item18TakesAnAbsentPredicateForAnEmptyOne() throws {
        let read = try read(text(predicate: "", predicateType: #""predicateType":"\#(CommitPredicate.type)""#))
        #expect(read.predicate == [:])
        #expect(throws: StatementError.self) { try read.predicate(as: CommitPredicate.self) }
        #expect(throws: StatementError.self) { try PredicateCatalog.check(read) }
    }

    @Test(arguments: ["", "t", ":x", "https:", "1a:b", "a b:c", "https://example.com/ü", "a:b c", "a:\\u0000"])
    func refusesAPredicateTypeThatIsNoURI(type: String) {
        let error = #expect(throws: StatementError.self) {
            try read(text(predicateType: #""predicateType":"\#(type)""#))
        }
        #expect(error?.code == .predicate)
    }

    @Test func readsSubjectsWithoutNames() throws {
        let nameless =
            #""subject":[{"digest":{"sha256":"\#(Self.b)"}},{"uri":"u:v","digest":{"sha256":"\#(Self.a)"}}],"#
        let statement = try read(text(subject: nameless))
        #expect(statement.subjects.map(\.name) == [nil, nil])
        let again = try read(String(decoding: statement.jsonBytes, as: UTF8.self))
        #expect(again.subjects.map(\.digest.values) == [["sha256": Self.a], ["sha256": Self.b]])
        #expect(again.jsonBytes == statement.jsonBytes)
    }

    @Test(arguments: [
        "application/vnd.in-toto+json", "application/vnd.in-toto.provenance+json", "application/vnd.in-toto.a-1.b+json",
    ])
    func readsThePayloadTypesOfInToto(type: String) throws {
        let envelope = Envelope(payload: Array(text().utf8), payloadType: type)
        #expect(try Statement(payloadOf: envelope).predicateType == "https://example.com/p/v1")
    }

    @Test(arguments: [
        "application/vnd.in-toto.+json", "application/vnd.in-toto.A+json", "application/vnd.in-toto.a b+json",
        "application/vnd.in-toto.ü+json", "application/vnd.in-toto.a+dsse", "application/vnd.in-toto.bundle",
        "application/vnd.in-totoa+json", "Application/vnd.in-toto.a+json", "application/vnd.in-toto.a+json;v=1",
    ])
    func refusesPayloadTypesThatOnlyLookLikeThem(type: String) {
        let envelope = Envelope(payload: Array(text().utf8), payloadType: type)
        let error = #expect(throws: StatementError.self) { try Statement(payloadOf: envelope) }
        #expect(error?.code == .payloadType)
    }
}
