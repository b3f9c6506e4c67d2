import HallmarkCore
import HallmarkModelScan
import Testing

struct ZipTests {
    typealias Member = ZipFile.Member

    static let benign = pickle(.proto(2), .emptyDict, .stop)
    static let hostile = pickle(.proto(2), .payload, .stop)
    private static let plain = ZipFile.torch(benign)

    private static func torch(_ change: @escaping (inout Member) -> Void) -> [UInt8] {
        ZipFile.torch(benign, Member("archive/x", [1, 2, 3], change))
    }

    private static let large = [UInt8](repeating: 7, count: 100_000)

    private static let cases = [
        RuleCase(ZipRules.malformed, "a wrong count", refuses: ZipFile.torch(benign) { $0.count = 1 }, accepts: plain),
        RuleCase(
            ZipRules.malformed,
            "zip64 that says something else",
            refuses: ZipFile.torch(benign) { ($0.isWide, $0.wideCount) = (true, 1) },
            accepts: ZipFile.torch(benign) { $0.isWide = true }
        ),
        RuleCase(
            ZipRules.malformed,
            "an extra field that breaks off",
            refuses: torch { $0.extra = [0x46, 0x42, 9, 0, 0] },
            accepts: torch { $0.extra = [0x46, 0x42, 1, 0, 0] }
        ),
        RuleCase(
            ZipRules.malformed,
            "a second name",
            refuses: torch { $0.extra = [0x75, 0x70, 1, 0, 1] },
            accepts: torch { $0.extra = [0x76, 0x70, 1, 0, 1] }
        ),
        RuleCase(ZipRules.disagreement, "another name", refuses: torch { $0.ownName = "archive/y" }, accepts: plain),
        RuleCase(ZipRules.disagreement, "another method", refuses: torch { $0.ownMethod = 8 }, accepts: plain),
        RuleCase(ZipRules.disagreement, "other flags", refuses: torch { $0.ownFlags = 1 }, accepts: plain),
        RuleCase(
            ZipRules.disagreement,
            "a descriptor that says something else",
            refuses: torch { $0.descriptor = [1, 2, 3, 4] },
            accepts: torch { $0.descriptor = [] }
        ),
        RuleCase(
            ZipRules.duplicate,
            "one name twice",
            refuses: ZipFile.torch(benign, Member("archive/x", [1]), Member("archive/x", [2])),
            accepts: ZipFile.torch(benign, Member("archive/x", [1]), Member("archive/y", [2]))
        ),
        RuleCase(
            ZipRules.duplicate,
            "one name in two cases",
            refuses: ZipFile.torch(benign, Member("archive/x", [1]), Member("archive/X", [2])),
            accepts: plain
        ),
        RuleCase(
            ZipRules.overlap,
            "two entries of one content",
            refuses: ZipFile.torch(benign, Member("archive/data.pkl", [], { $0.listedOffset = 0 })),
            accepts: plain
        ),
        RuleCase(
            ZipRules.hidden,
            "bytes before",
            refuses: ZipFile.torch(benign) { $0.prefix = [0x50, 0x4B, 3, 4, 0] },
            accepts: plain
        ),
        RuleCase(
            ZipRules.hidden,
            "bytes behind",
            refuses: ZipFile.torch(benign) { $0.tail = [0, 0, 0] },
            accepts: plain
        ),
        RuleCase(
            ZipRules.hidden,
            "a member that is not listed",
            refuses: torch { $0.isListed = false },
            accepts: torch { $0.isListed = true }
        ),
        RuleCase(
            ZipRules.disagreement,
            "a comment that runs past the file's end",
            refuses: Array(ZipFile.torch(benign) { $0.comment = Array("made by hand".utf8) }.dropLast()),
            accepts: ZipFile.torch(benign) { $0.comment = Array("made by hand".utf8) }
        ),
        RuleCase(
            ZipRules.hidden,
            "an archive in the comment",
            refuses: ZipFile.torch(benign) { $0.comment = plain },
            accepts: ZipFile.torch(benign) { $0.comment = Array("made by hand".utf8) }
        ),
        RuleCase(
            ZipRules.escape,
            "a parent",
            refuses: torch { $0.name = "archive/../../x" },
            accepts: torch { $0.name = "archive/..x" }
        ),
        RuleCase(ZipRules.escape, "the root", refuses: torch { $0.name = "/etc/passwd" }, accepts: plain),
        RuleCase(ZipRules.escape, "a backslash", refuses: torch { $0.name = "archive\\x" }, accepts: plain),
        RuleCase(ZipRules.escape, "a drive", refuses: torch { $0.name = "c:/x" }, accepts: plain),
        RuleCase(
            ZipRules.escape,
            "an empty part",
            refuses: torch { $0.name = "archive//x" },
            accepts: torch {
                $0.name = "archive/x/"; $0.content = []
            }
        ),
        RuleCase(ZipRules.escape, "a NUL", refuses: torch { $0.name = "archive/x\0y" }, accepts: plain),
        RuleCase(
            ZipRules.escape,
            "a link",
            refuses: torch { $0.mode = 0o120777 },
            accepts: torch { $0.mode = 0o100644 }
        ),
        RuleCase(ZipRules.flags, "encryption", refuses: torch { $0.flags = 1 }, accepts: torch { $0.flags = 0x800 }),
        RuleCase(ZipRules.flags, "a patch", refuses: torch { $0.flags = 0x20 }, accepts: plain),
        RuleCase(ZipRules.flags, "strong encryption", refuses: torch { $0.flags = 0x40 }, accepts: plain),
        RuleCase(ZipRules.flags, "a masked header", refuses: torch { $0.flags = 0x2000 }, accepts: plain),
        RuleCase(
            ZipRules.compression,
            "lzma",
            refuses: torch { $0.method = 14 },
            accepts: torch { $0.isDeflated = true }
        ),
        RuleCase(
            ZipRules.content,
            "a wrong checksum of a pickle",
            refuses: ZipFile.torch(benign, Member("archive/constants.pkl", benign, { $0.checksum = 7 })),
            accepts: ZipFile.torch(benign, Member("archive/constants.pkl", benign))
        ),
        RuleCase(
            ZipRules.content,
            "a wrong checksum of a large member that is no tensor",
            refuses: torch { ($0.content, $0.checksum) = (large, 7) },
            accepts: torch { ($0.name, $0.content, $0.checksum) = ("archive/data/0", large, 7) }
        ),
        RuleCase(
            ZipRules.content,
            "a wrong checksum of compressed bytes",
            refuses: torch { ($0.isDeflated, $0.checksum) = (true, 7) },
            accepts: torch { $0.isDeflated = true }
        ),
        RuleCase(
            ZipRules.content,
            "more than is stated",
            refuses: torch { ($0.isDeflated, $0.size) = (true, 1) },
            accepts: torch { $0.isDeflated = true }
        ),
        RuleCase(ZipRules.content, "no deflate", refuses: torch { $0.method = 8 }, accepts: plain),
        RuleCase(
            ZipRules.program,
            "a program",
            refuses: torch { $0.content = [0x7F, 0x45, 0x4C, 0x46] },
            accepts: plain
        ),
        RuleCase(ZipRules.program, "a script", refuses: torch { $0.content = Array("#!/bin/sh".utf8) }, accepts: plain),
        RuleCase(ZipRules.program, "Python's code", refuses: torch { $0.name = "archive/model.py" }, accepts: plain),
    ]

