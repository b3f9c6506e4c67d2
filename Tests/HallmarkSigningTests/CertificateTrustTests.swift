import HallmarkCore
import HallmarkSigning
import Testing

@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct CertificateTrustTests {
    @Test func acceptsALeafBelowARoot() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let intermediate = try folder.issueIntermediate()
            let leaf = try folder.issue("leaf", by: "intermediate", extensions: CertificateFolder.leafExtensions)
            let identity = CertificateIdentity("https://example.com/build")
            let trust = try CertificateTrust(roots: [root], identities: [identity])
            let verified = try trust.verify([leaf, intermediate], at: leaf.notBefore)
            #expect(verified.identity == "uri:https://example.com/build")
            let key = try leaf.publicKey
            #expect(verified.publicKey == key)
            #expect(verified.certificate == leaf)
            let pinned = try CertificateTrust(roots: [root], intermediates: [intermediate], identities: [identity])
            #expect(try pinned.verify([leaf], at: leaf.notAfter.adding(seconds: -1)).certificate == leaf)
            let any = try CertificateTrust.allowingAnyIdentity(roots: [root])
            #expect(
                try any.verify([leaf, intermediate, root], at: leaf.notBefore).identity == "email:releases@example.com"
            )
        }
    }

    @Test(arguments: [
        ("basicConstraints=critical,CA:TRUE", "authority"), ("extendedKeyUsage=serverAuth", "codeSigning"),
        ("extendedKeyUsage=emailProtection", "codeSigning"), ("extendedKeyUsage=anyExtendedKeyUsage", "codeSigning"),
        ("extendedKeyUsage", "codeSigning"), ("keyUsage", "digitalSignature"),
        ("keyUsage=critical,keyAgreement", "digitalSignature"),
        ("keyUsage=digitalSignature,keyCertSign", "keyCertSign"),
        ("1.2.3.4=critical,ASN1:UTF8String:x", "not understood"),
    ])
    func refusesALeafWith(change: String, sentence: String) throws {
        try refuses(sentence, extensions: CertificateFolder.leaf(change))
    }

    @Test func acceptsALeafWithoutExtendedKeyUsageWhereItIsNotRequired() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let leaf = try folder.issue("leaf", by: "root", extensions: CertificateFolder.leaf("extendedKeyUsage"))
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root], requiresCodeSigning: false)
            #expect(try trust.verify([leaf], at: leaf.notBefore).certificate == leaf)
        }
    }

    @Test func refusesNamesOutsideTheConstraintsOfAnIssuer() throws {
        try refuses("name constraints", adding: ["nameConstraints=critical,permitted;email:example.org"])
    }

    @Test func refusesAnIssuerForOtherUses() throws {
        try refuses("does not allow codeSigning", adding: ["extendedKeyUsage=serverAuth"])
    }

    @Test func refusesAnIssuerWithAWeakKey() throws {
        try refuses("weaker than 112 bits", key: ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"])
    }

    @Test func refusesSHA1() throws {
        try refuses("SHA-1", options: ["-sha1"])
    }

    @Test(arguments: [(Int64(101), "leaf"), (-1, "leaf"), (99, "")])
    func asksForTheValidityOfTheLeafAtTheTime(days: Int64, refused: String) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let leaf = try folder.issue("leaf", by: "root", extensions: CertificateFolder.leafExtensions)
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            let time = leaf.notBefore.adding(days: days)
            if refused.isEmpty {
                #expect(try trust.verify([leaf], at: time).certificate == leaf)
            } else {
                let error = #expect(throws: SigningError.self) { try trust.verify([leaf], at: time) }
                // At the second day before, the root is refused as well, and first.
                #expect(
                    error?.reason.contains(days > 0 ? "CN=leaf: it had expired at" : "it was not yet valid at") == true
                )
            }
        }
    }

    @Test(arguments: [Int64(11), 9])
    func asksForTheValidityOfIssuersAtTheTime(days: Int64) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let intermediate = try folder.issueIntermediate(days: 10)
            let leaf = try folder.issue("leaf", by: "intermediate", extensions: CertificateFolder.leafExtensions)
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            let time = intermediate.notBefore.adding(days: days)
            if days < 10 {
                #expect(try trust.verify([leaf, intermediate], at: time).certificate == leaf)
            } else {
                let error = #expect(throws: SigningError.self) { try trust.verify([leaf, intermediate], at: time) }
                #expect(error?.reason.contains("CN=intermediate: it had expired") == true)
            }
        }
    }

    @Test func refusesMoreIssuersThanAnIssuerAllows() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            var extensions = CertificateFolder.issuerExtensions
            extensions[0] += ",pathlen:0"
            let first = try folder.issue("first", by: "root", extensions: extensions)
            let second = try folder.issueIntermediate("second", by: "first")
            let leaf = try folder.issue("leaf", by: "second", extensions: CertificateFolder.leafExtensions)
            let direct = try folder.issue("direct", by: "first", extensions: CertificateFolder.leafExtensions)
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            #expect(try trust.verify([direct, first], at: direct.notBefore).certificate == direct)
            try expectRefusal("pathlen") { try trust.verify([leaf, second, first], at: leaf.notBefore) }
        }
    }

    @Test func refusesASelfSignedLeaf() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let leaf = try folder.issue("leaf", extensions: CertificateFolder.leaf("authorityKeyIdentifier"))
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            try expectRefusal("self-signed and no trusted root") { try trust.verify([leaf], at: leaf.notBefore) }
            try expectRefusal("no root") { try CertificateTrust.allowingAnyIdentity(roots: [leaf]) }
            try expectRefusal("itself a root") { try trust.verify([root], at: leaf.notBefore) }
        }
    }

    @Test func refusesALeafIssuedByALeaf() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let first = try folder.issue("first", by: "root", extensions: CertificateFolder.leafExtensions)
            let leaf = try folder.issue("leaf", by: "first", extensions: CertificateFolder.leafExtensions)
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            let error = #expect(throws: SigningError.self) { try trust.verify([leaf, first], at: leaf.notBefore) }
            #expect(error?.code == .certificate)
        }
    }

    @Test func takesNoAnchorFromTheChain() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot("ours")
            let foreign = try folder.issueRoot()
            let intermediate = try folder.issueIntermediate()
            let leaf = try folder.issue("leaf", by: "intermediate", extensions: CertificateFolder.leafExtensions)
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            try expectRefusal("no trusted root") {
                try trust.verify([leaf, intermediate, foreign], at: leaf.notBefore)
            }
            try expectRefusal("neither a trusted root") { try trust.verify([leaf, intermediate], at: leaf.notBefore) }
            let pinned = try CertificateTrust.allowingAnyIdentity(roots: [root], intermediates: [intermediate])
            try expectRefusal("neither a trusted root") { try pinned.verify([leaf], at: leaf.notBefore) }
            try expectRefusal("no root") { try CertificateTrust.allowingAnyIdentity(roots: [intermediate]) }
        }
    }

    @Test func refusesARootOfTheSameNameWithAnotherKey() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issueRoot()
            let leaf = try folder.issue(
                "leaf",
                by: "root",
                extensions: CertificateFolder.leaf("authorityKeyIdentifier=none")
            )
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            let error = #expect(throws: SigningError.self) { try trust.verify([leaf], at: leaf.notBefore) }
            #expect(error?.code == .certificate)
        }
    }

    @Test func refusesNothing() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            try expectRefusal("there is no certificate") { try trust.verify([], at: root.notBefore) }
            try expectRefusal("no root is given") { try CertificateTrust.allowingAnyIdentity(roots: []) }
            try expectRefusal("no identity is named", .identity) { try CertificateTrust(roots: [root], identities: []) }
            let many = [Certificate](repeating: root, count: CertificateTrust.maximumChainLength + 1)
            try expectRefusal("more than 16") { try trust.verify(many, at: root.notBefore) }
        }
    }

    /// Builds root, intermediate and leaf with one thing wrong; the same without it is accepted above.
    private func refuses(
        _ sentence: String,
        extensions: [String] = CertificateFolder.leafExtensions,
        adding: [String] = [],
        key: [String] = CertificateFolder.ecKey,
        options: [String] = []
    ) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let intermediate = try folder.issueIntermediate(adding: adding, key: key)
            let leaf = try folder.issue("leaf", by: "intermediate", extensions: extensions, options: options)
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            try expectRefusal(sentence) { try trust.verify([leaf, intermediate], at: leaf.notBefore) }
        }
    }
}
