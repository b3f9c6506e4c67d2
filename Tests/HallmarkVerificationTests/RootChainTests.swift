import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

struct RootChainTests {
    private let alice: Person
    private let bob: Person
    private let carol: Person

    init() throws {
        alice = try Person("alice")
        bob = try Person("bob", .p256)
        carol = try Person("carol")
    }

    private func root(
        _ version: Int64,
        _ people: Person...,
        threshold: Int = 1,
        expires: Timestamp = future,
        repository: String = repositoryURI
    ) throws -> Root {
        try Root(
            version: version,
            expires: expires,
            repository: repository,
            principals: people.map { $0.principal(.root, .policy) },
            thresholds: [.root: threshold, .policy: 1]
        )
    }

    private func walk(_ envelopes: [Envelope], from pin: Root) throws(TrustError) -> VerifiedRoot {
        try UnverifiedRoots(envelopes).verified(from: pin.pin, at: now)
    }

    /// The version in force, and what is said of the one that waits; `nil` when nothing does.
    private func waiting(_ envelopes: [Envelope], from pin: Root) throws -> (version: Int64, remark: String?) {
        let verified = try walk(envelopes, from: pin)
        #expect(verified.pending.map(\.description) == verified.remarks)
        return (verified.root.version, verified.remarks.first)
    }

