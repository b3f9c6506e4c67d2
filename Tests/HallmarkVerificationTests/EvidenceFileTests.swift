import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

/// The file form of what a verification used.
struct EvidenceFileTests {
    private static let commit = String(repeating: "0a", count: 20)

    /// An inquiry in which every member is given.
    private static func inquiry(_ world: World) throws -> Inquiry {
        let statement = Statement.model("m", ["m": digest("m")])
        let note = Evidence.Found(try world.developer.sign(statement), origin: .note(object: commit))
        var own = Evidence.OwnEvidence(content: digest("own"))
        own.roots = [world.rootEnvelope]
        own.knownRoots = [world.root.pin: [world.rootEnvelope]]
        own.withdrawals = [world.rootEnvelope]
        own.knownWithdrawals = [world.root.pin: [world.rootEnvelope]]
        own.envelopes = [note]
        own.uncovered = ["a": "b"]
        own.unreadable = [commit: "too large"]
        own.damage = "damaged"
        own.isBehind = true
        own.isFetched = true
        own.rollback = Reason("rollback", "taken away", expected: "a", found: "b", mend: "c")
        var dependency = Evidence.Dependency(
            identity: "log",
            package: "pkg:swift/example.com/log",
            version: "1.0.0",
            commit: commit,
            tree: digest("tree")
        )
        dependency.own = own
        dependency.redirections = [Reason("replaced", "replaced")]
        dependency.unreadable = "unreadable"
        dependency.submodule = "vendored is a submodule"
        var model = Evidence.Model(path: "b", isBundle: true, files: ["x": digest("x"), "y": digest("y")])
        model.isInWorkTree = true
        model.formats = ["onnx", "coreml"]
        var evidence = Evidence()
        evidence.commit = Evidence.Commit(id: commit, tree: digest("tree"))
        evidence.isStrict = true
        evidence.history = [Evidence.Commit(id: nil, tree: digest("old"))]
        evidence.models = [Evidence.Model(path: "m", isBundle: false, files: ["m": digest("m")]), model]
        evidence.packages = [
            Evidence.Package(path: ".", inputs: [["", "a"]: ["f": digest("f")], ["b"]: ["g": digest("g")], []: [:]])
        ]
        evidence.artifacts = ["tool": digest("tool")]
        evidence.dependencies = [dependency]
        evidence.release = Evidence.Release(tag: "v1", commit: commit)
        evidence.envelopes = [note, .recorded(note.envelope), .recorded(try world.stranger.sign(statement))]
        evidence.documents = ReferencedDocuments([commit: Array("{}".utf8)])
        evidence.uncovered = ["attestations/recorded/x": "no envelope"]
        evidence.unreadable = [commit: "too large"]
        evidence.damage = ["a note"]
        evidence.hasNotes = true
        var state = AcceptedState()
        (state.roots, state.rootVersion) = ([world.rootEnvelope], 1)
        (state.policy, state.policyVersion) = (policyText(), 1)
        state.policyStatements = [note.envelope]
        var inquiry = Inquiry(
            pin: world.root.pin,
            roots: [world.rootEnvelope],
            policy: policyText(),
            shared: [digest("shared"): Array("shared".utf8)],
            state: state,
            evidence: evidence,
            kinds: Policy.ArtifactKind.allCases,
            judgesHistory: true,
            name: "HEAD",
            time: now
        )
        inquiry.lines = [Verdict.Line(kind: "notes", name: "n", decision: .undecided, reasons: [Reason("a", "b")])]
        inquiry.remarks = ["b", "a"]
        inquiry.laterRemarks = ["later"]
        return inquiry
    }

    private static func file(_ inquiry: Inquiry) -> EvidenceFile {
        EvidenceFile(inquiry, Judgement(inquiry).verdict, json: ["decision": "rejected"], tool: "t", rules: digest("r"))
    }

