import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

/// What was accepted in an earlier run proves itself in a file of evidence, or is named.
struct InquiryProofTests {
    private let world: World

    init() throws { world = try World() }

    private func statement(by person: Person, about policy: [UInt8] = policyText()) throws -> Envelope {
        try person.sign(
            Statement(
                subjects: [sha256(PolicyPredicate.policySubject, Digest.sha256(policy))],
                predicate: PolicyPredicate(repository: repositoryURI, version: 1)
            )
        )
    }

    /// What is unproven where a policy and lists were accepted before.
    private func unproven(
        _ statements: [Envelope],
        lists: [Envelope] = [],
        roots: [Envelope]? = nil,
        tree: [Envelope]? = nil
    ) throws -> [String] {
        var state = AcceptedState()
        (state.roots, state.rootVersion) = (roots ?? [world.rootEnvelope], Int64(roots?.count ?? 1))
        (state.policy, state.policyVersion) = (policyText(), 1)
        state.policyStatements = statements
        state.withdrawals = lists
        var evidence = Evidence()
        evidence.envelopes = (tree ?? []).map { .recorded($0) }
        let inquiry = Inquiry(
            pin: world.root.pin,
            roots: roots ?? [world.rootEnvelope],
            policy: tree.map { _ in policyText() },
            shared: [:],
            state: state,
            evidence: evidence,
            kinds: [],
            name: "HEAD",
            time: now
        )
        return inquiry.unproven(Judgement(inquiry))
    }

    @Test func aPolicyIsProvenByItsSigners() throws {
        let signed = try statement(by: world.maintainer)
        #expect(try unproven([signed]).isEmpty)
        #expect(try unproven([], tree: [signed]).isEmpty)
        for statements in [
            [], [try statement(by: world.stranger)], [try statement(by: world.developer)],
            [try statement(by: world.maintainer, about: policyText(role: "builder"))],
        ] {
            #expect(try unproven(statements) == ["the policy in force"])
        }
    }

    /// What was accepted once stays in force when others sign from then on.
    @Test func signersOfAnEarlierRootProveIt() throws {
        let next = try Root(
            version: 2,
            expires: future,
            repository: repositoryURI,
            principals: [world.maintainer.principal(.root), world.colleague.principal(.policy, .developer)],
            thresholds: [.root: 1, .policy: 1]
        )
        let roots = [world.rootEnvelope, try sign(next, world.maintainer)]
        #expect(try unproven([statement(by: world.maintainer)], roots: roots).isEmpty)
        #expect(try unproven([statement(by: world.colleague)], roots: roots).isEmpty)
        #expect(try unproven([statement(by: world.builder)], roots: roots) == ["the policy in force"])
    }

    @Test func aListIsProvenByItsSigners() throws {
        let policy = [try statement(by: world.maintainer)]
        for (name, signer, stranger) in [
            (WithdrawalList.Name.keys, world.maintainer, world.developer),
            (.digests, world.maintainer, world.developer), (.reviews(of: "developer"), world.developer, world.builder),
        ] {
            let list = try WithdrawalList(
                name: name,
                version: 7,
                expires: future,
                repository: repositoryURI,
                root: 1,
                entries: []
            )
            #expect(try unproven(policy, lists: [sign(list, signer)]).isEmpty)
            #expect(try unproven(policy, lists: [sign(list, stranger)]) == ["version 7 of \(name)"])
        }
    }
}
