import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

/// Every kind of rule with every outcome that it can have.
struct RuleOutcomeTests {
    /// What a rule is about, with the statement that meets it and one that contradicts it.
    struct Case: CustomTestStringConvertible {
        let kind: Policy.ArtifactKind
        let requirement: Policy.Requirement
        let put: @Sendable (inout Evidence) -> Void
        let good: Statement
        /// About the same thing, and otherwise; `nil` where a statement of other digests is about something else.
        let bad: Statement?

        var testDescription: String { "\(requirement.statement.rawValue) about a \(kind.rawValue)" }
    }

    private static let commit = String(repeating: "0a", count: 20)
    private static let tree = digest("tree")
    private static let dependency = Evidence.Dependency(
        identity: "log",
        package: "pkg:swift/example.com/log",
        version: "1.0.0",
        commit: commit,
        tree: tree
    )

    private static func result(_ word: String, at time: Timestamp, of digest: Digest) -> Statement {
        Statement(
            subjects: [sha256("m", digest)],
            predicateType: TestResultPredicate.type,
            predicate: [
                "result": .string(word),
                "configuration": [["name": "rules", "annotations": ["scannedOn": .string(time.description)]]],
            ]
        )
    }

    private static func requirement(
        _ statement: StatementKind,
        isByDigest: Bool = false,
        binding: Policy.Binding = .commit,
        conditions: [String] = []
    ) throws -> Policy.Requirement {
        Policy.Requirement(
            statement: statement,
            role: .developer,
            threshold: 1,
            binding: binding,
            isByDigest: isByDigest,
            conditions: try conditions.map { try Condition($0) }
        )
    }

