import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct ReleaseRuleTests {
    private static let commit = String(repeating: "c", count: 40)
    private static let other = String(repeating: "d", count: 40)
    private static let files = ["tool.zip": digest("z"), "sbom.json": digest("s")]
    private let world: World
    private let requirement = Policy.Requirement(statement: .release, role: .developer, threshold: 1)

    init() throws { world = try World() }

    private func attest(
        tag: String = "v1.0",
        commit: String = commit,
        subject: String? = nil,
        repository: String = repositoryURI,
        _ files: [String: Digest] = files
    ) throws -> Evidence.Found {
        let tagged = Subject(
            name: ReleasePredicate.tagSubject,
            digest: DigestSet([DigestSet.Name.gitCommit: subject ?? commit])
        )
        let predicate = ReleasePredicate(repository: repository, tag: tag, commit: commit)
        let statement = Statement(subjects: files.subjects + [tagged], predicate: predicate)
        return .recorded(try world.developer.sign(statement))
    }

    private func line(
        _ found: Evidence.Found,
        tag: String = "v1.0",
        commit: String = commit,
        _ files: [String: Digest] = files
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.release = Evidence.Release(tag: tag, commit: commit)
        evidence.artifacts = files
        evidence.envelopes = [found]
        return try world.line(.release, requirement, evidence)
    }

    @Test func tagCommitAndArtifactsAreBound() throws {
        let line = try line(attest())
        #expect(line.decision == .accepted)
        #expect(line.name == "v1.0")
    }

    @Test func movedTagIsRejected() throws {
        #expect(try line(attest(), commit: Self.other).codes == ["moved-tag"])
        // Predicate and subject must both name what the tag names.
        #expect(try line(attest(subject: Self.other)).codes == ["moved-tag"])
        #expect(try line(attest(commit: Self.other, subject: Self.commit)).codes == ["moved-tag"])
    }

    @Test func anotherTagOfTheCommitIsUnrelated() throws {
        #expect(try line(attest(tag: "v1.1")).decision == .missing)
        #expect(try line(attest(tag: "V1.0")).decision == .missing)
        #expect(try line(attest(tag: composed), tag: decomposed).decision == .missing)
        #expect(try line(attest(tag: composed), tag: composed).decision == .accepted)
    }

    @Test func missingAdditionalAndChangedArtifactsAreRejected() throws {
        #expect(try line(attest(), ["tool.zip": digest("z")]).codes == ["removed"])
        #expect(try line(attest(), [:]).codes == ["removed", "removed"])
        #expect(try line(attest(), Self.files.merging(["more": digest("m")]) { $1 }).codes == ["unlisted"])
        #expect(try line(attest(), Self.files.merging(["tool.zip": digest("m")]) { $1 }).codes == ["changed"])
        // A file that has the name of the subject for the tag cannot hide behind it.
        #expect(try line(attest(), Self.files.merging(["tag": digest("m")]) { $1 }).codes == ["unlisted"])
        let twin = try attest([composed: digest("a")])
        #expect(Set(try line(twin, [decomposed: digest("a")]).codes) == ["removed", "unlisted"])
    }

    @Test func otherRepositoryIsRejected() throws {
        #expect(try line(attest(repository: "https://example.com/other")).codes == ["other-repository"])
    }

    @Test func artifactWithoutSHA256IsRejected() throws {
        let statement = Statement(
            subjects: [
                Subject(name: "tag", digest: DigestSet(["gitCommit": Self.commit])),
                Subject(name: "tool.zip", digest: DigestSet(["sha512": String(repeating: "a", count: 128)])),
            ],
            predicate: ReleasePredicate(repository: repositoryURI, tag: "v1.0", commit: Self.commit)
        )
        let found = Evidence.Found.recorded(try world.developer.sign(statement))
        #expect(try line(found, ["tool.zip": digest("z")]).codes == ["predicate", "unlisted"])
        #expect(try line(found, [:]).codes == ["predicate"])
    }

    @Test func artifactWithoutNameIsRejected() throws {
        let statement = Statement(
            subjects: [
                Subject(name: "tag", digest: DigestSet(["gitCommit": Self.commit])),
                Subject(name: nil, digest: DigestSet(digest("z"))),
            ],
            predicate: ReleasePredicate(repository: repositoryURI, tag: "v1.0", commit: Self.commit)
        )
        #expect(try line(.recorded(world.developer.sign(statement)), [:]).codes == ["predicate"])
    }

    @Test func releaseWithoutTagSubjectIsRejected() throws {
        let statement = Statement(
            subjects: Self.files.subjects,
            predicate: ReleasePredicate(repository: repositoryURI, tag: "v1.0", commit: Self.commit)
        )
        #expect(try line(.recorded(world.developer.sign(statement))).codes == ["moved-tag"])
    }

    @Test func unreadablePredicateIsRejected() throws {
        let statement = Statement(
            subjects: [Subject(name: "tag", digest: DigestSet(["gitCommit": Self.commit]))],
            predicateType: ReleasePredicate.type,
            predicate: ["tag": "v1.0"]
        )
        #expect(try line(.recorded(world.developer.sign(statement))).codes == ["predicate"])
    }
}
