import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

struct ChainOfTrustTests {
    private let world: World

    init() throws { world = try World() }

    private func attest(
        _ policy: [UInt8],
        version: Int64 = 1,
        repository: String = repositoryURI,
        by person: Person? = nil
    ) throws -> Evidence.Found {
        let statement = Statement(
            subjects: [sha256(PolicyPredicate.policySubject, Digest.sha256(policy))],
            predicate: PolicyPredicate(repository: repository, version: version)
        )
        return .recorded(try (person ?? world.maintainer).signer.envelope(statement))
    }

    private func chain(
        roots: [Envelope]? = nil,
        _ policy: [UInt8]?,
        _ envelopes: [Evidence.Found] = [],
        state: AcceptedState = AcceptedState(),
        at time: Timestamp = now
    ) throws -> ChainOfTrust {
        try ChainOfTrust(
            pin: world.root.pin,
            candidates: .init(roots: roots ?? [world.rootEnvelope], policy: policy, envelopes: envelopes),
            state: state,
            at: time
        )
    }

    private func line(_ chain: ChainOfTrust) throws -> Verdict.Line {
        try #require(chain.lines.first { $0.kind == "policy" })
    }

    /// A state in which the policy of a version was accepted.
    private func state(version: Int) throws -> AcceptedState {
        let policy = policyText(version: version)
        return try chain(policy, [attest(policy, version: Int64(version))]).state
    }

    @Test func signedPolicyIsInForceAndIsKept() throws {
        let policy = policyText()
        let chain = try chain(policy, [attest(policy)])
        #expect(chain.lines.map(\.decision) == [.accepted, .accepted])
        #expect(chain.lines.map(\.signers) == [["maintainer"], ["maintainer"]])
        #expect(chain.policy?.version == 1)
        #expect(chain.root.root == world.root)
        #expect(chain.state.policy == policy)
        #expect(chain.state.policyVersion == 1)
        #expect(chain.state.policyStatements == [try attest(policy).envelope])
        #expect(chain.state.rootVersion == 1)
        #expect(try AcceptedState(json: chain.state.jsonBytes()) == chain.state)
    }

    @Test func noPolicyIsMissing() throws {
        let chain = try chain(nil)
        #expect(try line(chain).decision == .missing)
        #expect(try line(chain).codes == ["no-policy"])
        #expect(chain.policy == nil)
        #expect(chain.state.policy == nil)
    }

    @Test func policyThatNobodySignedIsMissing() throws {
        let policy = policyText()
        for envelopes in [[], [try attest(policy, by: world.stranger)]] {
            let chain = try chain(policy, envelopes)
            #expect(try line(chain).decision == .missing)
            #expect(try line(chain).codes == [envelopes.isEmpty ? "no-statement" : "unknown-key"])
            #expect(chain.policy == nil)
            #expect(chain.state.policyVersion == 0)
        }
    }

    @Test func policySignedInAnotherRoleIsMissing() throws {
        let policy = policyText()
        let chain = try chain(policy, [attest(policy, by: world.developer)])
        #expect(try line(chain).decision == .missing)
        #expect(try line(chain).codes == ["wrong-role"])
        #expect(chain.policy == nil)
    }

    @Test func policyChangedAfterSigningIsRejected() throws {
        let signed = try attest(policyText())
        let chain = try chain(policyText(role: "builder"), [signed])
        #expect(try line(chain).decision == .rejected)
        #expect(try line(chain).codes == ["changed"])
        #expect(chain.policy == nil)
        #expect(chain.state.policy == nil)
    }

    @Test func policyOfAnotherVersionThanTheSignedOneIsRejected() throws {
        let policy = policyText(version: 2)
        let chain = try chain(policy, [attest(policy, version: 1)])
        #expect(try line(chain).codes == ["policy-version"])
        #expect(try line(chain).decision == .rejected)
    }

    @Test(arguments: [
        (repositoryURI, "https://example.com/other"), ("https://example.com/other", repositoryURI),
        ("https://example.com/other", "https://example.com/other"),
    ])
    func policyOfAnotherRepositoryIsRejected(written: String, signed: String) throws {
        let policy = policyText(repository: written)
        let chain = try chain(policy, [attest(policy, repository: signed)])
        #expect(try line(chain).codes == ["other-repository"])
        #expect(try line(chain).decision == .rejected)
        #expect(chain.policy == nil)
    }

