import HallmarkCore
import HallmarkSigning
import HallmarkStatement
@testable import HallmarkVerification
import Testing

/// What lists take away from a verdict.
struct WithdrawalJudgementTests {
    private let world: World
    private let files = ["m.gguf": digest("model")]

    init() throws { world = try World() }

    private func list(
        _ name: WithdrawalList.Name,
        expires: Timestamp = future,
        since: Timestamp = past,
        _ digests: [Digest]
    ) throws -> Envelope {
        let list = try WithdrawalList(
            name: name,
            version: 1,
            expires: expires,
            repository: repositoryURI,
            root: 1,
            entries: digests.map { .init(digest: $0, since: name == .keys ? since : nil, reason: "it leaked") }
        )
        if case .reviews = name { return try sign(list, world.developer) }
        return try sign(list, world.maintainer)
    }

    /// The key's digest in a list.
    private func key(of person: Person) throws -> Digest { try #require(Digest(hex: person.signer.keyID)) }

    private func judge(
        _ lists: [Envelope],
        _ envelopes: [Envelope],
        threshold: Int = 1,
        mode: Policy.Mode = .enforce
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.models = [Evidence.Model(path: "m.gguf", isBundle: false, files: files)]
        evidence.envelopes = envelopes.map { .recorded($0) }
        let requirement = Policy.Requirement(statement: .model, role: .developer, threshold: threshold)
        let rule = Policy.Rule(name: "rule", kind: .model, path: .any, mode: mode, requirements: [requirement])
        let root = try world.verified.withdrawing(lists).root
        return Verifier(root: root, policy: policy([rule]), evidence: evidence).lines([.model])[0]
    }

    private var statement: Statement {
        .model("m.gguf", [ModelSignaturePredicate.singleFileName: digest("model")])
    }

    private func review(_ lists: [Envelope], _ envelopes: [Envelope]) throws -> Verdict.Line {
        var evidence = Evidence()
        let commit = String(repeating: "a", count: 40)
        evidence.dependencies = [
            Evidence.Dependency(identity: "x", package: "pkg:swift/x", version: "1", commit: commit, tree: digest("x"))
        ]
        evidence.envelopes = envelopes.map { .recorded($0) }
        let requirement = Policy.Requirement(statement: .review, role: .developer, threshold: 1)
        let rule = Policy.Rule(name: "rule", kind: .dependency, path: .any, requirements: [requirement])
        let root = try world.verified.withdrawing(lists).root
        return Verifier(root: root, policy: policy([rule]), evidence: evidence).lines([.dependency])[0]
    }

    private var reviewStatement: Statement {
        Statement(
            subjects: [
                Subject(
                    name: CommitPredicate.commitSubject,
                    digest: DigestSet([DigestSet.Name.gitCommit: String(repeating: "a", count: 40)])
                ),
                Subject(
                    name: CommitPredicate.treeSubject,
                    digest: DigestSet([DigestSet.Name.gitTree: digest("x").hex])
                ),
            ],
            predicate: ReviewPredicate(package: "pkg:swift/x", version: "1")
        )
    }

    @Test func revokedKeyCountsForNothing() throws {
        let signed = try world.developer.sign(statement)
        #expect(try judge([], [signed]).decision == .accepted)
        let line = try judge([list(.keys, [key(of: world.developer)])], [signed])
        #expect(line.decision == .missing)
        #expect(line.codes == ["revoked-key"])
        #expect(line.reasons[0].message.contains("since \(past): it leaked"))
        // Somebody else's key, or a date that has not come, takes nothing away.
        #expect(try judge([list(.keys, [key(of: world.colleague)])], [signed]).decision == .accepted)
        let later = try list(.keys, since: future, [key(of: world.developer)])
        #expect(try judge([later], [signed]).decision == .accepted)
    }

    @Test func signatureWithoutAHintFallsAsWell() throws {
        let signed = try world.developer.sign(statement)
        let bare = Envelope(payload: signed.payload, signatures: [.init(keyID: nil, bytes: signed.signatures[0].bytes)])
        #expect(try judge([], [bare]).decision == .accepted)
        #expect(try judge([list(.keys, [key(of: world.developer)])], [bare]).codes == ["revoked-key"])
    }

    @Test func othersOnTheSameEnvelopeStillCount() throws {
        let both = try world.colleague.signer.cosign(world.developer.sign(statement))
        let keys = try list(.keys, [key(of: world.developer)])
        let line = try judge([keys], [both])
        #expect(line.decision == .accepted)
        #expect(line.signers == ["colleague"])
        let short = try judge([keys], [both], threshold: 2)
        #expect(short.decision == .missing)
        #expect(short.codes == ["threshold", "revoked-key"])
    }

    @Test func anotherKeyOfThePrincipalStillCounts() throws {
        let twice = try Person("twice", keys: 2)
        let root = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [world.maintainer.principal(.root, .policy), twice.principal(.developer)],
            thresholds: [.root: 1, .policy: 1]
        )
        let verified = try UnverifiedRoots([sign(root, world.maintainer)]).verified(from: root.pin, at: now)
            .withdrawing([list(.keys, [key(of: twice)])]).root
        let first = try twice.sign(statement)
        #expect(verified.signers(of: first).isEmpty)
        #expect(verified.signers(of: try KeySigner(twice.keys[1]).cosign(first)).map(\.name) == ["twice"])
    }

