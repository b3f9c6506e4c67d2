import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct ModelRuleTests {
    private let world: World
    private let requirement = Policy.Requirement(statement: .model, role: .developer, threshold: 1)

    init() throws { world = try World() }

    private func attest(_ statement: Statement) throws -> Evidence.Found {
        .recorded(try world.developer.sign(statement))
    }

    private func attest(bundle name: String, _ files: [String: Digest]) throws -> Evidence.Found {
        try attest(.model(name, files))
    }

    private func attest(file name: String, _ content: Digest) throws -> Evidence.Found {
        try attest(.model(name, [ModelSignaturePredicate.singleFileName: content]))
    }

    private func line(_ model: Evidence.Model, _ found: Evidence.Found...) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.models = [model]
        evidence.envelopes = found
        return try world.line(.model, requirement, evidence)
    }

    private func file(_ path: String, _ content: Digest) -> Evidence.Model {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Evidence.Model(path: path, isBundle: false, files: [name: content])
    }

    private func bundle(_ path: String, _ files: [String: Digest]) -> Evidence.Model {
        Evidence.Model(path: path, isBundle: true, files: files)
    }

    @Test func sameBytesAreAcceptedUnderAnyNameAndPlace() throws {
        let signed = try attest(file: "m.gguf", digest("model"))
        for path in ["m.gguf", "Models/m.gguf", "Models/renamed.gguf"] {
            let line = try line(file(path, digest("model")), signed)
            #expect(line.decision == .accepted)
            #expect(line.name == path)
        }
    }

    @Test func changedByteIsRejected() throws {
        let line = try line(
            file("Models/m.gguf", digest("model.")),
            attest(file: "m.gguf", digest("model"))
        )
        #expect(line.decision == .rejected)
        #expect(line.codes == ["changed"])
        #expect(line.reasons[0].expected == digest("model").description)
        #expect(line.reasons[0].found == digest("model.").description)
    }

    @Test func otherBytesUnderAnotherNameAreMissing() throws {
        let signed = try attest(file: "m.gguf", digest("model"))
        #expect(try line(file("n.gguf", digest("other")), signed).decision == .missing)
    }

    @Test func newVersionBesideTheOldStatementIsAccepted() throws {
        let old = try attest(file: "m.gguf", digest("old"))
        let new = try attest(file: "m.gguf", digest("new"))
        #expect(try line(file("m.gguf", digest("new")), old, new).decision == .accepted)
        #expect(try line(file("m.gguf", digest("newer")), old, new).decision == .rejected)
    }

    @Test func bundleIsExactlyItsFiles() throws {
        let files = ["Manifest.json": digest("m"), "Data/weights": digest("w")]
        let signed = try attest(bundle: "m.mlpackage", files)
        func judge(_ files: [String: Digest], path: String = "a/m.mlpackage") throws -> [String] {
            try line(bundle(path, files), signed).codes
        }
        #expect(try judge(files) == [])
        #expect(try judge(files, path: "renamed.mlpackage") == [])
        #expect(try judge(files.merging(["Data/more": digest("x")]) { $1 }) == ["unlisted"])
        #expect(try judge(["Manifest.json": digest("m")]) == ["removed"])
        #expect(try judge(files.merging(["Data/weights": digest("x")]) { $1 }) == ["changed"])
        #expect(try judge(["Manifest.json": digest("w"), "Data/weights": digest("m")]) == ["changed", "changed"])
        #expect(try judge(["Manifest.json": digest("m"), "weights": digest("w")]) == ["removed", "unlisted"])
        #expect(try judge([:]) == ["removed", "removed"])
        #expect(try line(bundle("m.mlpackage", [:]), signed).decision == .rejected)
    }

    @Test func fileIsNoBundleAndABundleNoFile() throws {
        let files = ["a": digest("model")]
        let asBundle = try attest(bundle: "m.gguf", files)
        #expect(try line(file("m.gguf", digest("model")), asBundle).codes == ["kind", "removed"])
        #expect(try line(file("n.gguf", digest("model")), asBundle).decision == .missing)
        let asFile = try attest(file: "m.gguf", digest("model"))
        #expect(try line(bundle("m.gguf", files), asFile).decision == .rejected)
        #expect(try line(bundle("n.gguf", files), asFile).decision == .missing)
        #expect(try line(bundle("m.gguf", files), asBundle).decision == .accepted)
    }

    @Test func fileMayGoByItsOwnName() throws {
        // OMS v1.0 names the one file by its last path component.
        let signed = try attest(bundle: "m.gguf", ["m.gguf": digest("model")])
        #expect(try line(file("a/m.gguf", digest("model")), signed).decision == .accepted)
        #expect(try line(file("a/m.gguf", digest("other")), signed).decision == .rejected)
    }

    @Test func signatureOfTwoFilesIsAboutNeitherAlone() throws {
        let signed = try attest(bundle: "m.gguf", ["m.gguf": digest("model"), "n.gguf": digest("other")])
        #expect(try line(file("m.gguf", digest("model")), signed).decision == .rejected)
        #expect(try line(file("n.gguf", digest("other")), signed).decision == .missing)
    }

    @Test func onlyWhatBelongsToGitMayBeLeftOut() throws {
        let files = ["Manifest.json": digest("m"), "Data/weights": digest("w")]
        let withGit = files.merging([".gitattributes": digest("any")]) { $1 }
        let usual = try attest(bundle: "m.mlpackage", files)
        #expect(try line(bundle("m.mlpackage", withGit), usual).decision == .accepted)
        // A signature that covers it is held to it.
        let whole = ModelSignaturePredicate(files: withGit, ignoredPaths: []).statement(name: "m.mlpackage")
        #expect(try line(bundle("m.mlpackage", withGit), attest(whole)).decision == .accepted)
        #expect(try line(bundle("m.mlpackage", files), attest(whole)).codes == ["removed"])
        let partial = ModelSignaturePredicate(
            files: ["Manifest.json": digest("m")],
            ignoredPaths: ["Data"]
        ).statement(name: "m.mlpackage")
        #expect(try line(bundle("m.mlpackage", files), attest(partial)).codes == ["left-out"])
    }

    @Test func namesAreBytes() throws {
        let signed = try attest(bundle: "m", [composed: digest("a"), "K": digest("b")])
        let found = bundle("m", [decomposed: digest("a"), "K": digest("b")])
        #expect(try line(found, signed).decision == .rejected)
        #expect(Set(try line(found, signed).codes) == ["removed", "unlisted"])
        #expect(try line(bundle("m", [composed: digest("a"), "\u{212A}": digest("b")]), signed).decision == .rejected)
        // Nor is a model of another spelling the one of this name.
        let named = try attest(file: composed, digest("a"))
        #expect(try line(file(decomposed, digest("b")), named).decision == .missing)
        #expect(try line(file(composed, digest("b")), named).decision == .rejected)
    }

    @Test func theListIsHeldAgainstTheSubject() throws {
        let statement = Statement.model("m.gguf", [ModelSignaturePredicate.singleFileName: digest("model")])
        for subjects in [
            [Subject(name: "m.gguf", digest: DigestSet(["gitBlob": String(repeating: "a", count: 40)]))],
            [sha256("m.gguf", digest("model"))],
        ] {
            let changed = Statement(
                subjects: subjects,
                predicateType: statement.predicateType,
                predicate: statement.predicate
            )
            let line = try line(file("m.gguf", digest("model")), attest(changed))
            #expect(line.decision == .rejected)
            #expect(line.codes == ["predicate"])
        }
    }

    @Test func subjectNeedsNoName() throws {
        let statement = Statement.model("m.gguf", [ModelSignaturePredicate.singleFileName: digest("model")])
        let nameless = Statement(
            subjects: [Subject(name: nil, digest: statement.subjects[0].digest)],
            predicateType: statement.predicateType,
            predicate: statement.predicate
        )
        #expect(try line(file("m.gguf", digest("model")), attest(nameless)).decision == .accepted)
        #expect(try line(file("m.gguf", digest("other")), attest(nameless)).decision == .missing)
    }

    @Test func unreadablePredicateIsRejected() throws {
        let statement = Statement(
            subjects: [sha256("m.gguf", digest("model"))],
            predicateType: ModelSignaturePredicate.type,
            predicate: ["serialization": ["method": "of tomorrow"]]
        )
        #expect(try line(file("m.gguf", digest("model")), attest(statement)).codes == ["predicate"])
    }

    @Test func differencesAreBounded() throws {
        let files = Dictionary(uniqueKeysWithValues: (0..<100).map { ("f\($0)", digest("\($0)")) })
        let line = try line(bundle("m", ["other": digest("x")]), attest(bundle: "m", files))
        #expect(line.decision == .rejected)
        #expect(line.reasons.count == 33)
        #expect(line.reasons.last?.message == "and 69 more reasons")
    }
}
