import HallmarkCore
import HallmarkVerification
import Testing

struct WithdrawalListTests {
    private static let names: [WithdrawalList.Name] = [.keys, .digests, .reviews(of: "ada")]

    private static func list(
        _ name: WithdrawalList.Name,
        version: Int64 = 1,
        _ entries: [WithdrawalList.Entry]? = nil
    ) throws(TrustError) -> WithdrawalList {
        let since = name == .keys ? past : nil
        let entry = WithdrawalList.Entry(digest: digest("a"), since: since, reason: "stolen")
        return try WithdrawalList(
            name: name,
            version: version,
            expires: future,
            repository: repositoryURI,
            root: 1,
            entries: entries ?? [entry]
        )
    }

    private func refusal(_ name: WithdrawalList.Name, _ text: String, _ replacement: String) throws -> TrustError.Code?
    {
        let written = String(decoding: try Self.list(name).payload, as: UTF8.self)
        let changed = written.replacing(text, with: replacement)
        try #require(changed != written)
        do {
            _ = try WithdrawalList(payload: Array(changed.utf8))
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: names)
    func writtenListIsReadBackWithTheSameBytes(name: WithdrawalList.Name) throws {
        let list = try Self.list(name)
        let again = try WithdrawalList(payload: list.payload)
        #expect(again == list)
        #expect(again.payload == list.payload)
        #expect(again.name == name)
    }

    @Test func orderOfTheEntriesDoesNotMatter() throws {
        let entries = ["a", "b", "c"].map { WithdrawalList.Entry(digest: digest($0), reason: $0) }
        #expect(try Self.list(.digests, entries) == Self.list(.digests, entries.reversed()))
    }

    @Test(arguments: [
        (#""version":1"#, #""version":0"#), (#""version":1"#, #""version":-1"#), (#""version":1"#, #""version":"1""#),
        (#""version":1"#, #""version":1000001"#), (#""version":1"#, #""version":1,"more":1"#),
        (#","version":1}"#, "}"), ("withdrawals/v1", "withdrawals/v2"), (#""kind":"keys""#, #""kind":"key""#),
        (#""kind":"keys""#, #""kind":"digests""#), (#""kind":"keys""#, #""kind":"reviews""#),
        (#""kind":"keys""#, #""kind":"keys","principal":"ada""#), (#""root":1"#, #""root":0"#), (#""root":1,"#, ""),
        (#":01Z","kind""#, #":01+00:00","kind""#),
        (#""reason":"stolen""#, #""reason":"""#), (#""reason":"stolen""#, #""reason":1"#),
        (#""reason":"stolen","#, ""), (#""since":""#, #""since":"2"#), (#""since":""#, #""after":""#),
        (#""entries":["#, #""entries":[1,"#), (#""entries":["#, #""entries":{},"x":["#), (#""key":""#, #""key":"0"#),
        (#""key":""#, #""key":"sha256:"#),
    ])
    func refusesAnotherShapeOfAListOfKeys(text: String, replacement: String) throws {
        #expect(try refusal(.keys, text, replacement) == .malformedWithdrawals)
    }

    @Test(arguments: [
        (#""digest":"sha256:"#, #""digest":""#), (#""digest":"sha256:"#, #""digest":"sha512:"#),
        (#""reason""#, #""since":"2027-01-15T08:00:00Z","reason""#), (#""kind":"digests""#, #""kind":"keys""#),
    ])
    func refusesAnotherShapeOfAListOfDigests(text: String, replacement: String) throws {
        #expect(try refusal(.digests, text, replacement) == .malformedWithdrawals)
    }

    @Test func limitsHold() throws {
        func entries(_ count: Int) -> [WithdrawalList.Entry] {
            (0..<count).map { .init(digest: digest("\($0)"), reason: "r") }
        }
        #expect(try Self.list(.digests, entries(WithdrawalList.maximumEntries)).entries.count == 4096)
        #expect(throws: TrustError.self) { try Self.list(.digests, entries(WithdrawalList.maximumEntries + 1)) }
        #expect(throws: TrustError.self) { try Self.list(.digests, entries(1) + entries(1)) }
        #expect(throws: TrustError.self) { try Self.list(.keys, entries(1)) }
        #expect(throws: TrustError.self) { try Self.list(.keys, version: Root.maximumVersion + 1) }
        let long = String(repeating: "r", count: WithdrawalList.maximumReasonSize + 1)
        #expect(throws: TrustError.self) { try Self.list(.digests, [.init(digest: digest("a"), reason: long)]) }
        let padded = try Self.list(.digests).payload + [UInt8](repeating: 0x20, count: WithdrawalList.maximumSize)
        #expect(throws: TrustError.self) { try WithdrawalList(payload: padded) }
    }

    @Test func nextListCarriesOverWhatIsNotReplacedOrRemoved() throws {
        let first = try Self.list(.digests, ["a", "b", "c"].map { .init(digest: digest($0), reason: "old") })
        let next = try WithdrawalList.next(
            .digests,
            after: first,
            under: World().root,
            adding: [.init(digest: digest("a"), reason: "new"), .init(digest: digest("d"), reason: "new")],
            removing: [digest("b")],
            expires: future
        )
        #expect(next.version == 2)
        #expect(next.entry(digest("a"))?.reason == "new")
        #expect(next.entry(digest("b")) == nil)
        #expect(next.entry(digest("c"))?.reason == "old")
        #expect(next.entry(digest("d"))?.reason == "new")
    }

    @Test(arguments: [
        ("ada", "reviews/ada"), ("../../x", "reviews/sha256-"), ("Ada", "reviews/sha256-"), ("", "reviews/sha256-"),
        ("a/b", "reviews/sha256-"), ("\u{202E}a", "reviews/sha256-"),
    ])
    func folderOfAPrincipalIsSafe(name: String, prefix: String) {
        let folder = WithdrawalList.Name.reviews(of: name).folder
        #expect(folder.hasPrefix(prefix))
        #expect(folder.split(separator: "/").count == 2)
    }
}
