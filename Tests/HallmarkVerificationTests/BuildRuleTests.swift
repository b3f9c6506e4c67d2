import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct BuildRuleTests {
    private static let commit = Evidence.Commit(id: String(repeating: "c", count: 40), tree: digest("tree"))
    private let world: World
    private let requirement = Policy.Requirement(statement: .build, role: .builder, threshold: 1)

    init() throws { world = try World() }

    private func attest(
        _ products: [String: Digest],
        repository: String = repositoryURI,
        commit: String? = commit.id,
        tree: Digest = commit.tree,
        isNamed: Bool = true
    ) throws -> Evidence.Found {
        let predicate = BuildPredicate(
            repository: repository,
            commit: commit ?? "",
            tree: tree.hex,
            configuration: "release",
            products: products.keys.sorted(),
            toolchain: "Swift version 6.3",
            builder: "https://example.com/builder",
            dependencies: []
        )
        let subjects = isNamed ? products.subjects : products.values.map { Subject(name: nil, digest: DigestSet($0)) }
        let statement = Statement(subjects: subjects, predicate: predicate)
        return .recorded(try world.builder.sign(statement))
    }

    private func line(
        _ found: Evidence.Found,
        name: String = "tool",
        _ content: Digest = digest("binary"),
        commit: Evidence.Commit? = commit
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.commit = commit
        evidence.artifacts = [name: content]
        evidence.envelopes = [found]
        return try world.line(.artifact, requirement, evidence)
    }

    @Test func bytesBuiltFromThisCommitAreBound() throws {
        let line = try line(attest(["tool": digest("binary")]))
        #expect(line.decision == .accepted)
        #expect(line.signers == ["builder"])
    }

    @Test func changedBytesAreRejected() throws {
        let line = try line(attest(["tool": digest("binary")]), digest("other"))
        #expect(line.decision == .rejected)
        #expect(line.codes == ["changed"])
        #expect(line.reasons[0].expected == digest("binary").description)
    }

    @Test func renamedArtifactIsRejected() throws {
        #expect(try line(attest(["tool": digest("binary")]), name: "other").codes == ["renamed"])
        #expect(try line(attest([composed: digest("binary")]), name: decomposed).codes == ["renamed"])
        #expect(try line(attest([composed: digest("binary")]), name: composed).decision == .accepted)
    }

    @Test func productWithoutNameIsRejected() throws {
        #expect(try line(attest(["tool": digest("binary")])).decision == .accepted)
        #expect(try line(attest(["tool": digest("binary")], isNamed: false)).codes == ["renamed"])
    }

    @Test func twoProductsMayHaveTheSameBytes() throws {
        let signed = try attest(["tool": digest("binary"), "alias": digest("binary")])
        #expect(try line(signed, name: "tool").decision == .accepted)
        #expect(try line(signed, name: "alias").decision == .accepted)
        #expect(try line(signed, name: "third").codes == ["renamed"])
    }

    @Test func otherCommitContentOrRepositoryIsRejected() throws {
        let products = ["tool": digest("binary")]
        let other = String(repeating: "d", count: 40)
        #expect(try line(attest(products, commit: other)).codes == ["other-commit"])
        #expect(try line(attest(products, tree: digest("other"))).codes == ["other-commit"])
        #expect(try line(attest(products, repository: "https://example.com/other")).codes == ["other-repository"])
        #expect(try line(attest(products), commit: nil).codes == ["other-commit"])
    }

    @Test func archiveIsBoundByItsContent() throws {
        let products = ["tool": digest("binary")]
        let archive = Evidence.Commit(id: nil, tree: Self.commit.tree)
        #expect(try line(attest(products), commit: archive).decision == .accepted)
        #expect(try line(attest(products, tree: digest("other")), commit: archive).codes == ["other-commit"])
    }

    @Test func anotherCommitsBuildOfTheNameIsUnrelated() throws {
        let old = try attest(["tool": digest("old")], commit: String(repeating: "d", count: 40))
        #expect(try line(old).decision == .missing)
        #expect(try line(attest(["other": digest("old")])).decision == .missing)
    }

    @Test func unreadablePredicateIsRejected() throws {
        let statement = Statement(
            subjects: [sha256("tool", digest("binary"))],
            predicateType: BuildPredicate.type,
            predicate: [:]
        )
        #expect(try line(.recorded(world.builder.sign(statement))).codes == ["predicate"])
    }
}
