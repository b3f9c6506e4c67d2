import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

/// Which checkpoints let lines vanish from notes.
@Suite struct NotesCheckpointTests {
    private static let reference = "refs/notes/attestations"

    private let world: World

    init() throws { world = try World() }

    private func checkpoint(
        repository: String = repositoryURI,
        reference: String = reference
    ) -> NotesCheckpointPredicate {
        NotesCheckpointPredicate(
            repository: repository,
            reference: reference,
            old: String(repeating: "a", count: 40),
            new: String(repeating: "b", count: 40),
            dropped: [digest("line")]
        )
    }

    private func statement(_ checkpoint: NotesCheckpointPredicate) -> Statement {
        Statement(subjects: checkpoint.subjects, predicate: checkpoint)
    }

    private func counting(_ envelopes: Envelope...) -> [NotesCheckpointPredicate] {
        NotesCheckpoints(among: envelopes, about: Self.reference, root: world.verified).checkpoints
    }

    @Test func theRolePolicyLetsLinesVanish() throws {
        #expect(try counting(world.maintainer.sign(statement(checkpoint()))) == [checkpoint()])
    }

    @Test func nobodyElseDoes() throws {
        #expect(try counting(world.developer.sign(statement(checkpoint()))) == [])
        #expect(try counting(world.stranger.sign(statement(checkpoint()))) == [])
        #expect(counting(Envelope(payload: statement(checkpoint()).jsonBytes)) == [])
    }

    @Test func anotherRepositoryOrReferenceIsNotMeant() throws {
        let fork = checkpoint(repository: "https://example.com/fork")
        let blobs = checkpoint(reference: "refs/notes/attestations-blobs")
        #expect(try counting(world.maintainer.sign(statement(fork)), world.maintainer.sign(statement(blobs))) == [])
    }

    @Test func theSubjectMustBeTheNewCommit() throws {
        let other = Subject(name: Self.reference, digest: DigestSet(["gitCommit": String(repeating: "c", count: 40)]))
        let statement = Statement(subjects: [other], predicate: checkpoint())
        #expect(try counting(world.maintainer.sign(statement)) == [])
    }

    @Test func whatCannotBeReadCountsForNothing() throws {
        let malformed = Statement(
            subjects: checkpoint().subjects,
            predicateType: NotesCheckpointPredicate.type,
            predicate: ["repository": .string(repositoryURI)]
        )
        let junk = try world.maintainer.signer.envelope(payload: [1])
        let good = try world.maintainer.sign(statement(checkpoint()))
        #expect(try counting(world.maintainer.sign(malformed), junk, good) == [checkpoint()])
    }

    @Test func theThresholdOfTheRootCounts() throws {
        let second = try Person("second")
        let root = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [world.maintainer.principal(.root, .policy), second.principal(.policy)],
            thresholds: [.root: 1, .policy: 2]
        )
        let verified = try UnverifiedRoots([sign(root, world.maintainer)]).verified(from: root.pin, at: now)
        let once = try world.maintainer.sign(statement(checkpoint()))
        let twice = try second.signer.cosign(once)
        #expect(NotesCheckpoints(among: [once], about: Self.reference, root: verified).checkpoints == [])
        #expect(NotesCheckpoints(among: [twice], about: Self.reference, root: verified).checkpoints == [checkpoint()])
    }
}