    @Test(arguments: cases)
    func aRuleRefusesOneAndAcceptsTheOther(_ rule: RuleCase) {
        let refused = scan(rule.refused, as: "model.pt")
        #expect(refused.rules.contains(rule.rule.id), "\(refused.findings.map(\.message))")
        #expect(refused.verdict != .safe)
        let accepted = scan(rule.accepted, as: "model.pt")
        #expect(!accepted.rules.contains(rule.rule.id), "\(accepted.findings.map(\.message))")
    }

    private static let accepted: [(String, [UInt8])] = [
        ("as torch writes it", plain), ("with zip64's end", ZipFile.torch(benign) { $0.isWide = true }),
        ("with descriptors", torch { $0.descriptor = [] }), ("compressed", torch { $0.isDeflated = true }),
        ("with names in UTF-8", torch { ($0.name, $0.flags) = ("archive/é", 0x800) }),
        ("with a comment", ZipFile.torch(benign) { $0.comment = [0x41] }),
    ]

    @Test(arguments: accepted)
    func acceptsWhatFollowsTheFormat(_ what: String, _ bytes: [UInt8]) {
        let report = scan(bytes, as: "model.pt")
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
    }

    /// Each puts the payload where one reader finds it and another does not.
    private static let hidden: [(String, [UInt8])] = [
        ("data.pkl twice, first", ZipFile(Member("a/data.pkl", hostile), Member("a/data.pkl", benign)).bytes),
        ("data.pkl twice, last", ZipFile(Member("a/data.pkl", benign), Member("a/data.pkl", hostile)).bytes),
        ("in capitals", ZipFile(Member("a/DATA.PKL", hostile), Member("a/data.pkl", benign)).bytes),
        ("the first of two archives", ZipFile.torch(hostile) + ZipFile.torch(benign)),
        ("the second of two archives", ZipFile.torch(benign) + ZipFile.torch(hostile)),
        ("in the comment", ZipFile.torch(benign) { $0.comment = ZipFile.torch(hostile) }),
        ("as a prefix", ZipFile.torch(benign) { $0.prefix = hostile }),
        ("as a tail", ZipFile.torch(benign) { $0.tail = hostile }),
        ("with a wrong checksum", ZipFile(Member("a/data.pkl", hostile, { $0.checksum = 1 })).bytes),
        ("with the flag of encryption", ZipFile(Member("a/data.pkl", hostile, { $0.flags = 1 })).bytes),
        ("with another name of its own", ZipFile(Member("a/data.pkl", hostile, { $0.ownName = "a/data.txt" })).bytes),
        ("with another method of its own", ZipFile(Member("a/data.pkl", hostile, { $0.ownMethod = 99 })).bytes),
        ("compressed", ZipFile(Member("a/data.pkl", hostile, { $0.isDeflated = true })).bytes),
        ("in another member", ZipFile.torch(benign, Member("archive/data/0", hostile))),
        (
            "in another member, compressed",
            ZipFile.torch(benign, Member("archive/data/0", hostile, { $0.isDeflated = true }))
        ),
        ("in a text", ZipFile.torch(benign, Member("notes.txt", pickle(.payload, .stop)))),
        ("in constants.pkl", ZipFile.torch(benign, Member("archive/constants.pkl", hostile))),
        ("in an archive", ZipFile.torch(benign, Member("archive/x.zip", ZipFile(Member("a.pkl", hostile)).bytes))),
        (
            "beside the tensors, without a header in the directory",
            ZipFile.torch(benign, Member("archive/y", hostile, { $0.isListed = false }))
        ),
    ]

