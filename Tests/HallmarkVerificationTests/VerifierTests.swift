import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

struct VerifierTests {
    private let world: World
    private let model = Evidence.Model(path: "m.gguf", isBundle: false, files: ["m.gguf": digest("model")])

    init() throws { world = try World() }

    private func requirement(_ role: Role = .developer, threshold: Int = 1) -> Policy.Requirement {
        Policy.Requirement(statement: .model, role: role, threshold: threshold)
    }

    private func statement(_ name: String = "m.gguf", _ content: Digest = digest("model")) -> Statement {
        .model(name, [ModelSignaturePredicate.singleFileName: content])
    }

    private func evidence(_ envelopes: Envelope..., hasNotes: Bool? = true) -> Evidence {
        var evidence = Evidence()
        evidence.models = [model]
        evidence.envelopes = envelopes.map { .recorded($0) }
        evidence.hasNotes = hasNotes
        return evidence
    }

    @Test func missingStatementIsMissing() throws {
        let line = try world.line(.model, requirement(), evidence())
        #expect(line.decision == .missing)
        #expect(line.codes == ["no-statement"])
        #expect(line.reasons[0].mend == "hallmark attest model m.gguf")
        #expect(line.signers.isEmpty)
        #expect(try world.line(.model, requirement(), evidence(hasNotes: nil)).codes == ["no-statement"])
        #expect(try world.line(.model, requirement(), evidence(hasNotes: false)).codes == ["no-notes"])
    }

    @Test func unknownKeyCountsAsAbsentAndIsNamed() throws {
        let signed = try world.stranger.signer.envelope(statement())
        let line = try world.line(.model, requirement(), evidence(signed))
        #expect(line.decision == .missing)
        #expect(line.codes == ["unknown-key"])
        #expect(line.reasons[0].found == world.stranger.signer.keyID)
        #expect(line.signers.isEmpty)
    }

    @Test func unknownKeyIsNoContradiction() throws {
        let signed = try world.stranger.signer.envelope(statement("m.gguf", digest("other")))
        let line = try world.line(.model, requirement(), evidence(signed))
        #expect(line.decision == .missing)
        #expect(line.codes == ["unknown-key"])
        // What a stranger says of something else is not worth a word.
        let unrelated = try world.stranger.signer.envelope(statement("n.gguf", digest("other")))
        #expect(try world.line(.model, requirement(), evidence(unrelated)).codes == ["no-statement"])
    }

    @Test func hintThatNamesATrustedKeyMakesNoSigner() throws {
        let forged = Envelope(
            payload: statement().jsonBytes,
            signatures: [
                Envelope.Signature(
                    keyID: world.developer.signer.keyID,
                    bytes: try world.stranger.signer.signature(
                        over: Envelope(payload: statement().jsonBytes).preAuthenticationEncoding
                    )
                )
            ]
        )
        #expect(try world.line(.model, requirement(), evidence(forged)).codes == ["invalid-signature"])
    }

    @Test func hintsOfStrangersAreBounded() throws {
        let signatures = (0..<64).map { number in
            Envelope.Signature(keyID: "\(number)" + String(repeating: "k", count: 10_000), bytes: [1])
        }
        let envelope = Envelope(payload: statement().jsonBytes, signatures: signatures)
        let line = try world.line(.model, requirement(), evidence(envelope))
        #expect(line.codes == ["unknown-key"])
        #expect(try #require(line.reasons[0].found).count < 400)
        let silent = Envelope(payload: statement().jsonBytes, signatures: [.init(keyID: nil, bytes: [1])])
        #expect(try world.line(.model, requirement(), evidence(silent)).reasons[0].found == "no key id")
    }

    @Test func signerOfAnotherRoleIsNamed() throws {
        let signed = try world.builder.signer.envelope(statement())
        let line = try world.line(.model, requirement(), evidence(signed))
        #expect(line.decision == .missing)
        #expect(line.codes == ["wrong-role"])
        #expect(line.reasons[0].found == "builder (builder)")
        #expect(try world.line(.model, requirement(.builder), evidence(signed)).decision == .accepted)
        // Nor does someone without the role contradict anything.
        let other = try world.builder.signer.envelope(statement("m.gguf", digest("other")))
        #expect(try world.line(.model, requirement(), evidence(other)).decision == .missing)
    }

