import HallmarkCore
import HallmarkSigning
import Testing

@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct TimestampTests {
    private static let signature = Array("a signature".utf8)
    private static let request = TimestampRequest.bytes(for: signature, nonce: 7)
    static let authorityExtensions = [
        "basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",
        "extendedKeyUsage=critical,timeStamping", "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid",
    ]

    @Test(arguments: [0, 1, 0x7F, 0x80, 0x1234_5678, UInt64.max])
    func opensslReadsOurRequests(nonce: UInt64) throws {
        try withTemporaryFolder { folder in
            let bytes = TimestampRequest.bytes(for: Self.signature, nonce: nonce)
            try write(bytes, to: folder + "/request")
            let text = String(
                decoding: try OpenSSL.run("ts", "-query", "-in", folder + "/request", "-text"),
                as: UTF8.self
            )
            #expect(text.contains("Hash Algorithm: sha256"))
            #expect(text.contains("Certificate required: yes"))
            let digits = String(nonce, radix: 16, uppercase: true)
            let padded = nonce == 0 || digits.count.isMultiple(of: 2) ? digits : "0" + digits
            #expect(text.contains("Nonce: 0x\(padded)\n"), "\(text)")
        }
    }

    @Test(arguments: [[], ["-token_out"]])
    func acceptsAResponseOrAToken(options: [String]) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let authority = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            let token = try folder.timestamp(for: Self.request, by: "tsa", options: options)
            let trust = try TimestampTrust(roots: [root])
            let time = try trust.verify(token, over: Self.signature)
            #expect((authority.notBefore...authority.notBefore.adding(days: 1)).contains(time.lowerBound))
            #expect(try trust.verify(token, over: Self.signature, nonce: 7) == time)
            try expectRefusal("nonce", .timestamp) { try trust.verify(token, over: Self.signature, nonce: 8) }
        }
    }

    @Test(arguments: [[], ["-token_out"]])
    func refusesBytesThatAreNotExactlyAToken(options: [String]) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            let token = try folder.timestamp(for: Self.request, by: "tsa", options: options)
            let trust = try TimestampTrust(roots: [root])
            for bytes in [token + [0], Array(token.dropLast()), Array(token.prefix(40)), [], root.der] {
                try expectRefusal("not a timestamp", .timestamp) { try trust.verify(bytes, over: Self.signature) }
            }
        }
    }

    @Test func refusesATokenOverOtherBytes() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            let token = try folder.timestamp(for: Self.request, by: "tsa")
            let trust = try TimestampTrust(roots: [root])
            try expectRefusal("does not hold for these bytes", .timestamp) {
                try trust.verify(token, over: Self.signature + [0])
            }
        }
    }

    /// Every bit of the token either makes no difference to what is signed or makes it fail; none changes the time.
    @Test func noChangedByteGivesAnotherTime() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            let token = try folder.timestamp(for: Self.request, by: "tsa")
            let trust = try TimestampTrust(roots: [root])
            let time = try trust.verify(token, over: Self.signature)
            var refusals = 0
            for index in token.indices {
                var changed = token
                changed[index] ^= 1
                do {
                    #expect(try trust.verify(changed, over: Self.signature) == time)
                } catch {
                    refusals += 1
                }
            }
            #expect(refusals > token.count / 2)
        }
    }

    @Test func refusesAnAuthorityThatIsNotTrustedWhateverTheTokenBrings() throws {
        try withCertificateFolder { folder in
            _ = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            let token = try folder.timestamp(for: Self.request, by: "tsa")
            let trust = try TimestampTrust(roots: [folder.issueRoot("ours")])
            try expectRefusal("no trusted root", .timestamp) { try trust.verify(token, over: Self.signature) }
        }
    }

    @Test(arguments: [
        ("basicConstraints=critical,CA:TRUE", "certificate of an issuer"),
        ("extendedKeyUsage=critical,timeStamping,1.2.3.4", "not critically limited"),
        ("1.2.3.4=critical,ASN1:UTF8String:x", "not understood"),
    ])
    func refusesAnAuthorityWith(change: String, sentence: String) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let name = change.split(separator: "=")[0]
            let extensions = Self.authorityExtensions.filter { !$0.hasPrefix("\(name)=") } + [change]
            _ = try folder.issue("tsa", by: "root", extensions: extensions)
            let token = try folder.timestamp(for: Self.request, by: "tsa")
            let trust = try TimestampTrust(roots: [root])
            try expectRefusal(sentence, .timestamp) { try trust.verify(token, over: Self.signature) }
        }
    }

    @Test func refusesAnAuthorityThatHadExpired() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions, days: -1)
            let token = try folder.timestamp(for: Self.request, by: "tsa")
            let trust = try TimestampTrust(roots: [root])
            try expectRefusal("CN=tsa: it had expired", .timestamp) { try trust.verify(token, over: Self.signature) }
        }
    }

    @Test(arguments: ["sha1", "sha512"])
    func refusesOtherThanSHA2(digest: String) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            try write(Self.signature, to: folder.path + "/signature")
            let request = try OpenSSL.run(
                "ts",
                "-query",
                "-data",
                folder.path + "/signature",
                "-\(digest)",
                "-cert",
                "-no_nonce"
            )
            let token = try folder.timestamp(for: request, by: "tsa")
            let trust = try TimestampTrust(roots: [root])
            if digest == "sha1" {
                try expectRefusal("other than SHA-256", .timestamp) { try trust.verify(token, over: Self.signature) }
            } else {
                #expect(try trust.verify(token, over: Self.signature).lowerBound >= root.notBefore)
            }
        }
    }

    @Test func refusesARefusal() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            // A digest that the authority does not know.
            try write(Self.signature, to: folder.path + "/signature")
            let request = try OpenSSL.run("ts", "-query", "-data", folder.path + "/signature", "-sha224", "-cert")
            let response = try folder.timestamp(for: request, by: "tsa")
            let trust = try TimestampTrust(roots: [root])
            try expectRefusal("the authority refused", .timestamp) { try trust.verify(response, over: Self.signature) }
        }
    }

    @Test func findsTheAuthorityAmongTheIntermediatesWhenTheTokenBringsNone() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let authority = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            try write(Self.signature, to: folder.path + "/signature")
            let request = try OpenSSL.run("ts", "-query", "-data", folder.path + "/signature", "-sha256")
            let token = try folder.timestamp(for: request, by: "tsa")
            let trust = try TimestampTrust(roots: [root], intermediates: [authority])
            #expect(try trust.verify(token, over: Self.signature).lowerBound >= root.notBefore)
            try expectRefusal("exactly one signer with a certificate", .timestamp) {
                try TimestampTrust(roots: [root]).verify(token, over: Self.signature)
            }
        }
    }

    @Test func aTimestampKeepsASignatureBeyondTheLifeOfItsCertificate() throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: Self.authorityExtensions)
            let leaf = try folder.issue("leaf", by: "root", extensions: CertificateFolder.leafExtensions)
            let token = try folder.timestamp(for: Self.request, by: "tsa")
            let time = try TimestampTrust(roots: [root]).verify(token, over: Self.signature)
            let trust = try CertificateTrust.allowingAnyIdentity(roots: [root])
            #expect(try trust.verify([leaf], at: time.upperBound).certificate == leaf)
            try expectRefusal("expired") { try trust.verify([leaf], at: leaf.notAfter.adding(days: 1)) }
        }
    }
}
