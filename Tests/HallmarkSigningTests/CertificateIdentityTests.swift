import HallmarkCore
import HallmarkSigning
import Testing

@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct CertificateIdentityTests {
    @Test(arguments: [
        "email:releases@example.co", "email:eleases@example.com", "email:releases@example.com.org",
        "email:Releases@example.com", "uri:https://example.com/build/", "uri:https://example.com/", "dns:EXAMPLE.com",
        "dns:releases@example.com", "dns:leaf", "dns:*.com", "email:", "email:.*",
    ])
    func refusesIdentitiesThatAreNotTheSame(text: String) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let leaf = try folder.issue("leaf", by: "root", extensions: CertificateFolder.leafExtensions)
            let trust = try CertificateTrust(roots: [root], identities: [CertificateIdentity(text)])
            try expectRefusal("no trusted identity", .identity) { try trust.verify([leaf], at: leaf.notBefore) }
        }
    }

    @Test func namesACertificateWithoutNamesByItsDigest() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let leaf = try folder.issue("leaf", by: "root", extensions: CertificateFolder.leaf("subjectAltName"))
            let any = try CertificateTrust.allowingAnyIdentity(roots: [root])
            #expect(
                try any.verify([leaf], at: leaf.notBefore).identity == "certificate:\(Digest.sha256(leaf.der).hex)"
            )
            let trust = try CertificateTrust(roots: [root], identities: [CertificateIdentity("leaf")])
            try expectRefusal("names nobody", .identity) { try trust.verify([leaf], at: leaf.notBefore) }
        }
    }

    @Test(arguments: [
        ("email:a@b", CertificateIdentity.Kind.email, "a@b"), ("uri:a", .uri, "a"), ("dns:a@b", .dns, "a@b"),
        ("https://a/b@c", .uri, "https://a/b@c"), ("a@b", .email, "a@b"), ("example.com", .dns, "example.com"),
        ("", .dns, ""),
    ])
    func readsIdentities(text: String, kind: CertificateIdentity.Kind, value: String) {
        #expect(CertificateIdentity(text) == CertificateIdentity(kind: kind, value: value))
    }

    @Test func comparesIdentitiesByBytes() {
        #expect("\u{212A}" == "K")
        #expect(CertificateIdentity("\u{212A}@b") != CertificateIdentity("K@b"))
    }
}