    @Test func policyWithoutItsOwnSubjectIsNoPolicyStatement() throws {
        let policy = policyText()
        let statement = Statement(
            subjects: [sha256("policy.yaml", Digest.sha256(policy))],
            predicate: PolicyPredicate(repository: repositoryURI, version: 2)
        )
        let chain = try chain(policy, [.recorded(world.maintainer.signer.envelope(statement))])
        #expect(try line(chain).decision == .missing)
    }

    @Test func malformedPolicyIsUndecided() throws {
        let policy = Array("version: &a 1\n".utf8)
        let chain = try chain(policy, [attest(policy)])
        #expect(try line(chain).decision == .undecided)
        #expect(try line(chain).codes == ["malformed-policy"])
    }

    @Test func newerPolicyAdvances() throws {
        let newer = policyText(version: 2, role: "builder")
        let chain = try chain(newer, [attest(newer, version: 2)], state: state(version: 1))
        #expect(chain.policy?.version == 2)
        #expect(chain.state.policyVersion == 2)
        #expect(chain.state.policy == newer)
    }

    @Test func newerPolicyThatNobodySignedDoesNotJudge() throws {
        let before = try state(version: 1)
        let chain = try chain(policyText(version: 2, role: "builder"), state: before)
        #expect(try line(chain).decision == .missing)
        #expect(chain.policy?.version == 1)
        #expect(chain.policy?.rules[0].requirements[0].role == .developer)
        #expect(chain.state == before)
    }

    @Test func olderTreeIsJudgedByThePolicyAcceptedSince() throws {
        let before = try state(version: 2)
        let old = policyText(version: 1, role: "builder")
        let chain = try chain(old, [attest(old)], state: before)
        #expect(try line(chain).decision == .accepted)
        #expect(try line(chain).name.contains("version 2"))
        #expect(chain.policy?.version == 2)
        #expect(chain.state == before)
    }

    @Test func twoPoliciesOfOneVersionAreAConflict() throws {
        let before = try state(version: 1)
        let other = policyText(version: 1, role: "builder")
        let chain = try chain(other, [attest(other)], state: before)
        #expect(try line(chain).decision == .rejected)
        #expect(try line(chain).codes == ["policy-conflict"])
        #expect(chain.policy?.rules[0].requirements[0].role == .developer)
        #expect(chain.state == before)
    }

    @Test func treeWithoutPolicyIsJudgedByTheAcceptedOne() throws {
        let chain = try chain(nil, state: state(version: 1))
        #expect(chain.policy?.version == 1)
        #expect(try line(chain).decision == .missing)
    }

    @Test func expiredPolicyIsRejectedAndNotKept() throws {
        for expires in ["2027-01-15T08:00:00Z", "2027-01-15T07:59:59Z"] {
            let policy = policyText(expires: expires)
            let chain = try chain(policy, [attest(policy)])
            #expect(chain.lines.last?.codes == ["policy-expired"])
            #expect(Decision.worst(chain.lines.map(\.decision)) == .rejected)
            #expect(chain.state.policy == nil)
        }
        let lasting = policyText(expires: "2027-01-15T08:00:01Z")
        #expect(Decision.worst(try chain(lasting, [attest(lasting)]).lines.map(\.decision)) == .accepted)
    }

    @Test func acceptedPolicyExpiresToo() throws {
        let policy = policyText(expires: "2027-01-15T08:00:00Z")
        let before = try chain(policy, [attest(policy)], at: past).state
        #expect(before.policyVersion == 1)
        let chain = try chain(policy, [attest(policy)], state: before)
        #expect(chain.lines.last?.codes == ["policy-expired"])
        // An older tree does not bring an expired policy back to life.
        let older = policyText(version: 2, expires: "2027-01-15T08:00:00Z")
        let state = try self.chain(older, [attest(older, version: 2)], at: past).state
        #expect(try self.chain(policyText(), [attest(policyText())], state: state).lines.last?.decision == .rejected)
    }