    @Test func expiredListOfKeysLeavesNothingKnown() throws {
        let signed = try world.developer.sign(statement)
        let line = try judge([list(.keys, expires: now, [])], [signed])
        #expect(line.decision == .undecided)
        #expect(line.codes == ["withdrawals-expired"])
        #expect(line.reasons[0].mend?.contains("hallmark trust renew") == true)
        let revoked = try judge([list(.keys, expires: now, [key(of: world.developer)])], [signed])
        #expect(revoked.codes == ["revoked-key"])
    }

    /// By content, as a model as a whole, and as an envelope that anybody may sign once more.
    @Test func deniedDigestIsRejectedWhoeverSigns() throws {
        let signed = try world.developer.sign(statement)
        let whole = ModelSignaturePredicate(files: files).rootDigest
        let again = try world.stranger.signer.cosign(signed)
        let table: [(Digest, [Envelope])] = [
            (digest("model"), [signed]), (digest("model"), []), (whole, [signed]), (signed.digest, [signed]),
            (Digest.sha256(signed.payload), [signed]), (Digest.sha256(signed.payload), [again]),
        ]
        for (digest, envelopes) in table {
            let line = try judge([list(.digests, [digest])], envelopes)
            #expect(line.decision == .rejected)
            #expect(line.codes == ["denied"])
            #expect(line.reasons[0].message.contains("it leaked"))
        }
        #expect(try judge([list(.digests, [digest("other")])], [signed]).decision == .accepted)
        // A denied statement may be replaced by another one; a stranger's was never one.
        let other = try world.colleague.sign(.model("other", [ModelSignaturePredicate.singleFileName: digest("model")]))
        #expect(try judge([list(.digests, [signed.digest])], [signed, other]).decision == .accepted)
        let strange = try world.stranger.sign(statement)
        #expect(try judge([list(.digests, [strange.digest])], [strange]).codes == ["unknown-key"])
    }

    @Test func expiredListOfDigestsLeavesModelsUndecided() throws {
        let signed = try world.developer.sign(statement)
        #expect(try judge([list(.digests, expires: now, [])], [signed]).codes == ["withdrawals-expired"])
        #expect(try judge([list(.digests, expires: now, [])], [signed]).decision == .undecided)
        #expect(try judge([list(.digests, expires: now, [digest("model")])], [signed]).codes == ["denied"])
        #expect(try judge([list(.digests, [])], [signed]).decision == .accepted)
    }

    @Test func everyKindOfArtifactCanBeDenied() throws {
        let root = try world.verified.withdrawing([list(.digests, [digest("a")])]).root
        let commit = Evidence.Commit(id: nil, tree: digest("a"))
        let release = Evidence.Release(tag: "1", commit: String(repeating: "a", count: 40))
        var dependency = Evidence.Dependency(identity: "x", package: "x", version: nil, commit: "c", tree: nil)
        let own = Evidence.OwnEvidence(content: digest("a"))
        dependency.own = own
        let denied: [Artifact] = [
            .commit(commit), .artifact(name: "x", digest: digest("a")),
            .release(release, artifacts: ["x": digest("a")]),
            .package(.init(path: ".", inputs: [["."]: ["f": digest("a")]])), .dependency(dependency),
            .dependency(.init(identity: "x", package: "x", version: nil, commit: "c", tree: digest("a"))),
            .policy(policy([]), digest: digest("a")),
        ]
        for artifact in denied {
            #expect(root.withdrawals.denial(of: artifact)?.code == "denied")
            #expect(root.withdrawals.line(denying: artifact, kind: "k", name: "n")?.decision == .rejected)
        }
        #expect(root.withdrawals.denial(of: .artifact(name: "x", digest: digest("b"))) == nil)
        #expect(root.withdrawals.line(denying: .commit(.init(id: nil, tree: digest("b"))), kind: "k", name: "n") == nil)
    }

