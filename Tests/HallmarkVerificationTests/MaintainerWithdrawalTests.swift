import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

/// What a dependency's own maintainers have taken away counts for whoever takes their word.
struct MaintainerWithdrawalTests {
    private static let uri = "https://example.com/team/greeter"
    private static let id = String(repeating: "0a", count: 20)
    private let world: World
    private let theirs: World

    init() throws {
        world = try World()
        theirs = try World(repository: Self.uri)
    }

    private func list(
        _ name: WithdrawalList.Name,
        version: Int64 = 1,
        expires: Timestamp = future,
        _ digests: [Digest]
    ) throws -> Envelope {
        let list = try WithdrawalList(
            name: name,
            version: version,
            expires: expires,
            repository: Self.uri,
            root: 1,
            entries: digests.map { .init(digest: $0, since: name == .keys ? past : nil, reason: "it leaked") }
        )
        if case .reviews = name { return try sign(list, theirs.developer) }
        return try sign(list, theirs.maintainer)
    }

    private func key(of person: Person) throws -> Digest { try #require(Digest(hex: person.signer.keyID)) }

    /// A dependency that a developer of its own signed.
    private func dependency(
        _ lists: [Envelope],
        known: [Envelope] = [],
        roots: [Envelope] = []
    ) throws -> Evidence.Dependency {
        var own = Evidence.OwnEvidence(content: digest("content"))
        own.roots = [theirs.rootEnvelope] + roots
        own.withdrawals = lists
        if !known.isEmpty {
            own.knownRoots = [theirs.root.pin: [theirs.rootEnvelope]]
            own.knownWithdrawals = [theirs.root.pin: known]
        }
        let statement = Statement(
            subjects: CommitPredicate.subjects(commit: Self.id, tree: digest("content")),
            predicate: CommitPredicate(repository: Self.uri)
        )
        own.envelopes = [.recorded(try theirs.developer.sign(statement))]
        own.isFetched = true
        var dependency = Evidence.Dependency(
            identity: "greeter",
            package: "pkg:swift/example.com/team/greeter",
            version: "1.0.0",
            commit: Self.id,
            tree: digest("tree")
        )
        dependency.own = own
        return dependency
    }

    private func judge(
        _ dependency: Evidence.Dependency,
        mode: Policy.Mode = .enforce,
        reviewed: Bool = false
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.dependencies = [dependency]
        if reviewed {
            let review = Statement(
                subjects: CommitPredicate.subjects(commit: Self.id, tree: digest("tree")),
                predicate: ReviewPredicate(package: dependency.package, version: "1.0.0")
            )
            evidence.envelopes = [.recorded(try world.developer.sign(review))]
        }
        let maintainers = Policy.Requirement(
            statement: .commit,
            role: .developer,
            threshold: 1,
            root: theirs.root.pin
        )
        let ours = Policy.Requirement(statement: .review, role: .developer, threshold: 1)
        let rule = Policy.Rule(
            name: "rule",
            kind: .dependency,
            path: .any,
            mode: mode,
            requirements: [maintainers] + (reviewed ? [ours] : [])
        )
        let lines = Verifier(root: world.verified, policy: policy([rule]), evidence: evidence).lines([.dependency])
        return try #require(lines.first)
    }

    @Test func whatNobodyTookAwayIsVerified() throws {
        #expect(try judge(dependency([])).word == .verified)
        let others = [try list(.keys, [key(of: theirs.colleague)]), try list(.digests, [digest("other")])]
        #expect(try judge(dependency(others)).word == .verified)
    }

    @Test func aKeyThatTheyRevokedCountsForNothing() throws {
        let revoked = try dependency([list(.keys, [key(of: theirs.developer)])])
        let line = try judge(revoked)
        #expect(line.decision == .missing)
        #expect(line.codes == ["revoked-key"])
        #expect(line.reasons[0].message.hasPrefix("of its own maintainers: "))
        // A review of ours suffices, observing does not.
        #expect(try judge(revoked, reviewed: true).word == .vouchedFor)
        #expect(try judge(revoked, mode: .observe(until: future)).decision == .missing)
    }

    @Test func whatTheyDenyIsRefusedWhoeverReviewedIt() throws {
        for content in [digest("content"), digest("tree")] {
            let denied = try dependency([list(.digests, [content])])
            for line in [try judge(denied), try judge(denied, mode: .observe(until: future), reviewed: true)] {
                #expect(line.decision == .rejected)
                #expect(line.word == .refused)
                #expect(line.codes == ["denied"])
            }
        }
    }

    @Test func anExpiredListLeavesItUndecided() throws {
        for name in [WithdrawalList.Name.keys, .digests] {
            let expired = try dependency([list(name, expires: now, [])])
            for mode in [Policy.Mode.enforce, .observe(until: future)] {
                let line = try judge(expired, mode: mode)
                #expect(line.decision == .undecided)
                #expect(line.codes.contains("withdrawals-expired"))
            }
            #expect(try judge(expired, reviewed: true).decision == .accepted)
            let renewed = try list(name, version: 2, [])
            #expect(try judge(dependency([list(name, expires: now, []), renewed])).word == .verified)
        }
        // Their reviews of others are not asked for.
        let reviews = try list(.reviews(of: "developer"), expires: now, [])
        #expect(try judge(dependency([reviews])).word == .verified)
    }

    @Test func aListThatWasSeenOnceIsNotForgotten() throws {
        let seen = try list(.keys, version: 2, [key(of: theirs.developer)])
        #expect(try judge(dependency([], known: [seen])).codes == ["revoked-key"])
        #expect(try judge(dependency([list(.keys, [])], known: [seen])).codes == ["revoked-key"])
        #expect(try judge(dependency([list(.keys, version: 3, [])], known: [seen])).word == .verified)
    }

    /// Whoever stole a root key writes no root that gives it back its word.
    @Test func aRevokedKeySignsNoFurtherRoot() throws {
        let thief = try Person("thief")
        let next = try Root(
            version: 2,
            expires: future,
            repository: Self.uri,
            principals: [thief.principal(.root, .policy, .developer), theirs.maintainer.principal(.builder)],
            thresholds: [.root: 1, .policy: 1]
        )
        let stolen = try sign(next, theirs.maintainer, thief)
        #expect(try judge(dependency([], roots: [stolen])).codes == ["unknown-key"])
        let seen = try list(.keys, [key(of: theirs.maintainer)])
        #expect(try judge(dependency([], known: [seen], roots: [stolen])).word == .verified)
    }

    @Test func aListOfAnotherRepositoryIsRejected() throws {
        let foreign = try WithdrawalList(
            name: .keys,
            version: 1,
            expires: future,
            repository: repositoryURI,
            root: 1,
            entries: []
        )
        let line = try judge(dependency([sign(foreign, theirs.maintainer)]))
        #expect(line.decision == .rejected)
        #expect(line.codes == ["other-repository"])
    }
}
