import HallmarkCore
import HallmarkSigning
import HallmarkStatement
@testable import HallmarkVerification
import Testing

/// Which list is in force: its signers, versions, expiry, and what was accepted before.
struct WithdrawalTests {
    private let world: World

    init() throws { world = try World() }

    private func list(
        _ name: WithdrawalList.Name = .digests,
        version: Int64 = 1,
        expires: Timestamp = future,
        repository: String = repositoryURI,
        about things: String...
    ) throws -> WithdrawalList {
        try WithdrawalList(
            name: name,
            version: version,
            expires: expires,
            repository: repository,
            root: 1,
            entries: things.map {
                .init(digest: digest($0), since: name == .keys ? past : nil, reason: "reason of \($0)")
            }
        )
    }

    private func verdict(
        _ candidates: [Envelope],
        accepted: [Envelope] = [],
        by root: VerifiedRoot? = nil
    ) throws(TrustError) -> WithdrawalVerdict {
        try (root ?? world.verified).withdrawing(candidates, accepted: accepted)
    }

    private func codes(_ verdict: WithdrawalVerdict) -> [String] { verdict.lines.flatMap(\.codes) }

    @Test func nothingWithdrawnIsNoLine() throws {
        let verdict = try verdict([])
        #expect(verdict.lines.isEmpty)
        #expect(verdict.accepted.isEmpty)
        #expect(verdict.root.withdrawals.lists.isEmpty)
    }

    @Test func newestSignedListCountsAndIsKept() throws {
        let lists = [
            try list(version: 1, about: "a"), try list(version: 3, about: "c"), try list(version: 2, about: "b"),
        ]
        let verdict = try verdict(lists.map { try sign($0, world.maintainer) })
        #expect(verdict.root.withdrawals.lists[.digests] == lists[1])
        #expect(verdict.accepted.map(\.payload) == [lists[1].payload])
        #expect(verdict.lines.map(\.decision) == [.accepted])
        #expect(verdict.lines.map(\.signers) == [["maintainer"]])
        #expect(verdict.pending.isEmpty)
    }

    /// Who has to sign which list.
    @Test(arguments: ["maintainer", "developer", "stranger", ""])
    func onlyTheRoleOfAListSignsIt(signer: String) throws {
        let people = [world.maintainer, world.developer, world.stranger].filter { $0.name == signer }
        for (name, able) in [
            (WithdrawalList.Name.keys, "maintainer"), (.digests, "maintainer"),
            (.reviews(of: "developer"), "developer"),
        ] {
            let list = try list(name, about: "a")
            var envelope = Envelope(payload: list.payload, payloadType: WithdrawalList.payloadType)
            for person in people { envelope = try person.signer.cosign(envelope) }
            let verdict = try verdict([envelope])
            #expect((verdict.root.withdrawals.lists[name] == list) == (signer == able))
            #expect(verdict.pending.map(\.missing.names) == (signer == able ? [] : [[able]]))
            #expect(codes(verdict).isEmpty)
        }
    }

    @Test func invalidSignatureByAKnownKeyIsSaid() throws {
        let list = try list(about: "a")
        let forged = Envelope(
            payload: list.payload,
            payloadType: WithdrawalList.payloadType,
            signatures: [.init(keyID: world.maintainer.signer.keyID, bytes: [1])]
        )
        #expect(try verdict([forged]).pending.first?.description.contains("INVALID") == true)
    }

    @Test func olderListOfATreeIsJudgedByTheOneAcceptedSince() throws {
        let (old, new) = (try list(version: 1, about: "a"), try list(version: 2, about: "b"))
        let accepted = [try sign(new, world.maintainer)]
        for candidates in [[], [try sign(old, world.maintainer)], [try sign(old)]] {
            let verdict = try verdict(candidates, accepted: accepted)
            #expect(verdict.root.withdrawals.lists[.digests] == new)
            #expect(verdict.accepted == accepted)
            #expect(verdict.lines.map(\.decision) == [.accepted])
        }
    }

    @Test func twoListsOfOneVersionAreAConflict() throws {
        let (one, other) = (
            try sign(try list(about: "a"), world.maintainer), try sign(try list(about: "b"), world.maintainer)
        )
        let rollback = try verdict([other], accepted: [one])
        #expect(codes(rollback) == ["withdrawals-conflict"])
        #expect(rollback.lines.map(\.decision).contains(.rejected))
        #expect(rollback.root.withdrawals.lists[.digests]?.entry(digest("a")) != nil)
        #expect(codes(try verdict([one, other])) == ["withdrawals-conflict"])
        // What nobody signed stands against nothing.
        #expect(try codes(verdict([sign(try list(about: "b"))], accepted: [one])).isEmpty)
    }

    @Test func expiredListIsUndecidedAndStillCounts() throws {
        for (expires, code) in [(now, ["withdrawals-expired"]), (past, ["withdrawals-expired"]), (future, [])] {
            let verdict = try verdict([sign(try list(expires: expires, about: "a"), world.maintainer)])
            #expect(codes(verdict) == code)
            #expect(Decision.worst(verdict.lines.map(\.decision)) == (code.isEmpty ? .accepted : .undecided))
            #expect(verdict.root.withdrawals.lists[.digests]?.entry(digest("a")) != nil)
        }
    }

