import HallmarkCore
import HallmarkReport
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

/// An evidence file on one page.
struct EvidencePageTests {
    private static let policy = Array(
        """
        version: 1
        expires: 2028-01-01T00:00:00Z
        repository: \(repositoryURI)
        rules:
          - name: models
            match: { kind: model, path: "**" }
            require:
              - { statement: model, role: developer, threshold: 1 }
          - name: tools
            mode: observe
            until: \(future)
            match: { kind: artifact, name: "**" }
            require:
              - { statement: build, role: builder, threshold: 1 }

        """.utf8
    )

    private func page(_ world: World, isAccepted: Bool = false, isProven: Bool = false) throws -> EvidencePage {
        var exception = Envelope(
            payload: Statement(
                subjects: [sha256("m", digest("m"))],
                predicate: ExceptionPredicate(
                    repository: repositoryURI,
                    rule: "models",
                    reason: "the vendor signs next week",
                    owner: "ML team",
                    requester: "developer",
                    issued: past,
                    expires: future
                )
            ).jsonBytes
        )
        for person in [world.developer, world.maintainer] { exception = try person.signer.cosign(exception) }
        let statement = Statement(
            subjects: [sha256(PolicyPredicate.policySubject, Digest.sha256(Self.policy))],
            predicate: PolicyPredicate(repository: repositoryURI, version: 1)
        )
        var evidence = Evidence()
        evidence.models = [Evidence.Model(path: "m", isBundle: false, files: ["m": digest("m")])]
        evidence.artifacts = ["<img src=x>": digest("a")]
        evidence.envelopes = [.recorded(exception)]
        if !isAccepted { evidence.envelopes.append(.recorded(try world.maintainer.sign(statement))) }
        var state = AcceptedState()
        if isAccepted {
            (state.roots, state.rootVersion) = ([world.rootEnvelope], 1)
            (state.policy, state.policyVersion) = (Self.policy, 1)
            if isProven { state.policyStatements = [try world.maintainer.sign(statement)] }
        }
        var inquiry = Inquiry(
            pin: world.root.pin,
            roots: [world.rootEnvelope],
            policy: isAccepted ? nil : Self.policy,
            shared: [:],
            state: state,
            evidence: evidence,
            kinds: [.model, .artifact],
            name: "HEAD",
            time: now
        )
        inquiry.remarks = ["rollback was not checked"]
        let judgement = Judgement(inquiry)
        let file = EvidenceFile(
            inquiry,
            judgement.verdict,
            json: VerdictReport(judgement.verdict).json,
            tool: "hallmark 1",
            rules: digest("rules")
        )
        #expect(file.exceptions.count == 1 && file.exceptions[0].contains("approved by maintainer"))
        #expect(try EvidenceFile(json: file.jsonBytes()).exceptions == file.exceptions)
        return EvidencePage(file, judgement)
    }

    @Test func saysWhatWasExceptedObservedAndLeftOut() throws {
        let world = try World()
        let text = try page(world).text
        for line in [
            "Verification of HEAD\ndecision: accepted\n",
            "model m, rule \"models\", until \(future)", "approved by maintainer, owner ML team",
            "rule \"tools\", until \(future)",
            "policy statement sha256:", "maintainer by key \(world.maintainer.keys[0].publicKey.keyID)",
            "  Scans of models: no rule of the policy asks for it.", "  rollback was not checked",
        ] {
            #expect(text.contains(line), "\(line) in \(text)")
        }
        #expect(!text.contains("Who signed the policy in force"))
    }

    @Test func saysWhereThePolicyIsNotProven() throws {
        let world = try World()
        #expect(try page(world, isAccepted: true).text.contains("Who signed the policy in force: it was accepted"))
        #expect(try !page(world, isAccepted: true, isProven: true).text.contains("Who signed the policy in force"))
    }

    @Test func namesAreNoMarkup() throws {
        let html = try page(World()).html
        #expect(html.contains("&lt;img src=x&gt;") && !html.contains("<img"))
        #expect(html.hasSuffix("</html>\n"))
    }

    @Test func theJSONFormHasTheSameSections() throws {
        let json = try page(World()).json
        #expect(json["schema"] == .string(EvidencePage.schema) && json["exit"] == 0)
        let titles = json["sections"]?.array?.compactMap { $0["title"]?.string }
        #expect(
            titles == [
                "What was judged", "Who signed what", "What was not accepted", "What was excepted",
                "What was observed and not enforced", "What was NOT checked",
            ]
        )
    }
}
