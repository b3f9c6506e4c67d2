import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

private typealias Bundle = HallmarkStatement.Bundle

/// `--timestamp-url`, from the key to the verdict after the certificate's end.
@Suite(.enabled(if: TimestampAuthority.isPossible, "openssl, python3 and curl are not all installed"))
struct TimestampCommandTests {
    private static let identity = ["--certificate-root", "ca.pem", "--identity", "email:dev@example.com"]
    /// When the signer's certificate, of a hundred days, has expired, and the authority's.
    private static let later = "2040-01-01T00:00:00Z"

    private let project: Project
    private let authority: TimestampAuthority

    init() throws {
        project = try Project.plain()
        authority = try TimestampAuthority(in: project)
        try project.openssl("\(Project.root) -keyout ca.key -out ca.pem -subj /CN=root")
        try project.openssl(
            "\(Project.leaf) -CA ca.pem -CAkey ca.key -keyout leaf.key -out leaf.pem -subj /CN=leaf"
                + " -addext extendedKeyUsage=codeSigning -addext subjectAltName=email:dev@example.com"
        )
        let subject = Subject(name: "tool", digest: DigestSet(Digest.sha256(Array("artifact".utf8))))
        let statement = Statement(subjects: [subject], predicateType: "https://example.com/a/v1", predicate: [:])
        let key = KeySigner(try PrivateKey(generating: .p256))
        try project.write(bytes: key.envelope(statement).jsonBytes, to: "e.json")
    }

    private func cosign(_ url: String?, _ more: String..., key: String = "leaf.key") throws -> Project.Run {
        let arguments = ["cosign", "e.json", "--output", "signed.json", "--key", key]
        return try project.run(
            Project.executable,
            arguments + ["--certificate-chain", "leaf.pem"] + (url.map { ["--timestamp-url", $0] } ?? []) + more
        )
    }

    private func verify(_ more: String...) throws -> Project.Run {
        let arguments = ["verify", "envelope", "signed.json", "--format", "json"] + Self.identity
        return try project.run(Project.executable, arguments + more)
    }

    private func expectNothingSigned(_ run: Project.Run, _ words: String, _ file: String = "signed.json") {
        #expect(run.status == 1, "\(run.text)")
        #expect(run.errors.contains("nothing was signed") && run.errors.contains(words), "\(run.text)")
        #expect(throws: (any Error).self) { try project.bytes(of: file) }
    }

    @Test func aTimestampKeepsASignatureBeyondTheLifeOfItsCertificate() throws {
        try project.expect(cosign(authority.url(), "--timestamp-root", "tsa-root.pem"))
        #expect(try verify("--timestamp-root", "tsa-root.pem").status == 0)
        let run = try verify("--timestamp-root", "tsa-root.pem", "--at", Self.later)
        #expect(run.status == 0, "\(run.text)")
        // Nobody's word is taken without a root.
        #expect(try verify("--at", Self.later).status == 2)
        #expect(try verify("--timestamp-root", "ca.pem", "--at", Self.later).status == 2)
    }

    @Test func withoutATimestampAnExpiredCertificateIsRejected() throws {
        try project.expect(cosign(nil))
        #expect(try verify("--timestamp-root", "tsa-root.pem").status == 0)
        #expect(try verify("--timestamp-root", "tsa-root.pem", "--at", Self.later).status == 2)
    }

    @Test(arguments: [
        ("bytes", "over other bytes"), ("nonce", "another request"), ("refusal", "refused"),
        ("html", "not a timestamp"),
        ("error", "500"), ("endless", "larger than"), ("huge", "(63)"), ("redirect", "curl: ("), ("moved", "(47)"),
        ("token", "bare token"), ("bare", "certificate"), ("signature", "signature does not hold"),
        ("more", "not a timestamp"),
    ])
    func nothingIsSignedWithoutAGoodTimestamp(way: String, words: String) throws {
        expectNothingSigned(try cosign(authority.url(way)), words)
    }

    @Test func nothingIsSignedWhenNobodyListens() throws {
        authority.stop()
        expectNothingSigned(try cosign(authority.url()), "(7)")
    }

    @Test func nothingIsSignedWhenTheAuthorityLeadsToNoGivenRoot() throws {
        expectNothingSigned(try cosign(authority.url(), "--timestamp-root", "ca.pem"), "neither a trusted root")
    }