    @Test func policyThresholdOfTheRootCounts() throws {
        let other = try Person("other")
        let root = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [world.maintainer.principal(.root, .policy), other.principal(.policy)],
            thresholds: [.root: 1, .policy: 2]
        )
        let policy = policyText()
        let one = try attest(policy)
        func judge(_ envelopes: [Evidence.Found]) throws -> Verdict.Line {
            let candidates = ChainOfTrust.Candidates(
                roots: [try sign(root, world.maintainer)],
                policy: policy,
                envelopes: envelopes
            )
            return try line(ChainOfTrust(pin: root.pin, candidates: candidates, state: AcceptedState(), at: now))
        }
        #expect(try judge([one]).codes == ["threshold"])
        #expect(try judge([one]).decision == .missing)
        // Two statements of their own count like two signatures on one.
        #expect(try judge([one, attest(policy, by: other)]).decision == .accepted)
        #expect(try judge([.recorded(other.signer.cosign(one.envelope))]).signers == ["maintainer", "other"])
    }

    @Test func rootIsNeverGoneBackOn() throws {
        let second = try Root(
            version: 2,
            expires: future,
            repository: repositoryURI,
            principals: [world.colleague.principal(.root, .policy)],
            thresholds: [.root: 1, .policy: 1]
        )
        let newer = try sign(second, world.maintainer, world.colleague)
        let before = try chain(roots: [world.rootEnvelope, newer], nil).state
        #expect(before.rootVersion == 2)
        // The tree that does not have it yet is judged by the newer root, which the state kept.
        let policy = policyText()
        let judged = try chain(policy, [attest(policy)], state: before)
        #expect(judged.root.root == second)
        #expect(try line(judged).codes == ["unknown-key"])
        // Without the kept root nothing is left that could judge.
        var lost = before
        lost.roots = [world.rootEnvelope]
        let error = #expect(throws: TrustError.self) { try chain(policy, state: lost) }
        #expect(error?.code == .rootConflict)
    }

    @Test func stateThatContradictsItselfIsRefused() throws {
        var other = try state(version: 1)
        other.policyVersion = 2
        var lost = try state(version: 1)
        lost.policy = nil
        var malformed = try state(version: 1)
        malformed.policy = Array("version: 1\n".utf8)
        for state in [other, lost, malformed] {
            let error = #expect(throws: TrustError.self) { try chain(policyText(), state: state) }
            #expect(error?.code == .malformedPolicy)
        }
        var elsewhere = try state(version: 1)
        elsewhere.policy = policyText(repository: "https://example.com/other")
        let error = #expect(throws: TrustError.self) { try chain(policyText(), state: elsewhere) }
        #expect(error?.code == .policyRepository)
    }

    @Test func rootsThatThePinDoesNotLeadToAreNotKept() throws {
        let zero = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [world.stranger.principal(.root, .policy)],
            thresholds: [.root: 1, .policy: 1]
        )
        let error = #expect(throws: TrustError.self) {
            try chain(roots: [world.rootEnvelope, sign(zero, world.stranger)], nil)
        }
        #expect(error?.code == .notThePinnedRoot)
        let second = try Root(
            version: 2,
            expires: future,
            repository: repositoryURI,
            principals: [world.colleague.principal(.root, .policy)],
            thresholds: [.root: 1, .policy: 1]
        )
        let envelopes = [world.rootEnvelope, try sign(second, world.maintainer, world.colleague)]
        let state = try ChainOfTrust(
            pin: second.pin,
            candidates: .init(roots: envelopes, policy: nil, envelopes: []),
            state: AcceptedState(),
            at: now
        ).state
        #expect(state.roots.map(\.payload) == [second.payload])
    }

    /// What nobody vouches for would grow the state until it could not be read any more.
    @Test func signaturesThatCountForNothingAreNotKept() throws {
        let padding = [UInt8](repeating: 1, count: 100_000)
        let hint = String(repeating: "k", count: 100_000)
        let padded = Envelope(
            payload: world.rootEnvelope.payload,
            payloadType: world.rootEnvelope.payloadType,
            signatures: [Envelope.Signature(keyID: hint, bytes: world.rootEnvelope.signatures[0].bytes)]
                + (0..<8).map { Envelope.Signature(keyID: "\($0)", bytes: padding) }
        )
        let state = try chain(roots: [padded], nil).state
        #expect(state.roots.map(\.payload) == [world.root.payload])
        #expect(try state.jsonBytes().count < 4096)
        #expect(try chain(nil, state: state).state == state)
    }
}
