import HallmarkCore
import HallmarkSigning
import Testing

/// Tokens that the `openssl ts` command would not make.
@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct TimestampAuthorityTests {
    private static let signature = Array("a signature".utf8)

    @Test(arguments: [
        ("extendedKeyUsage=critical,timeStamping", ""),
        ("extendedKeyUsage=timeStamping", "not critically limited"),
        ("extendedKeyUsage=critical,timeStamping,codeSigning", "not critically limited"),
        ("extendedKeyUsage=critical,codeSigning", "not critically limited"),
        ("extendedKeyUsage", "not critically limited"),
    ])
    func asksForTheUsageOfTheAuthority(usage: String, refusal: String) throws {
        try withToken { folder, trust, response in
            let extensions = CertificateFolder.leaf(usage, "subjectAltName")
            let authority = try folder.issue("other", by: "root", extensions: extensions)
            // The response is older than the certificate.
            let time = authority.notBefore.adding(days: 1).description.filter { !"-:T".contains($0) }
            let token = try folder.token(from: response, signer: "other") { Self.replacing($0, by: time) }
            if refusal.isEmpty {
                #expect(try trust.verify(token, over: Self.signature).lowerBound.seconds > 0)
            } else {
                try expectRefusal(refusal, .timestamp) { try trust.verify(token, over: Self.signature) }
            }
        }
    }

    @Test(arguments: [
        (["-cades"], ""), ([], "does not hold"), (["-cades", "-md", "sha1"], "exactly one signer, by SHA-256"),
        (["-cades", "-md", "sha512"], ""),
    ])
    func asksForTheSigningCertificateAndAStrongDigest(options: [String], refusal: String) throws {
        try withToken { folder, trust, response in
            let token = try folder.token(from: response, signer: "tsa", options: options)
            if refusal.isEmpty {
                #expect(try trust.verify(token, over: Self.signature) == trust.verify(response, over: Self.signature))
            } else {
                try expectRefusal(refusal, .timestamp) { try trust.verify(token, over: Self.signature) }
            }
        }
    }

    /// Neither does the clock make a token of an authority that has since expired worthless.
    @Test(arguments: [("2021", ""), ("2019", "not yet valid"), ("2023", "had expired")])
    func asksForTheValidityOfTheAuthorityAtTheTimeItGave(year: String, refusal: String) throws {
        try withToken { folder, _, response in
            let root = try folder.reissue("root", by: "root", from: "20200101000000Z", to: "20220101000000Z")
            _ = try folder.reissue("tsa", by: "root", from: "20200101000000Z", to: "20220101000000Z")
            let trust = try TimestampTrust(roots: [root])
            let token = try folder.token(from: response, signer: "tsa") { Self.replacing($0, by: "\(year)0203040506Z") }
            if refusal.isEmpty {
                let time = try trust.verify(token, over: Self.signature)
                #expect(time.lowerBound.description == "2021-02-03T04:05:06Z")
            } else {
                try expectRefusal(refusal, .timestamp) { try trust.verify(token, over: Self.signature) }
            }
        }
    }

    /// Writes another genTime, which is the only GeneralizedTime (tag 24, 15 bytes).
    private static func replacing(_ info: [UInt8], by time: String) -> [UInt8] {
        var changed = info
        let start = info.indices.first { info[$0...].starts(with: [24, 15]) }
        guard let start else { return [] }
        changed.replaceSubrange(start + 2..<start + 17, with: time.utf8)
        return changed
    }

    private func withToken(_ body: (CertificateFolder, TimestampTrust, [UInt8]) throws -> Void) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            _ = try folder.issue("tsa", by: "root", extensions: TimestampTests.authorityExtensions)
            let request = TimestampRequest.bytes(for: Self.signature, nonce: 7)
            try body(folder, TimestampTrust(roots: [root]), folder.timestamp(for: request, by: "tsa"))
        }
    }
}
