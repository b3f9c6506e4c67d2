import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// `hallmark verify envelope` and `hallmark cosign`: envelopes as files, without any repository.
@Suite struct EnvelopeCommandTests {
    private let project: Project
    private let keys: [KeySigner]

    init() throws {
        project = try Project.plain()
        keys = try [.p256, .ed25519, .p256].map { KeySigner(try PrivateKey(generating: $0)) }
        for (index, key) in keys.enumerated() {
            try project.write(key.publicKey.pem, to: "k\(index).pub")
        }
        try project.write("artifact", to: "tool")
    }

    private func statement(about text: String = "artifact") -> Statement {
        let subject = Subject(name: "tool", digest: DigestSet(Digest.sha256(Array(text.utf8))))
        return Statement(subjects: [subject], predicateType: "https://example.com/predicate/v1", predicate: [:])
    }

    private func write(_ envelope: Envelope) throws {
        try project.write(bytes: envelope.jsonBytes, to: "e.json")
    }

    private func verify(_ arguments: String...) throws -> Project.Run {
        try project.run(Project.executable, ["verify", "envelope", "e.json", "--format", "json"] + arguments)
    }

    @Test func acceptsATrustedSignatureOverTheArtifact() throws {
        try write(keys[0].envelope(statement()))
        let run = try verify("--public-key", "k0.pub", "--artifact", "tool")
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        #expect(try run.json()["artifacts"]?.array?.count == 2)
    }

    @Test func anUnknownKeyIsMissingEvidence() throws {
        try write(keys[1].envelope(statement()))
        let run = try verify("--public-key", "k0.pub")
        #expect(run.status == 3)
        #expect(try run.codes() == ["unsigned", "unknown-key"])
    }

    @Test func aChangedPayloadUnderATrustedHintIsRejected() throws {
        let signed = try keys[0].envelope(statement())
        try write(Envelope(payload: statement(about: "other").jsonBytes, signatures: signed.signatures))
        let run = try verify("--public-key", "k0.pub")
        #expect(run.status == 2)
        #expect(try run.codes().contains("invalid-signature"))
    }

    @Test func aChangedPayloadTypeIsRejected() throws {
        let signed = try keys[0].envelope(statement())
        try write(Envelope(payload: signed.payload, payloadType: "text/plain", signatures: signed.signatures))
        #expect(try verify("--public-key", "k0.pub").status == 2)
    }

    @Test func wrongAndAbsentHintsDoNoHarmToAGoodSignature() throws {
        let signed = try keys[0].envelope(statement())
        for hint in [nil, "", keys[1].keyID] {
            let signature = Envelope.Signature(keyID: hint, bytes: signed.signatures[0].bytes)
            try write(Envelope(payload: signed.payload, signatures: [signature]))
            #expect(try verify("--public-key", "k0.pub").status == 0)
        }
    }

    @Test func aThresholdCountsKeysAndNotSignatures() throws {
        let once = try keys[0].envelope(statement())
        let again = once.adding(
            Envelope.Signature(keyID: "other", bytes: try keys[0].signature(over: once.preAuthenticationEncoding))
        )
        let malleated = again.adding(Envelope.Signature(keyID: nil, bytes: once.signatures[0].bytes))
        try write(malleated)
        #expect(try verify("--public-key", "k0.pub", "--public-key", "k1.pub", "--threshold", "2").status == 3)
        try write(keys[1].cosign(malleated))
        #expect(try verify("--public-key", "k0.pub", "--public-key", "k1.pub", "--threshold", "2").status == 0)
    }

    @Test(arguments: ["0", "-1", "2", "x"])
    func refusesAThresholdThatMeansNothing(threshold: String) throws {
        try write(keys[0].envelope(statement()))
        let run = try verify("--public-key", "k0.pub", "--public-key", "k0.pub", "--threshold=\(threshold)")
        #expect(run.status == 64)
    }

    @Test func nobodyTrustedIsWrongUsage() throws {
        try write(keys[0].envelope(statement()))
        #expect(try verify().status == 64)
    }

    @Test func anotherArtifactIsRejectedWhateverItsName() throws {
        try write(keys[0].envelope(statement(about: "other")))
        let run = try verify("--public-key", "k0.pub", "--artifact", "tool")
        #expect(run.status == 2)
        #expect(try run.codes() == ["not-a-subject"])
    }

    @Test func anotherPredicateTypeIsRejected() throws {
        try write(keys[0].envelope(statement()))
        let run = try verify("--public-key", "k0.pub", "--predicate-type", "https://slsa.dev/provenance/v1")
        #expect(run.status == 2)
        #expect(try run.codes() == ["predicate-type"])
    }

    @Test func aSignedPayloadThatIsNoStatementIsRejected() throws {
        try write(keys[0].envelope(payload: Array(#"{"_type":"https://in-toto.io/Statement/v0.1"}"#.utf8)))
        let run = try verify("--public-key", "k0.pub")
        #expect(run.status == 2)
        #expect(try run.codes() == ["malformed"])
    }

    @Test(arguments: ["", "{}", "[]", "{\"payload\":\"\",\"payload\":\"\"}", "no JSON"])
    func whatIsNoEnvelopeIsUndecided(text: String) throws {
        try project.write(text, to: "e.json")
        #expect(try verify("--public-key", "k0.pub").status == 1)
    }

    @Test func cosigningAddsASignatureOverTheSamePayload() throws {
        try project.expect(project.hallmark("keys", "generate", "--output", "key"))
        let envelope = try keys[0].envelope(statement())
        try write(envelope)
        let run = try project.hallmark("cosign", "e.json", "--key", "key")
        try project.expect(run)
        #expect(run.output.contains("https://example.com/predicate/v1"))
        #expect(run.output.contains(Digest.sha256(Array("artifact".utf8)).hex))
        let signed = try Envelope(json: project.bytes(of: "e.json"))
        #expect(signed.payload == envelope.payload)
        #expect(try verify("--public-key", "k0.pub", "--public-key", "key.pub", "--threshold", "2").status == 0)
        #expect(try project.hallmark("cosign", "e.json", "--key", "key").status == 1)
        #expect(try Envelope(json: project.bytes(of: "e.json")) == signed)
    }

    @Test func nobodyCosignsWhatNobodyCanRead() throws {
        try project.expect(project.hallmark("keys", "generate", "--output", "key"))
        try write(keys[0].envelope(payload: Array(#"{"_type":1,"_type":2}"#.utf8)))
        let before = try project.bytes(of: "e.json")
        let run = try project.hallmark("cosign", "e.json", "--key", "key")
        #expect(run.status == 1)
        #expect(try project.bytes(of: "e.json") == before)
    }
}
