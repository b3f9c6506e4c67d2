import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

/// When a verification summary stands in for looking again.
struct SummaryTests {
    private static let commit = String(repeating: "0a", count: 20)
    private static let tree = digest("tree")
    private static let policyDigest = digest("policy")
    private static let input = digest("input")
    private static let maximumAge: Int64 = 3600

    private static func check(standing: Set<Digest> = [input]) throws -> SummaryCheck {
        SummaryCheck(
            trust: Policy.SummaryTrust(role: .builder, maximumAge: maximumAge),
            repository: repositoryURI,
            commit: Evidence.Commit(id: commit, tree: tree),
            policy: policyDigest,
            versions: SummaryCheck.versions(root: try World().root),
            standing: standing,
            time: now
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var commit = SummaryTests.commit
        var tree = SummaryTests.tree
        var result = VerificationSummaryPredicate.Result.passed
        var resource = repositoryURI
        var policy = SummaryTests.policyDigest
        var versions: [String: String]? = ["hallmark": "0.1.0", "root": "1"]
        var time: Timestamp? = now
        var inputs: [Digest]? = [SummaryTests.input]
        /// `nil` where it counts.
        var code: String?

        var statement: Statement {
            Statement(
                subjects: CommitPredicate.subjects(commit: commit, tree: tree),
                predicate: VerificationSummaryPredicate(
                    verifier: "https://example.com/v",
                    verifierVersion: versions,
                    timeVerified: time.map { PredicateTime($0) },
                    resourceURI: resource,
                    policy: ResourceDescriptor(uri: "https://example.com/p", digest: DigestSet(policy)),
                    inputAttestations: inputs.map {
                        $0.map { ResourceDescriptor(uri: "https://example.com/i", digest: DigestSet($0)) }
                    },
                    result: result,
                    verifiedLevels: [result == .passed ? "HALLMARK_POLICY" : "FAILED"]
                )
            )
        }
    }

    static let cases = [
        Case(testDescription: "all as it must be"),
        Case(testDescription: "as old as it may be", time: Timestamp(seconds: now.seconds - maximumAge)),
        Case(testDescription: "a clock a little ahead", time: Timestamp(seconds: now.seconds + 300)),
        Case(
            testDescription: "another commit",
            commit: String(repeating: "0b", count: 20),
            code: "other-commit"
        ),
        Case(testDescription: "other content", tree: digest("other"), code: "other-content"),
        Case(testDescription: "not passed", result: .failed, code: "failed"),
        Case(testDescription: "another repository", resource: repositoryURI + "x", code: "other-repository"),
        Case(testDescription: "another policy", policy: digest("other"), code: "other-policy"),
        Case(testDescription: "another root", versions: ["root": "2"], code: "other-root"),
        Case(testDescription: "no root", versions: nil, code: "other-root"),
        Case(
            testDescription: "a list that is not in force",
            versions: ["root": "1", "withdrawals.keys": "1"],
            code: "other-root"
        ),
        Case(testDescription: "no time", time: nil, code: "no-time"),
        Case(
            testDescription: "too old",
            time: Timestamp(seconds: now.seconds - maximumAge - 1),
            code: "too-old"
        ),
        Case(
            testDescription: "from the future",
            time: Timestamp(seconds: now.seconds + 301),
            code: "from-the-future"
        ),
        Case(testDescription: "no inputs", inputs: nil, code: "no-inputs"),
        Case(testDescription: "an input that is not here", inputs: [input, digest("gone")], code: "input-withdrawn"),
    ]

    @Test(arguments: cases)
    func countsOnlyWhereEverythingIsAsItWas(given: Case) throws {
        #expect(try Self.check().objection(to: given.statement)?.code == given.code)
    }

    @Test func anInputThatNobodyStandsByIsNone() throws {
        #expect(try Self.check(standing: []).objection(to: Self.cases[0].statement)?.code == "input-withdrawn")
    }

    @Test func anotherStatementIsNoSummary() throws {
        let statement = Statement(
            subjects: CommitPredicate.subjects(commit: Self.commit, tree: Self.tree),
            predicate: CommitPredicate(repository: repositoryURI)
        )
        #expect(try Self.check().objection(to: statement)?.code == "predicate")
    }

    /// A commit with a model, judged by a policy that trusts summaries, with an envelope that the summary rests on.
    private func lines(
        _ world: World,
        signedBy person: Person,
        _ change: (inout Evidence) -> Void = { _ in }
    ) throws -> (lines: [Verdict.Line], remarks: [String]) {
        let input = try world.maintainer.sign(
            Statement(
                subjects: [sha256("p", digest("x"))],
                predicate: PolicyPredicate(repository: repositoryURI, version: 1)
            )
        )
        let summary = Case(testDescription: "", inputs: [input.digest]).statement
        var evidence = Evidence()
        evidence.commit = Evidence.Commit(id: Self.commit, tree: Self.tree)
        evidence.models = [Evidence.Model(path: "m", isBundle: false, files: ["m": digest("m")])]
        evidence.envelopes = try [.recorded(person.sign(summary)), .recorded(input)]
        change(&evidence)
        let requirement = Policy.Requirement(statement: .commit, role: .developer, threshold: 1)
        let policy = Policy(
            version: 1,
            expires: future,
            repository: repositoryURI,
            summaries: Policy.SummaryTrust(role: .builder, maximumAge: Self.maximumAge),
            rules: [
                Policy.Rule(name: "commits", kind: .commit, path: .any, requirements: [requirement]),
                Policy.Rule(name: "releases", kind: .release, path: .any, requirements: [requirement]),
            ]
        )
        let verifier = Verifier(
            root: world.verified,
            policy: policy,
            evidence: evidence,
            policyDigest: Self.policyDigest
        )
        let lines = verifier.lines(Policy.ArtifactKind.allCases)
        #expect(verifier.rulesWithoutArtifact(lines).contains("releases") == (evidence.release == nil))
        #expect(!verifier.rulesWithoutArtifact(lines).contains("commits"))
        return (lines, verifier.remarks)
    }

    @Test func oneLineStandsForCommitPackagesAndModels() throws {
        let world = try World()
        let (lines, remarks) = try lines(world, signedBy: world.builder)
        #expect(lines.map(\.kind) == ["summary"] && remarks.isEmpty)
        #expect(lines[0].decision == .accepted && lines[0].signers == ["builder"] && lines[0].envelopes.count == 1)
    }

    @Test func whatTheSummaryIsNotAboutIsJudged() throws {
        let world = try World()
        let (lines, _) = try lines(world, signedBy: world.builder) { evidence in
            var model = Evidence.Model(path: "n", isBundle: false, files: ["n": digest("n")])
            model.isInWorkTree = true
            evidence.models.append(model)
            evidence.release = Evidence.Release(tag: "v1", commit: Self.commit)
            evidence.artifacts = ["a": digest("a")]
            evidence.uncovered = ["attestations/recorded/x": "no envelope"]
        }
        #expect(lines.map(\.kind) == ["summary", "model", "release", "artifact", "recorded"])
        #expect(lines.dropFirst().allSatisfy { $0.decision != .accepted })
    }

    @Test func aSummaryOfAnotherRoleOrStrangerDoesNotCount() throws {
        let world = try World()
        for person in [world.developer, world.stranger] {
            let (lines, _) = try lines(world, signedBy: person)
            #expect(lines.map(\.kind) == ["commit", "model"])
        }
    }

    @Test func whereASummaryIsToBeSignedNoneCounts() throws {
        let world = try World()
        let (lines, remarks) = try lines(world, signedBy: world.builder) { $0.ignoresSummaries = true }
        #expect(lines.map(\.kind) == ["commit", "model"] && remarks.isEmpty)
    }

    @Test func aSummaryThatDoesNotCountIsNamed() throws {
        let world = try World()
        let (lines, remarks) = try lines(world, signedBy: world.builder) { $0.envelopes.removeLast() }
        #expect(lines.map(\.kind) == ["commit", "model"])
        #expect(remarks.contains { $0.contains("[input-withdrawn]") })
    }
}
