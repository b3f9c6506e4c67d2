import HallmarkCore
import HallmarkStatement
import Testing

struct ModelSignaturePredicateTests {
    private static let zeros = String(repeating: "0", count: 64)

    private static func resource(_ name: String, algorithm: String = "sha256", digest: String = zeros) -> JSONValue {
        ["name": .string(name), "algorithm": .string(algorithm), "digest": .string(digest)]
    }

    private static func predicate(
        _ resources: [JSONValue] = [resource("a")],
        serialization: [String: JSONValue?] = [:],
        more: [String: JSONValue] = [:]
    ) -> JSONValue {
        var members: [String: JSONValue] = ["method": "files", "hash_type": "sha256", "allow_symlinks": false]
        for (name, value) in serialization { members[name] = value }
        return .object(["serialization": .object(members), "resources": .array(resources)].merging(more) { $1 })
    }

    private static func isRead(_ json: JSONValue) -> Bool {
        do {
            _ = try ModelSignaturePredicate(json: json)
            return true
        } catch { return false }
    }

    private static func isRead(names: String...) -> Bool { isRead(predicate(names.map { resource($0) })) }

    private static func statement(
        _ predicate: JSONValue,
        root: Digest = Digest.sha256([UInt8](repeating: 0, count: 32)),
        annotations: [String: JSONValue] = [:]
    ) -> Statement {
        Statement(
            subjects: [Subject(name: "m", digest: DigestSet(root), annotations: annotations)],
            predicateType: ModelSignaturePredicate.type,
            predicate: predicate
        )
    }

    @Test func writtenStatementIsReadBack() throws {
        let files = ["b": digest("1"), "a/x": digest("2"), "a-b": digest("3"), "a.b/x": digest("4")]
        let predicate = ModelSignaturePredicate(files: files)
        // OMS v1.0 sorts whole names, not their components.
        #expect(predicate.resources.map(\.name) == ["a-b", "a.b/x", "a/x", "b"])
        let statement = try Statement(payloadOf: Envelope(payload: predicate.statement(name: "m").jsonBytes))
        #expect(try ModelSignaturePredicate(statement: statement) == predicate)
        #expect(statement.subjects[0].name == "m")
        let root = Digest.sha256(["3", "4", "2", "1"].flatMap { digest($0).bytes })
        #expect(statement.subjects[0].digest.sha256 == root)
        let lines = [("3", "a-b"), ("4", "a.b/x"), ("2", "a/x"), ("1", "b")].map { "\(digest($0).hex)  \($1)\n" }
        #expect(statement.subjects[0].annotations == ["dirHash": .string(digest(lines.joined()).hex)])
    }