    @Test func thresholdCountsDistinctSigners() throws {
        let one = try world.developer.signer.envelope(statement())
        let two = try world.colleague.signer.envelope(statement())
        let line = try world.line(.model, requirement(threshold: 2), evidence(one))
        #expect(line.decision == .missing)
        #expect(line.codes == ["threshold"])
        #expect(line.signers == ["developer"])
        #expect(line.reasons[0].expected == "2")
        for envelopes in [
            [one, try world.developer.signer.cosign(one)], [one, try world.stranger.signer.cosign(one)],
        ] {
            #expect(
                try world.line(.model, requirement(threshold: 2), evidence(envelopes[0], envelopes[1])).decision
                    == .missing
            )
        }
        let apart = try world.line(.model, requirement(threshold: 2), evidence(one, two))
        #expect(apart.decision == .accepted)
        #expect(apart.signers == ["colleague", "developer"])
        let together = try world.colleague.signer.cosign(one)
        #expect(try world.line(.model, requirement(threshold: 2), evidence(together)).decision == .accepted)
    }

    @Test func rootsThresholdIsTheLeast() throws {
        let world = try World(developerThreshold: 2)
        let one = try world.developer.signer.envelope(statement())
        let line = try world.line(.model, requirement(threshold: 1), evidence(one))
        #expect(line.codes == ["threshold"])
        #expect(line.reasons[0].message.hasPrefix("the root asks for 2"))
        let both = try world.colleague.signer.cosign(one)
        #expect(try world.line(.model, requirement(threshold: 1), evidence(both)).decision == .accepted)
    }

    @Test func enoughSignersOutweighAContradiction() throws {
        let good = try world.developer.signer.envelope(statement())
        let stale = try world.colleague.signer.envelope(statement("m.gguf", digest("old")))
        #expect(try world.line(.model, requirement(), evidence(good, stale)).decision == .accepted)
        let short = try world.line(.model, requirement(threshold: 2), evidence(good, stale))
        #expect(short.decision == .rejected)
        #expect(short.codes == ["changed"])
    }

    @Test func statementsOfAnotherKindProveNothing() throws {
        let commit = Statement(
            subjects: [sha256("m.gguf", digest("model"))],
            predicate: CommitPredicate(repository: repositoryURI)
        )
        let signed = try world.developer.signer.envelope(commit)
        #expect(try world.line(.model, requirement(), evidence(signed)).codes == ["no-statement"])
    }

    @Test func artifactWithoutARuleIsMissing() throws {
        let signed = try world.developer.signer.envelope(statement())
        let other = Policy.Rule(
            name: "elsewhere",
            kind: .model,
            path: try #require(PathPattern("elsewhere/**")),
            requirements: [requirement()]
        )
        let empty = Policy.Rule(name: "empty", kind: .model, path: .any, requirements: [])
        for rules in [[], [other], [empty], [other, empty]] {
            let lines = Verifier(root: world.verified, policy: policy(rules), evidence: evidence(signed)).lines([.model]
            )
            #expect(lines.map(\.decision) == [.missing])
            #expect(lines.map(\.codes) == [["no-rule"]])
        }
    }

    @Test func everyRuleOfAnArtifactMustHold() throws {
        let signed = try world.developer.signer.envelope(statement())
        let rules = [requirement(), requirement(.builder)].enumerated().map {
            Policy.Rule(name: "\($0.offset)", kind: .model, path: .any, requirements: [$0.element])
        }
        let one = Verifier(root: world.verified, policy: policy(rules), evidence: evidence(signed)).lines([.model])
        #expect(one.map(\.decision) == [.missing])
        #expect(one[0].codes == ["wrong-role"])
        let both = evidence(signed, try world.builder.signer.envelope(statement()))
        let lines = Verifier(root: world.verified, policy: policy(rules), evidence: both).lines([.model])
        #expect(lines.map(\.decision) == [.accepted])
        #expect(lines[0].signers == ["builder", "developer"])
    }

    @Test func nothingIsMissing() {
        let lines = Verifier(root: world.verified, policy: policy([]), evidence: Evidence()).lines(
            Policy.ArtifactKind.allCases
        )
        #expect(lines.isEmpty)
        #expect(Verdict(lines: lines).decision == .missing)
    }

    @Test func whatThePolicyNamesIsMissedWhereTheEvidenceLacksIt() throws {
        let rules = [
            Policy.Rule(
                name: "commit",
                kind: .commit,
                path: .any,
                requirements: [Policy.Requirement(statement: .commit, role: .developer, threshold: 1)]
            ),
            Policy.Rule(
                name: "package",
                kind: .package,
                path: try #require(PathPattern("Tools")),
                requirements: [Policy.Requirement(statement: .sbom, role: .developer, threshold: 1)]
            ),
        ]
        let verifier = Verifier(root: world.verified, policy: policy(rules), evidence: Evidence())
        let lines = verifier.lines([.commit, .package])
        #expect(lines.map(\.decision) == [.missing, .missing])
        #expect(lines.map(\.kind) == ["commit", "package"])
        #expect(verifier.lines([.model]).isEmpty)
    }

    @Test func packageOfTwoRulesIsOnePackage() throws {
        let rules = ["a", "b"].map { name in
            Policy.Rule(
                name: name,
                kind: .package,
                path: .any,
                requirements: [Policy.Requirement(statement: .sbom, role: .developer, threshold: 1)]
            )
        }
        #expect(policy(rules).packagePaths == ["**"])
    }

    @Test func envelopesThatAreNoStatementsAreRemarkedOn() throws {
        let signer = world.developer.signer
        let good = try signer.envelope(statement())
        let noStatement = try signer.envelope(payload: Array("{}".utf8))
        let otherType = try signer.envelope(payload: statement().jsonBytes, payloadType: "text/plain")
        let verifier = Verifier(
            root: world.verified,
            policy: policy([]),
            evidence: evidence(noStatement, good, otherType)
        )
        #expect(verifier.remarks.count == 2)
        #expect(verifier.remarks.allSatisfy { $0.contains("attestations/recorded/a.intoto.jsonl") })
        #expect(try world.line(.model, requirement(), evidence(noStatement, otherType)).decision == .missing)
        #expect(try world.line(.model, requirement(), evidence(noStatement, good, otherType)).decision == .accepted)
    }

    @Test func orderAndRepetitionOfTheEvidenceDoNotMatter() throws {
        let envelopes = [
            try world.stranger.signer.envelope(statement()), try world.builder.signer.envelope(statement()),
            try world.colleague.signer.envelope(statement("m.gguf", digest("old"))),
            try world.colleague.signer.envelope(statement("m.gguf", digest("older"))),
            try world.developer.signer.envelope(payload: Array("{}".utf8)),
            try world.developer.signer.envelope(payload: Array("[]".utf8)),
        ]
        let objects = ["a", "b"].map { String(repeating: $0, count: 40) }
        let found = envelopes.flatMap { envelope in
            objects.map { Evidence.Found(envelope, origin: .note(object: $0)) } + [.recorded(envelope)]
        }
        func judge(_ found: [Evidence.Found]) -> Verdict {
            var evidence = evidence()
            evidence.envelopes = found
            let rule = Policy.Rule(name: "r", kind: .model, path: .any, requirements: [requirement()])
            let verifier = Verifier(root: world.verified, policy: policy([rule]), evidence: evidence)
            return Verdict(lines: verifier.lines([.model]), remarks: verifier.remarks)
        }
        let verdict = judge(found)
        #expect(verdict.decision == .rejected)
        #expect(verdict.remarks.count == 6)
        for _ in 0..<8 { #expect(judge(found.shuffled()) == verdict) }
        #expect(judge(found + found.shuffled()) == verdict)
    }

    /// However many strangers write about an artifact, a verdict stays one that a person can read.
    @Test(arguments: [true, false])
    func reasonsAreBounded(isNamed: Bool) throws {
        let envelopes = (0..<500).map { number in
            Envelope(
                payload: statement("m.gguf", digest("\(number)")).jsonBytes,
                signatures: [.init(keyID: isNamed ? "key \(number)" : nil, bytes: [1, UInt8(number & 0xFF)])]
            )
        }
        var evidence = evidence()
        evidence.envelopes = envelopes.map { .recorded($0) }
        let line = try world.line(.model, requirement(), evidence)
        #expect(line.decision == .missing)
        #expect(line.codes.first == "unknown-key")
        #expect(line.codes.last == "more")
        #expect(line.reasons.count <= 33)
        // Nor do they drown what a trusted signer without the role said.
        evidence.envelopes.append(.recorded(try world.builder.signer.envelope(statement())))
        #expect(try world.line(.model, requirement(), evidence).codes.last == "wrong-role")
    }

    @Test func brokenStatementAboutAnotherModelSaysNothingOfThisOne() throws {
        let broken = Statement(
            subjects: [sha256("n.gguf", digest("other"))],
            predicateType: ModelSignaturePredicate.type,
            predicate: ["resources": [["name": "n.gguf", "algorithm": "of tomorrow"]]]
        )
        let signed = try world.developer.signer.envelope(broken)
        #expect(try world.line(.model, requirement(), evidence(signed)).decision == .missing)
        let same = Statement(
            subjects: [sha256("m.gguf", digest("model"))],
            predicateType: ModelSignaturePredicate.type,
            predicate: broken.predicate
        )
        let about = try world.developer.signer.envelope(same)
        #expect(try world.line(.model, requirement(), evidence(about)).decision == .rejected)
    }

    @Test func contradictionsAreBounded() throws {
        let signer = world.developer.signer
        var evidence = evidence()
        for number in 0..<100 {
            evidence.envelopes.append(.recorded(try signer.envelope(statement("m.gguf", digest("\(number)")))))
        }
        let line = try world.line(.model, requirement(), evidence)
        #expect(line.decision == .rejected)
        #expect(line.reasons.count <= 33)
        #expect(line.reasons.last?.message == "and \(100 - line.reasons.count + 1) more reasons")
    }

    @Test func everyModelFindsItsOwnStatement() throws {
        let names = (0..<200).map { "m\($0 / 2).gguf" }
        var evidence = Evidence()
        for (number, name) in names.enumerated() {
            let content = digest("\(number)")
            evidence.models.append(Evidence.Model(path: "\(number)/\(name)", isBundle: false, files: [name: content]))
            // Every third model has none.
            guard !number.isMultiple(of: 3) else { continue }
            let signed = try world.developer.signer.envelope(statement(name, content))
            evidence.envelopes.append(.recorded(signed))
        }
        let rule = Policy.Rule(name: "r", kind: .model, path: .any, requirements: [requirement()])
        let lines = Verifier(root: world.verified, policy: policy([rule]), evidence: evidence).lines([.model])
        #expect(lines.map(\.name) == evidence.models.map(\.path))
        for (number, line) in lines.enumerated() {
            // One of the same name is there for each, over other bytes.
            #expect(line.decision == (number.isMultiple(of: 3) ? .rejected : .accepted))
        }
    }

    /// Signatures that no key of the root made cost an attacker nothing, and the trusted one among them still counts.
    @Test func manyForeignSignaturesHideNoTrustedOne() throws {
        let good = try world.developer.signer.envelope(statement())
        let garbage = (0..<63).map { number in
            Envelope.Signature(keyID: world.developer.signer.keyID, bytes: [UInt8](repeating: UInt8(number), count: 64))
        }
        let envelope = Envelope(payload: good.payload, signatures: garbage + good.signatures)
        #expect(try world.line(.model, requirement(), evidence(envelope)).decision == .accepted)
    }
}
