import HallmarkCore
import HallmarkStatement
import Testing

struct StatementLinkTests {
    private static let digest = DigestSet(Digest.sha256([]))
    private static let link = ClassicLink(
        name: "build",
        command: ["make", "all"],
        materials: ["a": digest],
        products: ["b/c": digest],
        byproducts: ["return-value": 0],
        environment: ["workdir": "/w"]
    )

    private func read(_ json: JSONValue, type: String = Envelope.inTotoPayloadType) throws -> ClassicLink {
        try ClassicLink(payloadOf: Envelope(payload: JSONWriter.bytes(of: json), payloadType: type))
    }

    private func json(_ member: String, _ value: JSONValue?) throws -> JSONValue {
        var members = try #require(try JSONParser.parse(Self.link.jsonBytes).object)
        members[member] = value
        return .object(members)
    }

    @Test func isReadBack() throws {
        let read = try read(JSONParser.parse(Self.link.jsonBytes))
        #expect(read == Self.link)
        #expect(read.jsonBytes == Self.link.jsonBytes)
    }

    @Test(
        arguments: [
            ("_type", ["layout", "Link"]), ("name", ["", 1]), ("command", ["make", [1]]), ("products", [["b": "ab"]]),
            ("materials", [[], ["a": [:]], ["a": ["sha256": "AB"]]]), ("byproducts", [""]), ("environment", [[]]),
        ] as [(String, [JSONValue])]
    )
    func refusesAMemberOfAnotherKind(member: String, values: [JSONValue]) throws {
        for value in [nil, .null] + values.map(Optional.some) {
            #expect(throws: StatementError.self) { try read(json(member, value)) }
        }
    }

    @Test func refusesUnknownMembersAndPayloadTypes() throws {
        #expect(throws: StatementError.self) { try read(json("more", 1)) }
        let error = #expect(throws: StatementError.self) { try read(json("name", "n"), type: "text/plain") }
        #expect(error?.code == .payloadType)
    }

    @Test func isNoStatement() {
        let error = #expect(throws: StatementError.self) {
            try Statement(payloadOf: Envelope(payload: Self.link.jsonBytes))
        }
        #expect(error?.code == .statementType)
    }
}