    @Test func rootIsOverTheDigestsInTheOrderListed() throws {
        let listed = [Self.resource("b", digest: digest("1").hex), Self.resource("a", digest: digest("2").hex)]
        let root = Digest.sha256(digest("1").bytes + digest("2").bytes)
        let sorted = Digest.sha256(digest("2").bytes + digest("1").bytes)
        let statement = Self.statement(Self.predicate(listed), root: root)
        #expect(try ModelSignaturePredicate(statement: statement).resources.map(\.name) == ["b", "a"])
        let error = #expect(throws: StatementError.self) {
            try ModelSignaturePredicate(statement: Self.statement(Self.predicate(listed), root: sorted))
        }
        #expect(error?.code == .subject)
    }

    @Test func annotationBindsTheNames() throws {
        let lines = digest("\(Self.zeros)  a\n").hex
        func read(_ annotation: JSONValue, name: String = "a") throws {
            let predicate = Self.predicate([Self.resource(name)])
            _ = try ModelSignaturePredicate(statement: Self.statement(predicate, annotations: ["dirHash": annotation]))
        }
        try read(.string(lines))
        // The root digest is the same for every name.
        #expect(throws: StatementError.self) { try read(.string(lines), name: "b") }
        for other: JSONValue in [.null, "", .string(lines.uppercased()), .string(Self.zeros)] {
            #expect(throws: StatementError.self) { try read(other) }
        }
    }

    @Test func refusesOtherStatements() throws {
        let good = Self.statement(Self.predicate())
        _ = try ModelSignaturePredicate(statement: good)
        let early = Statement(
            subjects: good.subjects,
            predicateType: ModelSignaturePredicate.earlyType,
            predicate: good.predicate
        )
        let error = #expect(throws: StatementError.self) { try ModelSignaturePredicate(statement: early) }
        #expect(error?.reason.contains("early form") == true)
        let other = Statement(subjects: good.subjects, predicateType: "t", predicate: good.predicate)
        #expect(throws: StatementError.self) { try ModelSignaturePredicate(statement: other) }
        let two = Statement(
            subjects: good.subjects + [sha256("n", digest("n"))],
            predicateType: good.predicateType,
            predicate: good.predicate
        )
        #expect(throws: StatementError.self) { try ModelSignaturePredicate(statement: two) }
        let sha512 = Subject(name: "m", digest: DigestSet(["sha512": Self.zeros + Self.zeros]))
        let weak = Statement(subjects: [sha512], predicateType: good.predicateType, predicate: good.predicate)
        #expect(throws: StatementError.self) { try ModelSignaturePredicate(statement: weak) }
    }

    @Test(arguments: ["a", "a/b", "é", "a b", "a:0:1", "..a", "a.", ".gitkeep", "."])
    func readsPlainNames(name: String) {
        #expect(Self.isRead(names: name))
    }

    @Test(arguments: [
        "", "..", "/", "/a", "/etc/passwd", "a/", "a//b", "./a", "a/.", "a/..", "../a", "a/../b", "a\\b", "a\0", "a\nb",
        "a\u{1B}[2J", "a\u{7F}", "a\u{9B}",
    ])
    func refusesOtherNames(name: String) {
        #expect(!Self.isRead(names: name))
        #expect(!Self.isRead(names: "z", name))
    }

    @Test(arguments: [
        ("a", "a"), ("a", "A"), (composed, decomposed), (composed, "E\u{301}"), ("ß", "SS"), ("k", "\u{212A}"),
        ("d/a", "D/A"), ("a", "a/b"), ("A", "a/b/c"), ("a/b/c", "a/B"), (".", "a"),
    ])
    func refusesNamesOfOneFile(one: String, other: String) {
        #expect(!Self.isRead(names: one, other))
        #expect(!Self.isRead(names: other, one))
        #expect(!Self.isRead(names: one, "between", other))
        #expect(Self.isRead(names: one == "." ? "x" : one, "between"))
    }

    @Test func refusesNoFilesAndTooMany() {
        #expect(!Self.isRead(Self.predicate([])))
        let limit = ModelSignaturePredicate.maximumResources
        let names = (0...limit).map { "f\($0)" }
        #expect(ModelSignaturePredicate.objection(to: Array(names.dropLast())) == nil)
        #expect(ModelSignaturePredicate.objection(to: names) != nil)
    }

    @Test(arguments: ["blake2b", "blake3", "sha256-sharded-1000", "md5", "SHA256", ""])
    func refusesOtherAlgorithms(algorithm: String) {
        #expect(!Self.isRead(Self.predicate([Self.resource("a", algorithm: algorithm)])))
        let both = Self.predicate(
            [Self.resource("a", algorithm: algorithm)],
            serialization: ["hash_type": .string(algorithm)]
        )
        #expect(!Self.isRead(both))
        #expect(!Self.isRead(Self.predicate(serialization: ["hash_type": .string(algorithm)])))
    }

    @Test(arguments: [
        "", "0", String(zeros.dropLast()), zeros + "00", String(zeros.dropLast()) + "A", "0x" + zeros.dropLast(2),
    ])
    func refusesOtherDigests(digest: String) {
        #expect(!Self.isRead(Self.predicate([Self.resource("a", digest: digest)])))
    }

    @Test(
        arguments: [
            ("allow_symlinks", JSONValue.bool(true)), ("allow_symlinks", nil), ("allow_symlinks", "false"),
            ("method", "shards"), ("method", "file"), ("method", nil), ("hash_type", nil), ("shard_size", 1000),
            ("more", 1),
            ("ignore_paths", "a"), ("ignore_paths", [1]),
        ] as [(String, JSONValue?)]
    )
    func refusesAnotherSerialization(member: String, value: JSONValue?) {
        #expect(!Self.isRead(Self.predicate(serialization: [member: value])))
    }

    @Test func refusalOfShardsSaysWhy() {
        let json = Self.predicate(serialization: ["method": "shards", "shard_size": 1000])
        let error = #expect(throws: JSONError.self) { try ModelSignaturePredicate(json: json) }
        #expect(error?.detail.contains("empty files unsigned") == true)
    }

    @Test(arguments: [".", "", "..", "*", "*.bin", "/", "/tmp", "b/..", "./b", "b/", "b//c", "b\\c", "b\0", "a"])
    func refusesIgnoredPathsOfMoreThanOneSubtree(path: String) {
        #expect(!Self.isRead(Self.predicate(serialization: ["ignore_paths": [.string(path)]])))
    }

    @Test func readsIgnoredPaths() throws {
        let json = Self.predicate(serialization: ["ignore_paths": [".git", "b/c", "aa"]])
        #expect(try ModelSignaturePredicate(json: json).ignoredPaths == [".git", "b/c", "aa"])
        let none = Self.predicate(serialization: ["ignore_paths": []])
        #expect(try ModelSignaturePredicate(json: none).ignoredPaths == [])
        // The member was not written once.
        let defaults = ModelSignaturePredicate.defaultIgnoredPaths
        #expect(try ModelSignaturePredicate(json: Self.predicate()).ignoredPaths == defaults)
        let git = Self.predicate([Self.resource(".gitignore")])
        #expect(try ModelSignaturePredicate(json: git).ignoredPaths == Array(defaults.dropLast()))
        let below = Self.predicate([Self.resource("a/b")], serialization: ["ignore_paths": ["a"]])
        #expect(!Self.isRead(below))
        let limit = ModelSignaturePredicate.maximumIgnoredPaths
        for (count, expected) in [(limit, true), (limit + 1, false)] {
            let paths = (0..<count).map { JSONValue.string("p\($0)") }
            #expect(Self.isRead(Self.predicate(serialization: ["ignore_paths": .array(paths)])) == expected)
        }
    }

    @Test func refusesUnknownMembers() {
        #expect(!Self.isRead(Self.predicate(more: ["more": 1])))
        #expect(!Self.isRead(["resources": [Self.resource("a")]]))
        #expect(!Self.isRead(Self.predicate(["a"])))
    }
}