    @Test(arguments: hidden, ["model.pt", "weights.bin"])
    func findsWhatIsHidden(_ trick: (what: String, bytes: [UInt8]), as path: String) {
        let report = scan(trick.bytes, as: path)
        #expect(report.verdict == .malicious, "\(trick.what): \(report.findings.map(\.message))")
        #expect(report.rules.contains("PKL001"))
    }

    /// zipfile and unzip find an archive by its end, whatever stands before it.
    @Test func bytesBeforeAnArchiveHideNothing() {
        for payload in [Self.benign, Self.hostile] {
            let report = scan([UInt8](repeating: 0, count: 99) + ZipFile.torch(payload), as: "model.pt")
            #expect(report.rules.contains("ZIP005"))
            #expect(report.verdict == (payload == Self.benign ? .suspicious : .malicious))
        }
    }

    /// torch.load reads what is stored or deflated.
    @Test(arguments: [UInt16(12), 14, 95, 99])
    func anotherCompressionIsNoCheckpoint(_ method: UInt16) {
        let report = scan(Self.torch { $0.method = method }, as: "model.pt")
        #expect(report.rules.isSuperset(of: ["ZIP008", "PTH002"]) && report.verdict == .suspicious)
    }

    @Test func aReportSaysWhatLiesInWhat() throws {
        let inner = ZipFile(Member("a.pkl", Self.hostile)).bytes
        let report = scan(ZipFile(Member("x/inner.zip", inner), Member("b.pkl", Self.benign)).bytes, as: "a.zip")
        #expect(
            report.contents.map { "\($0.members.joined(separator: " > ")): \($0.format.rawValue)" }
                == ["x/inner.zip: zip", "x/inner.zip > a.pkl: pickle", "b.pkl: pickle"]
        )
        let finding = try #require(report.findings.first { $0.rule == PickleRules.dangerousImport })
        #expect(finding.members == ["x/inner.zip", "a.pkl"] && finding.statement == #"imports "posix.system""#)
    }

    @Test func aFindingSaysWhereInTheArchive() throws {
        let bytes = ZipFile.torch(Self.benign, Member("archive/constants.pkl", Self.hostile))
        let finding = try #require(scan(bytes, as: "model.pt").findings.first)
        #expect(finding.message == #"archive/constants.pkl: imports "posix.system""#)
        let offset = try #require(finding.offset)
        #expect(Array(bytes[Int(offset)...]).starts(with: Array("cposix\nsystem\n".utf8)))
    }

    @Test func anyArchiveWithAModelIsOne() {
        let archive = ZipFile(Member("README", Array("hello".utf8)), Member("notes.txt", pickle(.payload, .stop)))
        let report = scan(archive.bytes, as: "data.zip")
        #expect(report.verdict == .malicious && report.format == FormatName(rawValue: "zip"))
        let deflated = ZipFile(Member("notes.txt", pickle(.payload, .stop), { $0.isDeflated = true }))
        #expect(scan(deflated.bytes, as: "data.zip").verdict == .malicious)
        let texts = ZipFile(Member("README", Array("hello".utf8)), Member("[Content_Types].xml", Array("<x/>".utf8)))
        #expect(scan(texts.bytes, as: "letter.docx").verdict == .notAModel)
    }

    @Test func archivesInArchivesEndAtTheStatedDepth() {
        func nested(_ depth: Int) -> [UInt8] {
            (0..<depth).reduce(Self.hostile) { bytes, _ in ZipFile(Member("a.pkl", bytes)).bytes }
        }
        #expect(scan(nested(ScanContext.maximumDepth), as: "a.zip").verdict == .malicious)
        let deeper = scan(nested(ScanContext.maximumDepth + 1), as: "a.zip")
        #expect(deeper.rules.contains("ZIP011") && deeper.verdict != .safe)
    }

    @Test func aBombIsNotReadToItsEnd() {
        // A member that states 4 GiB and holds none of it, and one that expands beyond what is kept.
        let lying = ZipFile.torch(
            Self.benign,
            Member("archive/x", [1], { ($0.isDeflated, $0.size) = (true, 0xFFFF_FFF0) })
        )
        #expect(scan(lying, as: "a.pt").rules.contains("ZIP009"))
        let size = ScanContext.maximumKeptSize
        let large = pickle(.proto(2), Operation("B", little(UInt32(size)) + [UInt8](repeating: 0, count: size)), .stop)
        let report = scan(ZipFile(Member("a.pkl", large, { $0.isDeflated = true })).bytes, as: "a.zip")
        #expect(report.rules.contains("ZIP010"), "\(report.findings.map(\.message))")
        #expect(report.verdict == .unknown)
    }

    @Test func noPrefixOfAnArchiveIsSafe() {
        for count in 0..<Self.plain.count {
            let report = scan(Array(Self.plain[..<count]), as: "a.pt")
            #expect(report.verdict != .safe, "\(count) bytes")
        }
    }

    @Test func noFlippedBitHidesThePayload() {
        let bytes = ZipFile(Member("a/data.pkl", Self.hostile)).bytes
        for (index, bit) in bytes.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
            var flipped = bytes
            flipped[index] ^= 1 << bit
            let report = scan(flipped, as: "a.pt")
            // Only the time and the versions of writer and reader mean nothing.
            #expect(report.verdict != .safe, "bit \(bit) of byte \(index)")
        }
    }
}
