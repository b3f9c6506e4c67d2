import HallmarkCore
import HallmarkStatement
import Testing

struct StatementDigestTests {
    private static func hex(_ count: Int, _ digit: Character = "a") -> String { String(repeating: digit, count: count) }

    private func read(_ name: String, _ value: String) throws -> Statement {
        let text =
            #"{"_type":"\#(Statement.type)","subject":[{"digest":{"\#(name)":"\#(value)"}}],"predicateType":"a:b"}"#
        return try Statement(payloadOf: Envelope(payload: Array(text.utf8)))
    }

    @Test(
        arguments: [
            ("sha256", [64]), ("sha224", [56]), ("sha384", [96]), ("sha512", [128]), ("sha512_224", [56]),
            ("sha512_256", [64]), ("sha3_224", [56]), ("sha3_256", [64]), ("sha3_384", [96]), ("sha3_512", [128]),
            ("blake2b", [128]), ("blake2s", [64]), ("gitCommit", [40, 64]), ("gitTree", [40, 64]),
            ("gitBlob", [40, 64]), ("gitTag", [40, 64]), ("sha1", [40]), ("md5", [32]), ("ripemd160", [40]),
            ("sm3", [64]), ("gost", [64]),
        ] as [(String, [Int])]
    )
    func aKnownAlgorithmHasItsLengthInLowerCase(name: String, lengths: [Int]) throws {
        for length in [30, 32, 40, 56, 64, 96, 128, 130] {
            let isRight = lengths.contains(length)
            if isRight {
                #expect(throws: Never.self, "\(length)") { try read(name, Self.hex(length)) }
            } else {
                #expect(throws: StatementError.self, "\(length)") { try read(name, Self.hex(length)) }
            }
            #expect(throws: StatementError.self) { try read(name, Self.hex(length, "A")) }
            #expect(throws: StatementError.self) { try read(name, Self.hex(length - 1)) }
            #expect(throws: StatementError.self) { try read(name, Self.hex(length, "g")) }
        }
    }

    @Test func anUnknownAlgorithmIsKeptAsItIs() throws {
        #expect(try read("example", "Q!").subjects[0].digest["example"] == "Q!")
        #expect(try read("shake128", "ab").subjects[0].digest["shake128"] == "ab")
        #expect(throws: StatementError.self) { try read("shake128", "AB") }
    }

    @Test(arguments: ["sha256", "sha384", "sha512", "sha512_256", "sha3_256", "sha3_384", "sha3_512", "gitTree"])
    func oneAcceptableAlgorithmThatAgreesIsAMatch(name: String) {
        let length = ["sha384": 96, "sha512": 128, "sha3_384": 96, "sha3_512": 128][name] ?? 64
        let set = DigestSet([name: Self.hex(length)])
        #expect(set.matches(DigestSet([name: Self.hex(length), "md5": Self.hex(32)])) == .agrees)
        #expect(set.matches(DigestSet([name: Self.hex(length, "b")])) == .disagrees(algorithm: name))
    }

    // §7.2 item 14: sha256 right but sha512 wrong.
    @Test func everyCommonAlgorithmMustAgree() {
        let signed = DigestSet(["sha256": Self.hex(64), "sha512": Self.hex(128)])
        let found = DigestSet(["sha256": Self.hex(64), "sha512": Self.hex(128, "b")])
        #expect(signed.matches(found) == .disagrees(algorithm: "sha512"))
        #expect(signed.matches(DigestSet(["sha256": Self.hex(64)])) == .agrees)
        #expect(signed.matches(signed) == .agrees)
    }

    @Test(arguments: [
        ["sha1": 40], ["md5": 32], ["md5": 32, "sha1": 40], ["gitCommit": 40], ["blake2s": 64], ["x": 64],
    ])
    func weakAndUnknownAlgorithmsAloneMatchNothing(lengths: [String: Int]) {
        let weak = DigestSet(lengths.mapValues { Self.hex($0) })
        #expect(weak.matches(weak) == .nothingAcceptable)
        let strong = DigestSet(weak.values.merging(["sha256": Self.hex(64)]) { old, _ in old })
        #expect(strong.matches(weak) == .nothingAcceptable)
        #expect(strong.matches(strong) == .agrees)
    }

    @Test func algorithmsThatOnlyOneSideHasMatchNothing() {
        let one = DigestSet(["sha256": Self.hex(64)])
        #expect(one.matches(DigestSet(["sha512": Self.hex(128)])) == .nothingAcceptable)
        #expect(one.matches(DigestSet([:])) == .nothingAcceptable)
        let short = DigestSet(["sha256": "ab"])
        #expect(short.matches(short) == .nothingAcceptable)
    }
}