    @Test(arguments: [
        "file:///etc/hostname", "ftp://127.0.0.1/", "127.0.0.1", "http://", "http://user:secret@127.0.0.1/",
        "--help", "http://127.0.0.1/\n",
    ])
    func refusesAURLThatIsNoAuthoritys(url: String) throws {
        let run = try project.hallmark("cosign", "e.json", "--key", "leaf.key", "--timestamp-url=\(url)")
        #expect(run.status == 64, "\(run.text)")
        #expect(run.errors.contains("--timestamp-url takes an http or https URL"))
    }

    @Test func aRootOfTimestampsNeedsAnAuthority() throws {
        #expect(try cosign(nil, "--timestamp-root", "tsa-root.pem").status == 64)
    }

    @Test func noConfigurationOfTheUserMovesTheRequest() throws {
        try project.write("url = \"file:///etc/hostname\"\noutput = \"taken\"\n", to: ".curlrc")
        project.environment["CURL_HOME"] = project.repository
        try project.expect(cosign(authority.url(), "--timestamp-root", "tsa-root.pem"))
        #expect(throws: (any Error).self) { try project.bytes(of: "taken") }
    }

    @Test func aBundleBringsTheTimestampAlongAndOpensslAcceptsIt() throws {
        let sign = { (url: String) in
            try project.hallmark(
                "attest",
                "model",
                "Models/tiny.safetensors",
                "--key",
                "leaf.key",
                "--certificate-chain",
                "leaf.pem",
                "--timestamp-url",
                url,
                "--bundle",
                "model.sig"
            )
        }
        expectNothingSigned(try sign(authority.url("nonce")), "another request", "model.sig")
        try project.expect(sign(authority.url()))
        let bundle = try Bundle(json: project.bytes(of: "model.sig"))
        try project.write(bytes: bundle.signature.bytes, to: "sig")
        try project.write(bytes: try #require(bundle.signature.timestamps.first), to: "r.tsr")
        let arguments = "ts -verify -data sig -in r.tsr -CAfile tsa-root.pem -untrusted tsa.pem"
        try project.openssl(arguments)
        try project.write("other", to: "sig")
        #expect(throws: Project.Failure.self) { try project.openssl(arguments) }
        let verify = { (more: [String]) in
            try project.run(
                Project.executable,
                ["verify", "model", "Models/tiny.safetensors", "--bundle", "model.sig", "--at", Self.later]
                    + Self.identity + more
            )
        }
        #expect(try verify(["--timestamp-root", "tsa-root.pem"]).status == 0)
        #expect(try verify([]).status == 2)
    }

    @Test func noNoteIsKeptWithoutATimestamp() throws {
        let project = try Project.signed()
        let authority = try TimestampAuthority(in: project)
        try project.commit("More")
        let before = try project.git("for-each-ref")
        let run = try project.hallmark("attest", "--timestamp-url", authority.url("refusal"))
        #expect(run.status == 1, "\(run.text)")
        #expect(run.errors.contains("refused"))
        #expect(try project.git("for-each-ref") == before)
        try project.expect(project.hallmark("attest", "commit", "--timestamp-url", authority.url()))
        #expect(try project.git("notes", "--ref=attestations", "show", "HEAD").contains("\"timestamps\":[{"))
    }

    @Test(.enabled(if: Self.python != nil, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
    func rfc3161ClientAcceptsWhatIsStored() throws {
        try project.expect(cosign(authority.url()))
        let signature = try #require(try Envelope(json: project.bytes(of: "signed.json")).signatures.last)
        try project.write(bytes: signature.bytes, to: "sig")
        try project.write(bytes: try #require(signature.timestamps.first), to: "r.tsr")
        let check = { try project.run(try #require(Self.python), ["-c", Self.check, "r.tsr", "sig", "tsa-root.pem"]) }
        let run = try check()
        #expect(run.status == 0, "\(run.text)")
        try project.write("other", to: "sig")
        #expect(try check().status != 0)
    }

    private static let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]
    private static let check = """
        import sys
        from cryptography.x509 import load_pem_x509_certificate
        from rfc3161_client import VerifierBuilder, decode_timestamp_response
        response, message, root = (open(name, "rb").read() for name in sys.argv[1:])
        verifier = VerifierBuilder().add_root_certificate(load_pem_x509_certificate(root)).build()
        verifier.verify_message(decode_timestamp_response(response), message)
        """
}