    @Test(arguments: ["https://example.com/other", "https://example.com/R", ""])
    func listOfAnotherRepositoryIsRejected(repository: String) throws {
        let verdict = try verdict([sign(try list(repository: repository, about: "a"), world.maintainer)])
        #expect(codes(verdict) == ["other-repository"])
        #expect(verdict.lines.map(\.decision) == [.rejected])
        #expect(verdict.root.withdrawals.lists.isEmpty)
    }

    @Test func whatIsNoListStopsEverything() throws {
        let list = try list(about: "a")
        for envelope in [
            try world.maintainer.signer.envelope(payload: list.payload),
            try world.maintainer.signer.envelope(payload: [], payloadType: WithdrawalList.payloadType),
        ] {
            let error = #expect(throws: TrustError.self) { try verdict([envelope]) }
            #expect(error?.code == .malformedWithdrawals)
            #expect(error?.decision == .undecided)
            #expect(throws: TrustError.self) { try verdict([], accepted: [envelope]) }
        }
    }

    @Test func revokedKeySignsNoList() throws {
        let twice = try Person("twice", keys: 2)
        let root = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [twice.principal(.root, .policy)],
            thresholds: [.root: 1, .policy: 1]
        )
        let verified = try UnverifiedRoots([sign(root, twice)]).verified(from: root.pin, at: now)
        let revoked = Digest(hex: twice.signer.keyID)
        let keys = try WithdrawalList(
            name: .keys,
            version: 1,
            expires: future,
            repository: repositoryURI,
            root: 1,
            entries: [.init(digest: try #require(revoked), since: past, reason: "leaked")]
        )
        // Not the list that revokes it, which a thief could have written for somebody else's key as well.
        #expect(try verdict([sign(keys, twice)], by: verified).root.withdrawals.lists.isEmpty)
        let other = KeySigner(twice.keys[1])
        let good = try other.envelope(payload: keys.payload, payloadType: WithdrawalList.payloadType)
        let inForce = try verdict([good, sign(try list(about: "a"), twice)], by: verified)
        #expect(inForce.root.withdrawals.lists == [.keys: keys])
        #expect(inForce.pending.map(\.list.name) == [.digests])
        // Nor one that would take it back.
        let back = try WithdrawalList(
            name: .keys,
            version: 2,
            expires: future,
            repository: repositoryURI,
            root: 1,
            entries: []
        )
        #expect(
            try verdict([sign(back, twice)], accepted: [good], by: verified).root.withdrawals.lists == [.keys: keys]
        )
    }

    @Test func listSignedUnderAnEarlierRootIsNotForgotten() throws {
        let heir = try Person("heir")
        let second = try Root(
            version: 2,
            expires: future,
            repository: repositoryURI,
            principals: [heir.principal(.root, .policy)],
            thresholds: [.root: 1, .policy: 1]
        )
        let roots = [world.rootEnvelope, try sign(second, world.maintainer, heir)]
        let verified = try UnverifiedRoots(roots).verified(from: world.root.pin, at: now)
        let list = try list(about: "a")
        let envelope = try sign(list, world.maintainer)
        for accepted in [[], [envelope]] {
            let verdict = try verdict([envelope], accepted: accepted, by: verified)
            #expect(codes(verdict) == ["withdrawals-signatures"])
            #expect(verdict.pending.map(\.missing.names) == [["heir"]])
            #expect(verdict.pending.map(\.isSignedUnderEarlierRoot) == [true])
            #expect(verdict.root.withdrawals.lists[.digests] == list)
            #expect(verdict.accepted == accepted)
        }
        let signed = try heir.signer.cosign(envelope)
        #expect(try verdict([signed], by: verified).lines.map(\.decision) == [.accepted])
        // Whoever was replaced cannot go past what the heirs have signed.
        let later = try sign(try self.list(version: 9, about: "b"), world.maintainer)
        let late = try WithdrawalList(
            name: .digests,
            version: 9,
            expires: future,
            repository: repositoryURI,
            root: 2,
            entries: []
        )
        // Made under the new root, it only waits.
        #expect(try codes(self.verdict([signed, sign(late, world.maintainer)], by: verified)).isEmpty)
        let verdict = try verdict([signed, later], by: verified)
        #expect(verdict.root.withdrawals.lists[.digests] == list)
        #expect(codes(verdict) == ["withdrawals-signatures"])
    }

    @Test func twoRunsKeepTheNewerOfEachList() throws {
        var (one, other) = (AcceptedState(), AcceptedState())
        let keys = try sign(try list(.keys, version: 2, about: "k"), world.maintainer)
        let old = try sign(try list(.keys, version: 1), world.maintainer)
        let digests = try sign(try list(about: "a"), world.maintainer)
        one.withdrawals = [old, digests]
        other.withdrawals = [keys]
        try one.merge(withdrawalsOf: other)
        #expect(one.withdrawals == [keys, digests])
        #expect(try AcceptedState(json: one.jsonBytes()) == one)
    }

    @Test func firstEndOfAListIsTheEndOfAVerdict() throws {
        #expect(world.verified.expires == future)
        let verdict = try verdict([sign(try list(expires: past, about: "a"), world.maintainer)])
        #expect(verdict.root.expires == past)
    }
}

/// Signs a list with the first key of each person.
func sign(_ list: WithdrawalList, _ people: Person...) throws -> Envelope {
    var envelope = Envelope(payload: list.payload, payloadType: WithdrawalList.payloadType)
    for person in people { envelope = try person.signer.cosign(envelope) }
    return envelope
}
