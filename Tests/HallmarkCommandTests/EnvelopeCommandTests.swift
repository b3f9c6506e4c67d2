import Foundation
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

    @Test func aLineFeedInANameBeginsNoLineOfItsOwn() throws {
        try project.expect(project.hallmark("keys", "generate", "--output", "key"))
        let digest = DigestSet(Digest.sha256([]))
        let subject = Subject(name: "tool\npayload sha256: forged", digest: digest)
        try write(keys[0].envelope(Statement(subjects: [subject], predicateType: "https://a.org/b", predicate: [:])))
        let run = try project.hallmark("cosign", "e.json", "--key", "key")
        try project.expect(run)
        #expect(!run.output.contains("\npayload sha256: forged"))
        #expect(run.output.contains("tool\\u{a}payload sha256: forged"))
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

/// Bundles, models, SSH keys and certificates, as a user meets them.
@Suite struct BundleCommandTests {
    private let project: Project

    init() throws {
        project = try Project.plain()
        try project.expect(project.hallmark("keys", "generate", "--output", "key"))
        try project.write("{}", to: "model/config.json")
        try project.write(bytes: Project.safetensors("weights"), to: "model/w.safetensors")
    }

    private func sign(_ key: String = "key", _ more: String...) throws -> Project.Run {
        let arguments = ["attest", "model", "model", "--key", key, "--bundle", "model.sig"] + more
        return try project.run(Project.executable, arguments)
    }

    private func verify(_ more: String...) throws -> Project.Run {
        let arguments = ["verify", "model", "model", "--bundle", "model.sig", "--format", "json"] + more
        return try project.run(Project.executable, arguments)
    }

    @Test func aSignedModelIsAcceptedAndAnAlteredOneIsNot() throws {
        try project.expect(sign())
        #expect(try verify("--public-key", "key.pub").status == 0)
        let bundle = try project.hallmark(
            "verify",
            "bundle",
            "model.sig",
            "--artifact",
            "model",
            "--public-key",
            "key.pub"
        )
        #expect(bundle.status == 0, "\(bundle.text)")
        try project.write("{\"a\":1}", to: "model/config.json")
        let run = try verify("--public-key", "key.pub")
        #expect(run.status == 2)
        #expect(try run.codes() == ["changed"])
    }

    @Test func filesMoreFewerAndLinksAreRejected() throws {
        try project.expect(sign())
        try project.write("x", to: "model/more.txt")
        #expect(try verify("--public-key", "key.pub").codes() == ["unlisted"])
        try project.expect(project.run("rm", ["model/more.txt", "model/config.json"]))
        #expect(try verify("--public-key", "key.pub").codes() == ["removed"])
        try project.expect(project.run("ln", ["-s", "w.safetensors", "model/config.json"]))
        let run = try verify("--public-key", "key.pub")
        #expect(run.status == 2)
        #expect(try run.codes() == ["odd-file"])
    }

    @Test func anotherKeyIsMissingEvidence() throws {
        try project.expect(sign())
        try project.expect(project.hallmark("keys", "generate", "--output", "other", "--algorithm", "p384"))
        #expect(try verify("--public-key", "other.pub").status == 3)
    }

    @Test func aHostileModelIsNotSigned() throws {
        try project.write(bytes: Project.hostilePickle, to: "model/x.pkl")
        #expect(try sign().status == 2)
        #expect(throws: (any Error).self) { try project.bytes(of: "model.sig") }
    }

    @Test func inARepositoryTheSameEnvelopeGoesIntoANote() throws {
        let project = try Project.signed()
        try project.expect(project.hallmark("keys", "generate", "--output", "key"))
        let path = "Models/tiny.safetensors"
        let run = try project.hallmark("attest", "model", path, "--key", "key", "--bundle", "model.sig")
        try project.expect(run)
        #expect(run.output.contains("refs/notes/attestations-blobs"))
        let bundle = try JSONParser.parse(project.bytes(of: "model.sig"))
        let payload = try #require(bundle["dsseEnvelope"]?["payload"]?.string)
        let blob = try project.git("hash-object", path)
        #expect(try project.git("notes", "--ref=attestations-blobs", "show", blob).contains(payload))
        let verified = try project.hallmark("verify", "model", path, "--bundle", "model.sig", "--public-key", "key.pub")
        #expect(verified.status == 0, "\(verified.text)")
    }

    @Test func anEmptyPathIsNotTheCurrentFolder() throws {
        try project.expect(sign())
        let signer = ["--bundle", "model.sig", "--public-key", "key.pub"]
        #expect(try project.run(Project.executable, ["verify", "model", ""] + signer).status == 64)
        #expect(try project.hallmark("attest", "model", "", "--key", "key", "--bundle", "e.sig").status == 64)
        let bundle = try project.hallmark("verify", "bundle", "model.sig", "--artifact", "", "--public-key", "key.pub")
        #expect(bundle.status == 64)
    }

    @Test func bundleAndSignersBelongTogether() throws {
        try project.expect(sign())
        #expect(try verify().status == 64)
        #expect(try project.hallmark("verify", "model", "model", "--public-key", "key.pub").status == 64)
    }

    @Test func anSSHKeySignsAndIsVerifiedByAllowedSignersAndByItsKey() throws {
        try project.expect(project.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "ssh"]))
        let signed = try sign("ssh")
        try project.expect(signed)
        #expect(signed.errors.contains("an SSH signature is read by Hallmark alone"))
        let key = String(decoding: try project.bytes(of: "ssh.pub"), as: UTF8.self)
        try project.write("dev@example.com \(key)", to: "allowed")
        #expect(try verify("--allowed-signers", "allowed").status == 0)
        #expect(try verify("--allowed-signers", "allowed", "--identity", "dev@example.com").status == 0)
        #expect(try verify("--allowed-signers", "allowed", "--identity", "ev@example.com").status == 3)
        try project.write("dev@example.com namespaces=\"git\" \(key)", to: "allowed")
        #expect(try verify("--allowed-signers", "allowed").status == 3)
    }

    /// Signs the model with a certificate of dev@example.com, below a root in `ca.pem`.
    private func signWithCertificate() throws {
        let openssl = { (arguments: String) in
            try project.expect(project.run("openssl", arguments.split(separator: " ").map(String.init)))
        }
        let pair = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
        try openssl(
            "\(pair) -keyout ca.key -out ca.pem -subj /CN=root -addext keyUsage=critical,keyCertSign,cRLSign"
        )
        let usage = "-addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature"
        try openssl(
            "\(pair) -CA ca.pem -CAkey ca.key -keyout leaf.key -out leaf.pem -subj /CN=leaf \(usage)"
                + " -addext extendedKeyUsage=codeSigning -addext subjectAltName=email:dev@example.com"
        )
        try project.expect(sign("leaf.key", "--certificate-chain", "leaf.pem"))
    }

    private func verifyCertificate(_ more: String...) throws -> Int32 {
        let model = ["verify", "model", "model", "--bundle", "model.sig", "--format", "json"]
        return try project.run(Project.executable, model + ["--certificate-root", "ca.pem"] + more).status
    }

    @Test func aCertificateIsVerifiedUpToItsRootForItsIdentity() throws {
        try signWithCertificate()
        #expect(try verifyCertificate("--identity", "email:dev@example.com") == 0)
        #expect(try verifyCertificate("--allow-any-identity") == 0)
        #expect(try verifyCertificate("--identity", "email:ev@example.com") == 2)
        #expect(try verifyCertificate("--identity", "dev@example.com", "--at", "2040-01-01T00:00:00Z") == 2)
        #expect(try verifyCertificate() == 64)
    }

    // Whatever an entry says of when and by whom, it is kept and not believed.
    @Test func entriesOfALogProveNothing() throws {
        try signWithCertificate()
        let bundle = String(decoding: try project.bytes(of: "model.sig"), as: UTF8.self)
        let now = Int(Date().timeIntervalSince1970)
        let entry = #"{"logIndex":"1","integratedTime":"\#(now)","inclusionPromise":{"signedEntryTimestamp":"AA=="}}"#
        let changed = bundle.replacing(#""tlogEntries":[]"#, with: #""tlogEntries":[\#(entry)]"#)
        #expect(changed != bundle)
        try project.write(changed, to: "model.sig")
        #expect(try verifyCertificate("--identity", "email:dev@example.com") == 0)
        #expect(try verifyCertificate("--identity", "email:ev@example.com") == 2)
        #expect(try verifyCertificate("--identity", "dev@example.com", "--at", "2040-01-01T00:00:00Z") == 2)
    }
}
