import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct CommitRuleTests {
    private static let id = String(repeating: "c", count: 40)
    private static let otherID = String(repeating: "d", count: 40)
    private static let commit = Evidence.Commit(id: id, tree: digest("tree"))
    private let world: World

    init() throws { world = try World() }

    private func attest(
        _ id: String = id,
        _ tree: Digest = commit.tree,
        repository: String = repositoryURI
    ) throws -> Envelope {
        let statement = Statement(
            subjects: CommitPredicate.subjects(commit: id, tree: tree),
            predicate: CommitPredicate(repository: repository)
        )
        return try world.developer.sign(statement)
    }

    private func line(
        _ envelope: Envelope,
        origin: Evidence.Found.Origin = .note(object: id),
        commit: Evidence.Commit = commit,
        binding: Policy.Binding = .commit
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.commit = commit
        evidence.envelopes = [Evidence.Found(envelope, origin: origin)]
        let requirement = Policy.Requirement(statement: .commit, role: .developer, threshold: 1, binding: binding)
        return try world.line(.commit, requirement, evidence)
    }

    @Test func commitAndContentAreBoundWhereverTheStatementLies() throws {
        for origin in [Evidence.Found.Origin.note(object: Self.id), .note(object: Self.otherID), .recorded(path: "a")] {
            let line = try line(attest(), origin: origin)
            #expect(line.decision == .accepted)
            #expect(line.name == Self.id)
            #expect(line.signers == ["developer"])
        }
    }

    @Test func noteCopiedFromAnotherCommitIsRejected() throws {
        let copied = try line(attest(Self.otherID))
        #expect(copied.decision == .rejected)
        #expect(copied.codes == ["other-commit"])
        #expect(copied.reasons[0].expected == Self.id)
        #expect(copied.reasons[0].found == Self.otherID)
        // The same statement elsewhere says nothing about this commit.
        #expect(try line(attest(Self.otherID), origin: .note(object: Self.otherID)).decision == .missing)
        #expect(try line(attest(Self.otherID), origin: .recorded(path: "a")).decision == .missing)
    }

    @Test func otherContentIsRejected() throws {
        let line = try line(attest(Self.id, digest("other")))
        #expect(line.decision == .rejected)
        #expect(line.codes == ["other-content"])
        #expect(line.reasons[0].found == "gitTree \(Self.commit.tree.hex)")
    }

    @Test(arguments: ["https://example.com/other", "https://example.com/R", ""])
    func otherRepositoryIsRejected(repository: String) throws {
        let line = try line(attest(repository: repository))
        #expect(line.decision == .rejected)
        #expect(line.codes == ["other-repository"])
    }

    @Test func statementWithoutContentIsRejected() throws {
        let statement = Statement(
            subjects: [Subject(name: "commit", digest: DigestSet(["gitCommit": Self.id]))],
            predicate: CommitPredicate(repository: repositoryURI)
        )
        let line = try line(world.developer.sign(statement))
        #expect(line.decision == .rejected)
        #expect(line.codes == ["other-content"])
    }

    @Test func subjectsOfOtherNamesBindNothing() throws {
        let statement = Statement(
            subjects: [
                Subject(name: "Commit", digest: DigestSet(["gitCommit": Self.id])),
                Subject(name: "trees", digest: DigestSet(["gitTree": Self.commit.tree.hex])),
            ],
            predicate: CommitPredicate(repository: repositoryURI)
        )
        let envelope = try world.developer.sign(statement)
        #expect(try line(envelope, origin: .recorded(path: "a")).decision == .missing)
        #expect(try line(envelope).decision == .rejected)
    }

    @Test func unreadablePredicateIsRejected() throws {
        let statement = Statement(
            subjects: CommitPredicate.subjects(commit: Self.id, tree: Self.commit.tree),
            predicateType: CommitPredicate.type,
            predicate: ["repository": .string(repositoryURI), "more": 1]
        )
        #expect(try line(world.developer.sign(statement)).codes == ["predicate"])
    }

    @Test func contentBindingTakesAnotherCommitWithTheSameContent() throws {
        let recorded = Evidence.Found.Origin.recorded(path: "a")
        #expect(try line(attest(Self.otherID), origin: recorded, binding: .content).decision == .accepted)
        #expect(try line(attest(Self.otherID), origin: recorded, binding: .commit).decision == .missing)
        let other = try attest(Self.otherID, digest("other"))
        #expect(try line(other, origin: recorded, binding: .content).decision == .missing)
        #expect(try line(other, binding: .content).codes == ["other-content"])
        let elsewhere = try attest(Self.otherID, repository: "https://example.com/other")
        #expect(try line(elsewhere, origin: recorded, binding: .content).codes == ["other-repository"])
    }

    @Test func archiveIsBoundByItsContent() throws {
        let archive = Evidence.Commit(id: nil, tree: Self.commit.tree)
        let changed = Evidence.Commit(id: nil, tree: digest("other"))
        let recorded = Evidence.Found.Origin.recorded(path: "a")
        let good = try line(attest(), origin: recorded, commit: archive)
        #expect(good.decision == .accepted)
        #expect(good.name == "gitTree \(archive.tree.hex)")
        let bad = try line(attest(), origin: recorded, commit: changed)
        #expect(bad.decision == .rejected)
        #expect(bad.codes == ["other-content"])
        let elsewhere = try attest(repository: "https://example.com/other")
        #expect(try line(elsewhere, origin: recorded, commit: archive).codes == ["other-repository"])
    }
}