    @Test func withdrawnReviewDoesNotCount() throws {
        let signed = try world.developer.sign(reviewStatement)
        #expect(try review([], [signed]).decision == .accepted)
        let again = try world.stranger.signer.cosign(signed)
        for envelope in [signed, again] {
            let line = try review([list(.reviews(of: "developer"), [Digest.sha256(signed.payload)])], [envelope])
            #expect(line.decision == .missing)
            #expect(line.codes == ["withdrawn-review"])
        }
        // Another's review of the same stands, and so does a statement of another kind.
        let both = try world.colleague.signer.cosign(signed)
        let withdrawn = try review([list(.reviews(of: "developer"), [Digest.sha256(signed.payload)])], [both])
        #expect(withdrawn.signers == ["colleague"])
        let model = try world.developer.sign(statement)
        #expect(try judge([list(.reviews(of: "developer"), [model.digest])], [model]).decision == .accepted)
    }

    @Test func expiredListOfReviewsLeavesThatReviewerUndecided() throws {
        let signed = try world.developer.sign(reviewStatement)
        let expired = try list(.reviews(of: "developer"), expires: now, [])
        #expect(try review([expired], [signed]).codes == ["withdrawals-expired"])
        #expect(try review([expired], [signed]).decision == .undecided)
        #expect(try review([expired], [world.colleague.sign(reviewStatement)]).decision == .accepted)
    }

    @Test(arguments: [1, 2])
    func noModeAndNoExceptionHelpsWhatIsDenied(threshold: Int) throws {
        let signed = try world.developer.sign(statement)
        let other = try world.colleague.sign(statement)
        let lists = [try list(.digests, [signed.digest])]
        let approved = try exception(requester: world.developer)
        let envelopes = threshold == 1 ? [signed] : [signed, other]
        for (mode, further) in [(Policy.Mode.observe(until: future), []), (.enforce, [approved])] {
            let line = try judge(lists, envelopes + further, threshold: threshold, mode: mode)
            #expect(line.decision == .rejected)
            #expect(line.codes.contains("denied"))
        }
        // Without the list either of them does help.
        #expect(try judge([], [], threshold: threshold, mode: .observe(until: future)).decision == .accepted)
        #expect(try judge([], [approved], threshold: threshold).decision == .accepted)
    }

    /// An approved exception of the model from the rule.
    private func exception(requester: Person) throws -> Envelope {
        let statement = Statement(
            subjects: [sha256("m.gguf", digest("model"))],
            predicate: ExceptionPredicate(
                repository: repositoryURI,
                rule: "rule",
                reason: "none",
                owner: "none",
                requester: requester.name,
                issued: past,
                expires: future
            )
        )
        return try world.maintainer.signer.cosign(requester.sign(statement))
    }

    @Test(arguments: [1, 2])
    func noModeAndNoExceptionHelpsASignatureByARevokedKey(threshold: Int) throws {
        let lists = [try list(.keys, [key(of: world.developer)])]
        let signed =
            [try world.developer.sign(statement)] + (threshold == 1 ? [] : [try world.colleague.sign(statement)])
        let approved = try exception(requester: world.colleague)
        for (mode, further) in [(Policy.Mode.observe(until: future), []), (.enforce, [approved])] {
            let line = try judge(lists, signed + further, threshold: threshold, mode: mode)
            #expect(line.decision == .missing)
            #expect(line.codes.contains("revoked-key"))
        }
        // Without such a signature either of them does help.
        #expect(try judge(lists, [], threshold: threshold, mode: .observe(until: future)).decision == .accepted)
        #expect(try judge(lists, [approved], threshold: threshold).decision == .accepted)
    }

    @Test func observingHelpsNobodyWhomAnExpiredListLeavesUnknown() throws {
        let signed = try world.developer.sign(statement)
        let expired = try list(.keys, expires: now, [])
        let line = try judge([expired], [signed], mode: .observe(until: future))
        #expect(line.decision == .undecided)
        #expect(line.codes == ["withdrawals-expired"])
        #expect(try judge([list(.keys, [])], [], mode: .observe(until: future)).decision == .accepted)
    }

    @Test func deniedPolicyIsNotInForce() throws {
        let text = policyText()
        let statement = Statement(
            subjects: [sha256(PolicyPredicate.policySubject, Digest.sha256(text))],
            predicate: PolicyPredicate(repository: repositoryURI, version: 1)
        )
        for (lists, code) in [([], [String]()), ([try list(.digests, [Digest.sha256(text)])], ["denied"])] {
            let candidates = ChainOfTrust.Candidates(
                roots: [world.rootEnvelope],
                policy: text,
                envelopes: [.recorded(try world.maintainer.sign(statement))],
                withdrawals: lists
            )
            let chain = try ChainOfTrust(pin: world.root.pin, candidates: candidates, state: .init(), at: now)
            #expect(chain.lines.flatMap(\.codes) == code)
            #expect((chain.policy == nil) == !code.isEmpty)
            #expect(chain.state.withdrawals == lists)
        }
    }
}
