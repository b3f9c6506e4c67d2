import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct ModelRuleTests {
    private let world: World
    private let requirement = Policy.Requirement(statement: .model, role: .developer, threshold: 1)

    init() throws { world = try World() }

    private func attest(_ name: String, isBundle: Bool = false, _ files: [String: Digest]) throws -> Evidence.Found {
        let statement = Statement(
            subjects: files.subjects,
            predicate: ModelPredicate(name: name, format: "any", isBundle: isBundle)
        )
        return .recorded(try world.developer.sign(statement))
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
        let signed = try attest("m.gguf", ["m.gguf": digest("model")])
        for path in ["m.gguf", "Models/m.gguf", "Models/renamed.gguf"] {
            let line = try line(file(path, digest("model")), signed)
            #expect(line.decision == .accepted)
            #expect(line.name == path)
        }
    }

    @Test func changedByteIsRejected() throws {
        let line = try line(
            file("Models/m.gguf", digest("model.")),
            attest("m.gguf", ["m.gguf": digest("model")])
        )
        #expect(line.decision == .rejected)
        #expect(line.codes == ["changed"])
        #expect(line.reasons[0].expected == digest("model").description)
        #expect(line.reasons[0].found == digest("model.").description)
    }

    @Test func otherBytesUnderAnotherNameAreMissing() throws {
        let signed = try attest("m.gguf", ["m.gguf": digest("model")])
        #expect(try line(file("n.gguf", digest("other")), signed).decision == .missing)
    }

    @Test func newVersionBesideTheOldStatementIsAccepted() throws {
        let old = try attest("m.gguf", ["m.gguf": digest("old")])
        let new = try attest("m.gguf", ["m.gguf": digest("new")])
        #expect(try line(file("m.gguf", digest("new")), old, new).decision == .accepted)
        #expect(try line(file("m.gguf", digest("newer")), old, new).decision == .rejected)
    }

    @Test func bundleIsExactlyItsFiles() throws {
        let files = ["Manifest.json": digest("m"), "Data/weights": digest("w")]
        let signed = try attest("m.mlpackage", isBundle: true, files)
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
        let files = ["m.gguf": digest("model")]
        let asBundle = try attest("m.gguf", isBundle: true, files)
        #expect(try line(file("m.gguf", digest("model")), asBundle).decision == .missing)
        let asFile = try attest("m.gguf", files)
        #expect(try line(bundle("m.gguf", files), asFile).decision == .missing)
        #expect(try line(bundle("m.gguf", files), asBundle).decision == .accepted)
    }

    @Test func fileStatementOfTwoFilesIsAboutNeither() throws {
        let signed = try attest("m.gguf", ["m.gguf": digest("model"), "n.gguf": digest("other")])
        #expect(try line(file("m.gguf", digest("model")), signed).decision == .rejected)
        #expect(try line(file("n.gguf", digest("other")), signed).decision == .missing)
    }

    @Test func namesAreBytes() throws {
        let signed = try attest("m", isBundle: true, [composed: digest("a"), "K": digest("b")])
        let found = bundle("m", [decomposed: digest("a"), "K": digest("b")])
        #expect(try line(found, signed).decision == .rejected)
        #expect(Set(try line(found, signed).codes) == ["removed", "unlisted"])
        #expect(try line(bundle("m", [composed: digest("a"), "\u{212A}": digest("b")]), signed).decision == .rejected)
        // Nor is a model of another spelling the one of this name.
        let named = try attest(composed, [composed: digest("a")])
        #expect(try line(file(decomposed, digest("b")), named).decision == .missing)
        #expect(try line(file(composed, digest("b")), named).decision == .rejected)
    }

    @Test func subjectWithoutSHA256BindsNothing() throws {
        let statement = Statement(
            subjects: [Subject(name: "m.gguf", digest: DigestSet(["gitBlob": String(repeating: "a", count: 40)]))],
            predicate: ModelPredicate(name: "m.gguf", format: "gguf", isBundle: false)
        )
        let found = Evidence.Found.recorded(try world.developer.sign(statement))
        #expect(try line(file("m.gguf", digest("model")), found).decision == .missing)
    }

    @Test func subjectWithoutNameBindsNothing() throws {
        let statement = Statement(
            subjects: [Subject(name: nil, digest: DigestSet(digest("model")))],
            predicate: ModelPredicate(name: "m.gguf", format: "gguf", isBundle: false)
        )
        let found = Evidence.Found.recorded(try world.developer.sign(statement))
        #expect(try line(file("m.gguf", digest("model")), found).decision == .missing)
    }

    @Test func unreadablePredicateIsRejected() throws {
        let statement = Statement(
            subjects: [sha256("m.gguf", digest("model"))],
            predicateType: ModelPredicate.type,
            predicate: ["name": "m.gguf", "format": "gguf", "layout": "folder"]
        )
        let found = Evidence.Found.recorded(try world.developer.sign(statement))
        #expect(try line(file("m.gguf", digest("model")), found).codes == ["predicate"])
    }

    @Test func differencesAreBounded() throws {
        let files = Dictionary(uniqueKeysWithValues: (0..<100).map { ("f\($0)", digest("\($0)")) })
        let line = try line(bundle("m", ["other": digest("x")]), attest("m", isBundle: true, files))
        #expect(line.reasons.count == 11)
        #expect(line.reasons.last?.message == "and 91 more differences")
    }
}