    private func refusal(_ envelopes: [Envelope], from pin: Root) -> TrustError.Code? {
        do {
            _ = try walk(envelopes, from: pin)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func walksFromThePinToTheNewest() throws {
        let first = try root(1, alice)
        let second = try root(2, bob)
        let third = try root(3, carol)
        let envelopes = [try sign(third, bob, carol), try sign(first, alice), try sign(second, bob, alice)]
        let verified = try walk(envelopes, from: first)
        #expect(verified.root == third)
        #expect(verified.chain.map(\.payload) == [first.payload, second.payload, third.payload])
        #expect(verified.envelope.payload == third.payload)
        // A later pin needs nothing that came before it.
        #expect(try walk(envelopes, from: second).chain.count == 2)
        #expect(try walk([envelopes[0]], from: third).root == third)
    }

    @Test func nothingAndAnotherRootAreRefused() throws {
        let first = try root(1, alice)
        #expect(refusal([], from: first) == .noRoots)
        #expect(refusal([try sign(try root(1, bob), bob)], from: first) == .notThePinnedRoot)
        // The same root with one more second to live is another root.
        let later = try root(1, alice, expires: Timestamp(seconds: future.seconds + 1))
        #expect(refusal([try sign(later, alice)], from: first) == .notThePinnedRoot)
    }

    @Test func pinnedRootStandsByItsOwnThreshold() throws {
        let first = try root(1, alice, bob, threshold: 2)
        #expect(refusal([try sign(first, alice)], from: first) == .rootSignatures)
        #expect(refusal([try sign(first, carol)], from: first) == .rootSignatures)
        #expect(refusal([try sign(first)], from: first) == .rootSignatures)
        #expect(refusal([try sign(first, alice, bob)], from: first) == nil)
    }

    @Test func successorNeedsItsPredecessorAndItself() throws {
        let first = try root(1, alice)
        let second = try root(2, bob)
        let start = try sign(first, alice)
        let byAlice = "1 signature by alice (root 1)"
        let byBob = "1 signature by bob (root 2)"
        let table: [(Envelope, String?)] = [
            (try sign(second, alice), byBob), (try sign(second, bob), byAlice),
            (try sign(second), "\(byAlice), and \(byBob)"), (try sign(second, carol), "\(byAlice), and \(byBob)"),
            (try sign(second, alice, bob), nil),
        ]
        for (envelope, missing) in table {
            let (version, remark) = try waiting([start, envelope], from: first)
            #expect(version == (missing == nil ? 2 : 1))
            #expect(remark == missing.map { "root 2 waits for \($0); until then root 1 is in force" })
        }
    }

    @Test func waitingRootSaysHowManyOfWhom() throws {
        let first = try root(1, alice, bob, threshold: 2)
        let second = try root(2, alice, bob, carol, threshold: 3)
        let pending = try #require(try walk([sign(first, alice, bob), sign(second, bob)], from: first).pending.first)
        #expect(pending.missing.map(\.count) == [1, 2])
        #expect(pending.missing.map(\.names) == [["alice"], ["alice", "carol"]])
        #expect(pending.root == second)
        #expect(pending.predecessor == first)
    }

    @Test func invalidSignatureByAKnownKeyIsSaid() throws {
        let first = try root(1, alice)
        let second = try root(2, alice)
        let keyID = alice.signer.keyID
        let forged = try sign(second).adding(Envelope.Signature(keyID: keyID, bytes: [1, 2, 3]))
        let (version, remark) = try waiting([sign(first, alice), forged], from: first)
        #expect(version == 1)
        #expect(remark?.contains("INVALID: a signature names the key \(keyID) and is not by it") == true)
        let unknown = try sign(second).adding(Envelope.Signature(keyID: "stranger", bytes: [1]))
        #expect(try waiting([sign(first, alice), unknown], from: first).remark?.contains("INVALID") == false)
    }

    @Test func nothingFollowsARootThatWaits() throws {
        let first = try root(1, alice)
        let envelopes = [try sign(first, alice), try sign(try root(2, alice)), try sign(try root(3, alice), alice)]
        #expect(refusal(envelopes, from: first) == .rootSignatures)
    }

    @Test func revokedKeySignsNoRootThatComesAfter() throws {
        let twice = try Person("twice", keys: 2)
        let (first, second) = (try root(1, twice), try root(2, twice))
        func list(under root: Int64) throws -> Envelope {
            let entry = WithdrawalList.Entry(
                digest: try #require(Digest(hex: twice.signer.keyID)),
                since: past,
                reason: "leaked"
            )
            let list = try WithdrawalList(
                name: .keys,
                version: 1,
                expires: future,
                repository: repositoryURI,
                root: root,
                entries: [entry]
            )
            return try sign(list)
        }
        func version(_ envelope: Envelope, _ change: (inout AcceptedState) throws -> Void) throws -> Int64 {
            var state = AcceptedState()
            state.roots = [try sign(first, twice)]
            state.rootVersion = 1
            try change(&state)
            return try UnverifiedRoots([envelope], accepted: state).verified(from: first.pin, at: now).root.version
        }
        let stolen = try sign(second, twice)
        #expect(try version(stolen) { _ in } == 2)
        #expect(try version(stolen) { $0.withdrawals = [try list(under: 1)] } == 1)
        #expect(try version(KeySigner(twice.keys[1]).cosign(stolen)) { $0.withdrawals = [try list(under: 1)] } == 2)
        // What was accepted, or was there when the list was made, is not undone.
        #expect(try version(stolen) { $0.withdrawals = [try list(under: 2)] } == 2)
        #expect(
            try version(stolen) {
                $0.withdrawals = [try list(under: 1)]
                $0.rootVersion = 2
            } == 2
        )
    }

    @Test func expiredRootIsWhereItsReplacementBegins() throws {
        let expired = try root(1, alice, expires: now)
        let roots = UnverifiedRoots([try sign(expired, alice)])
        #expect(throws: TrustError.self) { try roots.verified(from: expired.pin, at: now) }
        #expect(try roots.verifiedAllowingExpired(from: expired.pin, at: now).root == expired)
    }

    @Test func oneEnvelopeMustCarryBothThresholds() throws {
        let first = try root(1, alice)
        let second = try root(2, bob)
        let halves = [try sign(first, alice), try sign(second, alice), try sign(second, bob)]
        #expect(try waiting(halves, from: first).version == 1)
    }

    @Test func missingVersionIsRefused() throws {
        let first = try root(1, alice)
        let third = try root(3, alice)
        #expect(refusal([try sign(first, alice), try sign(third, alice)], from: first) == .noRoots)
        // A gap before the pin says nothing.
        let fourth = try root(4, alice)
        let envelopes = [try sign(first, alice), try sign(third, alice), try sign(fourth, alice)]
        #expect(refusal(envelopes, from: third) == nil)
    }

    @Test func highestVersionThatThereIsEndsTheWalk() throws {
        let last = try root(Root.maximumVersion, alice)
        #expect(try walk([sign(last, alice)], from: last).root.version == Root.maximumVersion)
        #expect(throws: TrustError.self) { try root(Root.maximumVersion + 1, alice) }
        let first = try root(1, alice)
        #expect(refusal([try sign(first, alice), try sign(last, alice)], from: first) == .noRoots)
    }

    @Test func twoRootsOfOneVersionAreAConflict() throws {
        let first = try root(1, alice)
        let second = try root(2, alice)
        let other = try root(2, alice, bob)
        let start = try sign(first, alice)
        #expect(refusal([start, try sign(second, alice), try sign(other, alice)], from: first) == .rootConflict)
        // What lacks signatures stands against nothing: anybody could have written it.
        let envelopes = [start, try sign(second, alice), try sign(other)]
        #expect(try walk(envelopes, from: first).root == second)
        #expect(try walk(envelopes, from: first).remarks.count == 1)
        #expect(try walk([start, sign(second), sign(other)], from: first).pending.count == 2)
        #expect(refusal([start, try sign(try root(1, bob), bob)], from: first) == .notThePinnedRoot)
    }

    @Test func copyWithoutSignaturesProvesNothing() throws {
        let first = try root(1, alice)
        let second = try root(2, alice)
        let envelopes = [
            try sign(first), try sign(first, carol), try sign(first, alice), try sign(second, carol),
            try sign(second, alice),
        ]
        #expect(refusal(envelopes, from: first) == nil)
        #expect(refusal(envelopes.reversed(), from: first) == nil)
    }

    @Test func lastRootMayNotHaveExpired() throws {
        let expired = try root(1, alice, expires: now)
        #expect(refusal([try sign(expired, alice)], from: expired) == .rootExpired)
        let second = try root(2, alice)
        #expect(refusal([try sign(expired, alice), try sign(second, alice)], from: expired) == nil)
        // One in between may have, the last may not.
        let third = try root(3, alice, expires: past)
        let all = [try sign(expired, alice), try sign(second, alice), try sign(third, alice)]
        #expect(refusal(all, from: expired) == .rootExpired)
    }

    @Test(arguments: ["https://example.com/other", "https://example.com/R", "https://example.com/r/", "\u{212A}"])
    func anotherRepositoryIsRefused(repository: String) throws {
        let first = try root(1, alice, repository: repository == "\u{212A}" ? "K" : repositoryURI)
        let second = try root(2, alice, repository: repository)
        #expect(refusal([try sign(first, alice), try sign(second, alice)], from: first) == .rootConflict)
    }

    @Test func malformedRootStopsTheWalk() throws {
        let first = try root(1, alice)
        let start = try sign(first, alice)
        let noRoot = try alice.signer.envelope(payload: Array("{}".utf8), payloadType: Root.payloadType)
        #expect(refusal([start, noRoot], from: first) == .malformedRoot)
        // A root's bytes under the type of a statement were signed as something else.
        let statement = try alice.signer.envelope(payload: first.payload)
        #expect(refusal([statement], from: first) == .malformedRoot)
        #expect(refusal([start, statement], from: first) == .malformedRoot)
    }

    @Test func moreRootsThanTheLimitAreRefused() throws {
        let first = try root(1, alice)
        let start = try sign(first, alice)
        let copies = (0..<UnverifiedRoots.maximumVersions).map { number in
            start.adding(Envelope.Signature(keyID: "\(number)", bytes: [1]))
        }
        #expect(refusal(copies, from: first) == nil)
        #expect(refusal(copies + [start], from: first) == .malformedRoot)
    }

    @Test func principalWithTwoKeysCountsOnce() throws {
        let twice = try Person("twice", keys: 2)
        let first = try root(1, twice, alice, threshold: 2)
        var envelope = Envelope(payload: first.payload, payloadType: Root.payloadType)
        for key in twice.keys { envelope = try KeySigner(key).cosign(envelope) }
        #expect(first.signers(of: envelope).map(\.name) == ["twice"])
        #expect(refusal([envelope], from: first) == .rootSignatures)
        #expect(refusal([try alice.signer.cosign(envelope)], from: first) == nil)
    }

    @Test func onlySignersOfTheRoleRootCount() throws {
        let first = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [alice.principal(.root, .policy), bob.principal(.policy)],
            thresholds: [.root: 1, .policy: 1]
        )
        #expect(refusal([try sign(first, bob)], from: first) == .rootSignatures)
        #expect(refusal([try sign(first, alice)], from: first) == nil)
    }
}
