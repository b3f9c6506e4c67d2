import HallmarkCore
import HallmarkSigning
import HallmarkVerification
import Testing

struct RootTests {
    private let people: [Person]
    private let principals: [Principal]

    init() throws {
        people = [try Person("a", keys: 2), try Person("b", .p256)]
        principals = [people[0].principal(.root, .policy), people[1].principal(.root)]
    }

    private func root(
        version: Int64 = 1,
        repository: String = repositoryURI,
        principals: [Principal]? = nil,
        thresholds: [Role: Int] = [.root: 2, .policy: 1]
    ) throws(TrustError) -> Root {
        try Root(
            version: version,
            expires: future,
            repository: repository,
            principals: principals ?? self.principals,
            thresholds: thresholds
        )
    }

    /// Reads the root's own payload after a change to its text.
    private func read(_ text: String, _ replacement: String) throws -> TrustError.Code? {
        let written = String(decoding: try root().payload, as: UTF8.self)
        let changed = written.replacing(text, with: replacement)
        try #require(changed != written)
        do {
            _ = try Root(payload: Array(changed.utf8))
            return nil
        } catch {
            return error.code
        }
    }

    @Test func writtenRootIsReadBackWithTheSameBytes() throws {
        let root = try root()
        let again = try Root(payload: root.payload)
        #expect(again == root)
        #expect(again.payload == root.payload)
        #expect(again.thresholds == [.root: 2, .policy: 1])
    }

    @Test func ownerOfAKeyIsFoundByTheKeyAlone() throws {
        let root = try root()
        for person in people {
            for key in person.keys { #expect(root.principal(owning: key.publicKey)?.name == person.name) }
        }
        #expect(root.principal(owning: try PrivateKey(generating: .p256).publicKey) == nil)
    }

    @Test(arguments: [
        (#""version":1"#, #""version":1,"more":1"#), (#""name":"a""#, #""name":"a","more":1"#),
        (#"{"spki""#, #"{"id":"x","spki""#), (#""version":1"#, #""version":1.0"#), (#""version":1"#, #""version":0"#),
        (#""version":1"#, #""version":-1"#), (#""version":1"#, #""version":"1""#),
        (#""version":1"#, #""version":9223372036854775808"#), (#""version":1"#, #""version":1,"version":1"#),
        (#"root/v1"#, #"root/v2"#), (#"":"2027"#, #"":"2027-"#), (#"01Z"#, #"01+00:00"#),
        (#""repository":"https://example.com/r""#, #""repository":"""#),
        (#""repository":"https://example.com/r","#, ""),
        (#""roles":["policy","root"]"#, #""roles":["Policy","root"]"#),
        (#""roles":["policy","root"]"#, #""roles":["policy",1]"#), (#""roles":["policy","root"]"#, #""roles":null"#),
        (#"{"policy":1,"root":2}"#, #"{"policy":0,"root":2}"#),
        (#"{"policy":1,"root":2}"#, #"{"policy":1,"root":3}"#),
        (#"{"policy":1,"root":2}"#, #"{"policy":-1,"root":2}"#), (#"{"policy":1,"root":2}"#, #"{"root":2}"#),
        (#"{"policy":1,"root":2}"#, #"{"policy":1}"#), (#"{"policy":1,"root":2}"#, #"{"policy":"1","root":2}"#),
        (#"{"policy":1,"root":2}"#, #"{"policy":1,"root":2,"nobody":1}"#),
        (#"{"policy":1,"root":2}"#, #"{"policy":1,"root":2,"No Role":1}"#), (#""name":"b""#, #""name":"a""#),
        (#""name":"b""#, #""name":"""#), (#""spki":"MF"#, #""spki":"!!"#), (#""spki":"MF"#, #""spki":"MG"#),
        (#""spki":"MCo"#, #""spki":"MCo="#),
    ])
    func refusesAnotherShape(text: String, replacement: String) throws {
        #expect(try read(text, replacement) == .malformedRoot)
    }

    @Test func takesAFurtherRoleWithAThreshold() throws {
        #expect(try read(#""roles":["policy","root"]"#, #""roles":["policy","root","x-1"]"#) == nil)
        let root = try root(
            principals: principals + [Person("c").principal(.developer)],
            thresholds: [.root: 1, .policy: 1, .developer: 1]
        )
        #expect(root.thresholds[.developer] == 1)
    }

    @Test func refusesAKeyOfTwoPrincipalsAndAKeyListedTwice() throws {
        let key = people[0].keys[0].publicKey
        for principals in [
            principals + [Principal(name: "c", keys: [key], roles: [.policy])],
            [Principal(name: "c", keys: [key, key], roles: [.root, .policy])],
        ] {
            let error = #expect(throws: TrustError.self) {
                try root(principals: principals, thresholds: [.root: 1, .policy: 1])
            }
            #expect(error?.code == .malformedRoot)
        }
    }

    @Test func thresholdCountsPrincipalsWithKeys() throws {
        // Two keys of one principal reach no threshold of two, and neither does a principal without a key.
        let one = people[0].principal(.root, .policy)
        let keyless = Principal(name: "k", keys: [], roles: [.root, .policy])
        let error = #expect(throws: TrustError.self) {
            try root(principals: [one, keyless], thresholds: [.root: 2, .policy: 1])
        }
        #expect(error?.code == .malformedRoot)
        #expect(try root(principals: [one, keyless], thresholds: [.root: 1, .policy: 1]).principals.count == 2)
    }

    @Test func refusesTwoSpellingsOfOneName() throws {
        let twins = [
            Principal(name: composed, keys: [people[0].keys[0].publicKey], roles: [.root, .policy]),
            Principal(name: decomposed, keys: [people[0].keys[1].publicKey], roles: [.root]),
        ]
        #expect(throws: TrustError.self) { try root(principals: twins, thresholds: [.root: 2, .policy: 1]) }
    }

    @Test func refusesNobody() {
        #expect(throws: TrustError.self) { try root(principals: [], thresholds: [.root: 1, .policy: 1]) }
        #expect(throws: TrustError.self) { try root(principals: [], thresholds: [:]) }
    }

    @Test(arguments: ["", "Root", "a b", "a_b", "é", "a/b", String(repeating: "a", count: 65)])
    func refusesNamesThatNoRoleHas(name: String) {
        #expect(Role(name) == nil)
    }

    @Test(arguments: ["root", "policy", "a", "ml-team-2", String(repeating: "a", count: 64)])
    func takesPlainRoleNames(name: String) {
        #expect(Role(name)?.name == name)
    }
}