    @Test func everythingIsReadAsItWasWritten() throws {
        let inquiry = try Self.inquiry(World())
        let bytes = try Self.file(inquiry).jsonBytes()
        let read = try EvidenceFile(json: bytes)
        #expect(try read.jsonBytes() == bytes)
        let (before, after) = (inquiry.evidence, read.inquiry.evidence)
        #expect(Set(after.envelopes) == Set(before.envelopes) && after.envelopes.count == before.envelopes.count)
        #expect(after.models == before.models && after.packages == before.packages)
        #expect(after.dependencies == before.dependencies && after.history == before.history)
        #expect(after.commit == before.commit && after.release == before.release)
        #expect(after.artifacts == before.artifacts && after.documents.blobs == before.documents.blobs)
        #expect(after.uncovered == before.uncovered && after.unreadable == before.unreadable)
        #expect(after.damage == before.damage && after.hasNotes == before.hasNotes && after.isStrict)
        #expect(read.inquiry.lines == inquiry.lines && read.inquiry.remarks == inquiry.remarks)
        #expect(read.inquiry.policy == inquiry.policy && read.inquiry.shared == inquiry.shared)
        #expect(read.inquiry.state == inquiry.state && read.inquiry.time == now && read.inquiry.judgesHistory)
        let verdict = Judgement(inquiry).verdict
        #expect(Judgement(read.inquiry).verdict == verdict)
        #expect(verdict.lines.count > 5)
    }

    /// A member that is added and not written would be judged when it is there, and not when it is judged again.
    @Test func noMemberIsForgotten() throws {
        let inquiry = try Self.inquiry(World())
        let json = try JSONParser.parse(Self.file(inquiry).jsonBytes())["inquiry"]
        let evidence = try #require(json?["evidence"]?.object)
        let dependency = try #require(evidence["dependencies"]?.array?.first?.object)
        func names(_ value: Any) -> Set<String> { Set(Mirror(reflecting: value).children.compactMap(\.label)) }
        #expect(names(inquiry) == Set(try #require(json?.object).keys))
        #expect(
            names(inquiry.evidence).subtracting(["revocationLists"])
                == Set(evidence.keys).subtracting(["revocationLists"])
        )
        #expect(evidence["revocationLists"] != nil)
        #expect(names(inquiry.evidence.dependencies[0]) == Set(dependency.keys))
        #expect(
            names(try #require(inquiry.evidence.dependencies[0].own))
                == Set(try #require(dependency["own"]?.object).keys)
        )
        #expect(names(inquiry.evidence.models[0]) == Set(try #require(evidence["models"]?.array?.first?.object).keys))
    }

    @Test func whereNotesLieOnAMachineStaysOut() throws {
        let world = try World()
        let full = try Self.inquiry(world)
        var state = AcceptedState()
        state.notes = ["clone": ["refs/notes/attestations": Self.commit]]
        let inquiry = Inquiry(
            pin: full.pin,
            roots: full.roots,
            policy: full.policy,
            shared: [:],
            state: state,
            evidence: Evidence(),
            kinds: [],
            name: "HEAD",
            time: now
        )
        #expect(try !String(decoding: Self.file(inquiry).jsonBytes(), as: UTF8.self).contains(Self.commit))
    }

    @Test func twoEnvelopesInAnyOrderAreTheSameFile() throws {
        var inquiry = try Self.inquiry(World())
        let bytes = try Self.file(inquiry).jsonBytes()
        inquiry.evidence.envelopes.reverse()
        #expect(try Self.file(inquiry).jsonBytes() == bytes)
    }

    @Test(arguments: [
        ("\"tool\":\"t\"", "\"tool\":\"t\",\"other\":1"), ("\"tool\":\"t\",", ""),
        ("\"isStrict\":true", "\"isStrict\":1"),
        ("\"laterRemarks\":[\"later\"]", "\"laterRemarks\":[1]"), ("\"kinds\":[\"commit\"", "\"kinds\":[\"horse\""),
        ("\"tool\":\"t\"", "\"tool\": \"t\""), ("\"notes\":[", "\"notes\":[\"b\",\"a\","),
        ("2027-01-15T08:00:00Z", "2027-01-15"), ("\"hasNotes\":true", "\"hasNotes\":null"),
        ("evidence/v1", "evidence/v2"), ("\"rules\":\"sha256:", "\"rules\":\"md5:"),
        ("\"policy\":\"", "\"policy\":\"*"),
    ])
    func refusesAnyOtherForm(part: String, replacement: String) throws {
        let text = String(decoding: try Self.file(Self.inquiry(World())).jsonBytes(), as: UTF8.self)
        #expect(text.contains(part))
        let other = text.replacing(part, with: replacement, maxReplacements: 1)
        #expect(throws: JSONError.self) { try EvidenceFile(json: Array(other.utf8)) }
    }

    @Test func aDifferenceIsNamedByItsPlace() throws {
        let file = Self.file(try Self.inquiry(World()))
        let verdict = Verdict(lines: [])
        #expect(file.differences(from: verdict, json: ["decision": "rejected"]).isEmpty)
        #expect(file.differences(from: verdict, json: ["decision": "accepted"]) == ["decision"])
    }
}