    static let cases: [Case] = {
        do {
            return try makeCases()
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    private static func makeCases() throws -> [Case] {
        let commitPredicate = CommitPredicate(repository: repositoryURI)
        let review = ReviewPredicate(package: dependency.package, version: "1.0.0")
        let release = ReleasePredicate(repository: repositoryURI, tag: "v1", commit: commit)
        let tag = Subject(name: ReleasePredicate.tagSubject, digest: DigestSet([DigestSet.Name.gitCommit: commit]))
        let model = Evidence.Model(path: "models/m", isBundle: false, files: ["m": digest("model")])
        let scan = try requirement(.scan, isByDigest: true, conditions: [#"predicate.result == "PASSED""#])
        let putModel: @Sendable (inout Evidence) -> Void = { $0.models = [model] }
        return [
            Case(
                kind: .commit,
                requirement: try requirement(.commit),
                put: { $0.commit = Evidence.Commit(id: commit, tree: tree) },
                good: Statement(
                    subjects: CommitPredicate.subjects(commit: commit, tree: tree),
                    predicate: commitPredicate
                ),
                bad: Statement(
                    subjects: CommitPredicate.subjects(commit: commit, tree: digest("other")),
                    predicate: commitPredicate
                )
            ),
            Case(
                kind: .model,
                requirement: try requirement(.model),
                put: putModel,
                good: .model("m", ["m": digest("model")]),
                bad: .model("m", ["m": digest("other")])
            ),
            Case(
                kind: .dependency,
                requirement: try requirement(.review),
                put: { $0.dependencies = [dependency] },
                good: Statement(subjects: CommitPredicate.subjects(commit: commit, tree: tree), predicate: review),
                bad: Statement(
                    subjects: CommitPredicate.subjects(commit: commit, tree: digest("other")),
                    predicate: review
                )
            ),
            Case(
                kind: .release,
                requirement: try requirement(.release),
                put: {
                    $0.release = Evidence.Release(tag: "v1", commit: commit)
                    $0.artifacts = ["tool": digest("tool")]
                },
                good: Statement(subjects: [tag, sha256("tool", digest("tool"))], predicate: release),
                bad: Statement(subjects: [tag, sha256("tool", digest("other"))], predicate: release)
            ),
            Case(
                kind: .model,
                requirement: scan,
                put: putModel,
                good: result("PASSED", at: now, of: digest("model")),
                bad: result("FAILED", at: now, of: digest("model"))
            ),
            Case(
                kind: .artifact,
                requirement: try requirement(.sbom, isByDigest: true),
                put: { $0.artifacts = ["tool": digest("tool")] },
                good: Statement(
                    subjects: [sha256("tool", digest("tool"))],
                    predicateType: SBOMPredicate.type,
                    predicate: ["bomFormat": "CycloneDX"]
                ),
                bad: nil
            ),
            Case(
                kind: .model,
                requirement: try requirement(
                    StatementKind(predicateType: "https://example.com/eval/v1"),
                    isByDigest: true
                ),
                put: putModel,
                good: Statement(
                    subjects: [sha256("m", digest("model"))],
                    predicateType: "https://example.com/eval/v1",
                    predicate: [:]
                ),
                bad: nil
            ),
        ]
    }

    private func judged(
        _ test: Case,
        _ world: World,
        mode: Policy.Mode = .enforce,
        threshold: Int = 1,
        _ envelopes: [Envelope],
        change: (inout Evidence) -> Void = { _ in }
    ) throws -> Verdict.Line {
        let asked = test.requirement
        let requirement = Policy.Requirement(
            statement: asked.statement,
            role: asked.role,
            threshold: threshold,
            binding: asked.binding,
            isByDigest: asked.isByDigest,
            conditions: asked.conditions
        )
        let rule = Policy.Rule(name: "rule", kind: test.kind, path: .any, mode: mode, requirements: [requirement])
        var evidence = Evidence()
        test.put(&evidence)
        evidence.envelopes = envelopes.map { .recorded($0) }
        change(&evidence)
        let lines = Verifier(root: world.verified, policy: policy([rule]), evidence: evidence).lines([test.kind])
        return try #require(lines.first)
    }

    private func word(_ line: Verdict.Line) -> RuleOutcome.Word? { line.rules.first?.word }

    @Test(arguments: cases)
    func passes(test: Case) throws {
        let world = try World()
        let line = try judged(test, world, [try world.developer.sign(test.good)])
        #expect(word(line) == .passed)
        #expect(line.rules.first?.signers == ["developer"])
        #expect(line.decision == .accepted)
    }

    @Test(arguments: cases)
    func fails(test: Case) throws {
        guard let bad = test.bad else { return }
        let world = try World()
        let line = try judged(test, world, [try world.developer.sign(bad)])
        #expect(word(line) == .failed)
        #expect(line.decision == .rejected)
        #expect(!line.reasons.isEmpty)
    }

    @Test(arguments: cases)
    func isMissing(test: Case) throws {
        let world = try World()
        let none = try judged(test, world, [])
        #expect(word(none) == .missing)
        #expect(none.decision == .missing)
        #expect(none.reasons.contains { $0.mend != nil })
        let few = try judged(test, world, threshold: 2, [try world.developer.sign(test.good)])
        #expect(word(few) == .missing)
        #expect(few.codes == ["threshold"])
        let stranger = try judged(test, world, [try world.stranger.sign(test.good)])
        #expect(stranger.codes == ["unknown-key"])
        let other = try judged(test, world, [try world.builder.sign(test.good)])
        #expect(other.codes == ["wrong-role"])
    }

    @Test(arguments: cases.filter { $0.kind == .commit })
    func isUnknownWhereTheNoteCannotBeRead(test: Case) throws {
        let line = try judged(test, World(), []) { $0.unreadable = [Self.commit: "too large"] }
        #expect(word(line) == .unknown)
        #expect(line.decision == .undecided)
    }

    @Test(arguments: cases.filter { $0.kind != .release })
    func isObserved(test: Case) throws {
        let world = try World()
        let line = try judged(test, world, mode: .observe(until: future), [])
        #expect(word(line) == .observed)
        #expect(line.decision == .accepted)
        #expect(line.rules.first?.until == future)
        #expect(line.rules.first?.reasons.isEmpty == false)
        // What is met is simply met, and after its end a mode is none.
        let met = try judged(test, world, mode: .observe(until: future), [try world.developer.sign(test.good)])
        #expect(word(met) == .passed)
        #expect(try judged(test, world, mode: .observe(until: now), []).decision == .missing)
    }

    @Test(arguments: cases.filter { $0.kind == .release })
    func aReleaseIsNeverOnlyObserved(test: Case) throws {
        #expect(try judged(test, World(), mode: .observe(until: future), []).decision == .missing)
    }

    @Test(arguments: cases.filter { $0.bad != nil && $0.requirement.conditions.isEmpty && $0.kind != .release })
    func otherBytesAreNeverOnlyObserved(test: Case) throws {
        let world = try World()
        let bad = try #require(test.bad)
        let line = try judged(test, world, mode: .observe(until: future), [try world.developer.sign(bad)])
        #expect(line.decision == .rejected)
    }

    @Test(arguments: cases.filter { $0.kind != .release })
    func aBadSignatureIsNeverOnlyObserved(test: Case) throws {
        let world = try World()
        let signed = try world.developer.sign(test.good)
        let forged = Envelope(
            payload: try world.stranger.sign(test.good).payload,
            payloadType: signed.payloadType,
            signatures: [
                Envelope.Signature(
                    keyID: signed.signatures[0].keyID,
                    bytes: Array(signed.signatures[0].bytes.reversed())
                )
            ]
        )
        let line = try judged(test, world, mode: .observe(until: future), [forged])
        #expect(line.codes == ["invalid-signature"])
        #expect(line.decision == .missing)
    }

    @Test func rulesAboutNothingAreNotApplicable() throws {
        let rules = Self.cases.enumerated().map { index, test in
            Policy.Rule(name: "\(index)", kind: test.kind, path: .any, requirements: [test.requirement])
        }
        var evidence = Evidence()
        evidence.models = [Evidence.Model(path: "m", isBundle: false, files: ["m": digest("model")])]
        let verifier = Verifier(root: try World().verified, policy: policy(rules), evidence: evidence)
        #expect(verifier.rulesWithoutArtifact(verifier.lines([.model, .dependency])) == ["0", "2", "3", "5"])
    }

    @Test func allFailuresAreListed() throws {
        let world = try World()
        let scan = try #require(Self.cases.first { $0.requirement.statement == .scan })
        let model = try #require(Self.cases.first { $0.requirement.statement == .model })
        let rules = [model, scan].enumerated().map { index, test in
            Policy.Rule(name: "\(index)", kind: .model, path: .any, requirements: [test.requirement])
        }
        var evidence = Evidence()
        scan.put(&evidence)
        evidence.envelopes = try [scan.bad, model.bad].map { .recorded(try world.developer.sign(#require($0))) }
        let lines = Verifier(root: world.verified, policy: policy(rules), evidence: evidence).lines([.model])
        #expect(lines.first?.rules.map(\.word) == [.failed, .failed])
        #expect(lines.first?.codes == ["changed", "condition"])
    }

    @Test func aConditionSaysWhatItFound() throws {
        let world = try World()
        let scan = try #require(Self.cases.first { $0.requirement.statement == .scan })
        let line = try judged(scan, world, [try world.developer.sign(#require(scan.bad))])
        #expect(line.reasons.first?.expected == #"predicate.result == "PASSED""#)
        #expect(line.reasons.first?.found == #"predicate.result = "FAILED""#)
    }

    @Test(
        arguments: [
            (0, nil), (29 * 86_400, nil), (30 * 86_400, nil), (30 * 86_400 + 1, "too-old"), (-300, nil),
            (-301, "from-the-future"),
        ] as [(Int64, String?)]
    )
    func agesAreCountedFromWhatTheStatementSays(seconds: Int64, code: String?) throws {
        let text = """
            version: 1
            expires: 2028-01-01T00:00:00Z
            repository: "\(repositoryURI)"
            rules:
              - name: scans
                match: { kind: model }
                require:
                  - { statement: scan, role: developer, threshold: 1, age: 30d }
            """
        let world = try World()
        let time = Timestamp(seconds: now.seconds - seconds)
        let statement = Self.result("PASSED", at: time, of: digest("model"))
        var evidence = Evidence()
        evidence.models = [Evidence.Model(path: "m", isBundle: false, files: ["m": digest("model")])]
        evidence.envelopes = [.recorded(try world.developer.sign(statement))]
        let policy = try PolicyReader.policy(Array(text.utf8))
        let lines = Verifier(root: world.verified, policy: policy, evidence: evidence).lines([.model])
        #expect(lines.first?.codes == [code].compactMap(\.self))
    }

    @Test func whatComesBeforeAdoptionIsNeverAccepted() throws {
        let world = try World()
        let test = Self.cases[0]
        let line = try judged(test, world, [try world.developer.sign(test.good)]) { $0.isBeforeAdoption = true }
        #expect(line.decision == .missing)
        #expect(line.codes == ["before-adoption"])
        #expect(Verdict(lines: [line]).isBeforeAdoption)
        #expect(!Verdict(lines: [line, try judged(test, world, [])]).isBeforeAdoption)
        #expect(!Verdict(lines: []).isBeforeAdoption)
    }

    @Test func whatIsDeniedIsRefusedBeforeAdoptionToo() throws {
        let world = try World()
        let rule = Policy.Rule(name: "rule", kind: .model, path: .any, requirements: [Self.cases[1].requirement])
        for (denied, decision) in [("model", Decision.rejected), ("other", .missing)] {
            let list = try WithdrawalList(
                name: .digests,
                version: 1,
                expires: future,
                repository: repositoryURI,
                root: 1,
                entries: [.init(digest: digest(denied), since: nil, reason: "backdoored")]
            )
            let root = try world.verified.withdrawing([sign(list, world.maintainer)]).root
            var evidence = Evidence()
            evidence.isBeforeAdoption = true
            Self.cases[1].put(&evidence)
            let lines = Verifier(root: root, policy: policy([rule]), evidence: evidence).lines([.commit, .model])
            #expect(Verdict(lines: lines).decision == decision)
            #expect(Verdict(lines: lines).isBeforeAdoption == (decision == .missing))
        }
    }
}

/// Signed exceptions from one rule for one digest.
struct ExceptionTests {
    private let model = Evidence.Model(path: "m", isBundle: false, files: ["m": digest("model")])

    private func exception(
        rule: String = "rule",
        requester: String = "developer",
        repository: String = repositoryURI,
        issued: Timestamp = past,
        expires: Timestamp = future,
        of digest: Digest = digest("model")
    ) -> Statement {
        Statement(
            subjects: [sha256("m", digest)],
            predicate: ExceptionPredicate(
                repository: repository,
                rule: rule,
                reason: "the vendor signs next week",
                owner: "ML team",
                requester: requester,
                issued: issued,
                expires: expires
            )
        )
    }

    private func line(_ world: World, _ envelopes: [Envelope], model: Evidence.Model? = nil) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.models = [model ?? self.model]
        evidence.envelopes = envelopes.map { .recorded($0) }
        let requirement = Policy.Requirement(statement: .model, role: .developer, threshold: 1)
        return try world.line(.model, requirement, evidence)
    }

    private func signed(_ statement: Statement, by people: Person...) throws -> Envelope {
        var envelope = Envelope(payload: statement.jsonBytes)
        for person in people { envelope = try person.signer.cosign(envelope) }
        return envelope
    }

    @Test func countsWhenSomebodyElseApproves() throws {
        let world = try World()
        let line = try line(world, [signed(exception(), by: world.developer, world.maintainer)])
        #expect(line.decision == .accepted)
        #expect(line.rules.map(\.word) == [.excepted])
        #expect(line.rules.first?.until == future)
        let reason = try #require(line.rules.first?.reasons.first)
        #expect(reason.message.contains("approved by maintainer"))
        #expect(line.rules.first?.reasons.map(\.code) == ["excepted", "no-statement"])
    }

    @Test func isNoneWithoutApproverOrRequester() throws {
        let world = try World()
        for envelope in [
            try signed(exception(), by: world.developer),
            try signed(exception(), by: world.maintainer),
            try signed(exception(), by: world.developer, world.colleague),
            try signed(exception(), by: world.developer, world.stranger),
            // Whoever asks never approves.
            try signed(exception(requester: "maintainer"), by: world.maintainer),
            try signed(exception(requester: "maintainer"), by: world.maintainer, world.developer),
            try signed(exception(requester: "colleague"), by: world.developer, world.maintainer),
        ] {
            #expect(try line(world, [envelope]).decision == .missing)
        }
    }

    @Test func isForOneRuleOneDigestOneRepositoryAndATime() throws {
        let world = try World()
        for statement in [
            exception(rule: "other"), exception(repository: "https://example.com/other"),
            exception(of: digest("other")), exception(issued: Timestamp(seconds: past.seconds - 100), expires: now),
            exception(issued: Timestamp(seconds: now.seconds + 301), expires: Timestamp(seconds: now.seconds + 400)),
        ] {
            let envelope = try signed(statement, by: world.developer, world.maintainer)
            #expect(try line(world, [envelope]).decision == .missing)
        }
    }

    @Test func isForOneDigestAndNotForTwo() throws {
        let world = try World()
        let one = exception()
        let subject = Subject(
            name: "m",
            digest: DigestSet(["sha256": digest("model").hex, DigestSet.Name.gitTree: digest("other").hex])
        )
        let two = Statement(subjects: [subject], predicateType: one.predicateType, predicate: one.predicate)
        let envelope = try signed(two, by: world.developer, world.maintainer)
        #expect(try line(world, [envelope]).decision == .missing)
    }

    @Test func lastsNinetyDaysAtMost() throws {
        let world = try World()
        let days = { (count: Int64) in Timestamp(seconds: past.seconds + count * 86_400) }
        let longest = try signed(exception(expires: days(90)), by: world.developer, world.maintainer)
        #expect(try line(world, [longest]).decision == .accepted)
        let longer = Timestamp(seconds: days(90).seconds + 1)
        let tooLong = try signed(exception(expires: longer), by: world.developer, world.maintainer)
        #expect(try line(world, [tooLong]).decision == .missing)
    }

    @Test func isNeverForOtherBytes() throws {
        let world = try World()
        let approved = try signed(exception(), by: world.developer, world.maintainer)
        let other = try world.developer.sign(.model("m", ["m": digest("other")]))
        #expect(try line(world, [approved, other]).decision == .rejected)
    }

    @Test func namesABundleByItsManifest() throws {
        let world = try World()
        let bundle = Evidence.Model(
            path: "b.mlpackage",
            isBundle: true,
            files: ["b": digest("b"), "a": digest("a")]
        )
        let manifest = Digest.sha256(Array("\(digest("a").hex)  a\n\(digest("b").hex)  b\n".utf8))
        let approved = try signed(exception(of: manifest), by: world.developer, world.maintainer)
        #expect(try line(world, [approved], model: bundle).decision == .accepted)
        let ofAFile = try signed(exception(of: digest("a")), by: world.developer, world.maintainer)
        #expect(try line(world, [ofAFile], model: bundle).decision == .missing)
    }
}
