import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// Signatures that bring the time along at which they were made, and what their time is worth.
@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct TimestampedSignerTests {
    private struct NoAnswer: Error {}

    /// Ours and the command's differ in the nonce alone, which is random.
    @Test func requestsAreThoseOfOpenSSL() throws {
        try withTemporaryFolder { folder in
            try write("a signature".utf8, to: folder + "/data")
            try write(TimestampRequest.bytes(for: Array("a signature".utf8), nonce: 7), to: folder + "/ours")
            try OpenSSL.run("ts", "-query", "-data", folder + "/data", "-sha256", "-cert", "-out", folder + "/theirs")
            let texts = try ["/ours", "/theirs"].map { name in
                String(decoding: try OpenSSL.run("ts", "-query", "-in", folder + name, "-text"), as: UTF8.self)
                    .split(separator: "\n").filter { !$0.hasPrefix("Nonce: 0x") }
            }
            #expect(texts[0] == texts[1])
            #expect(texts[0].count > 5)
        }
    }

    @Test func aSignatureBringsCertificatesAndTimestampAlong() throws {
        try withAuthority { folder, root in
            let leaf = try folder.issue("leaf", by: "root", extensions: CertificateFolder.leafExtensions)
            let key = KeySigner(try PrivateKey(pem: read(folder.path + "/leaf.key"), passphrase: nil))
            let certified = CertifiedSigner(key, certificates: [leaf])
            let trust = try TimestampTrust(roots: [root])
            let signer = TimestampedSigner(certified, trust: trust) {
                try CertificateFolder(path: folder.path).timestamp(for: $0, by: "tsa")
            }
            let signature = try signer.envelope(payload: []).signatures[0]
            #expect(signature.certificates == [leaf.der])
            #expect(signature.timestamps.count == 1)
            #expect(try trust.verify(signature.timestamps[0], over: signature.bytes).upperBound >= leaf.notBefore)
            // In whichever order the two stand.
            #expect(
                try CertifiedSigner(signer, certificates: [leaf]).envelope(payload: []).signatures[0].timestamps.count
                    == 1
            )
        }
    }

    @Test func thereIsNoSignatureWithoutATimestamp() throws {
        try withAuthority { folder, root in
            let key = KeySigner(try PrivateKey(generating: .p256))
            let silent = TimestampedSigner(key, trust: nil) { _ in throw NoAnswer() }
            #expect(throws: NoAnswer.self) { try silent.envelope(payload: []) }
            // An answer to an earlier request, which had another nonce and signature.
            let old = try folder.timestamp(for: TimestampRequest.bytes(for: [1], nonce: 7), by: "tsa")
            let replayed = TimestampedSigner(key, trust: nil) { _ in old }
            try expectRefusal("another request", .timestamp) { try replayed.envelope(payload: []) }
            let other = try folder.issueRoot("other")
            let untrusted = TimestampedSigner(key, trust: try TimestampTrust(roots: [other])) {
                try CertificateFolder(path: folder.path).timestamp(for: $0, by: "tsa")
            }
            try expectRefusal("nothing was signed", .timestamp) { try untrusted.envelope(payload: []) }
        }
    }

    @Test(
        arguments: [
            (nil, 0), ("secs:0, millisecs:1", 1), ("secs:2", 2), ("secs:2, microsecs:999", 3), ("secs:86400", 86_400),
            ("secs:86401", nil), ("secs:2000000000", nil),
        ] as [(String?, Int64?)]
    )
    func theTimeIsAsGoodAsTheAuthoritySays(accuracy: String?, seconds: Int64?) throws {
        try withAuthority { folder, root in
            let request = TimestampRequest.bytes(for: [1], nonce: 7)
            let trust = try TimestampTrust(roots: [root])
            let response = try folder.timestamp(for: request, by: "tsa", accuracy: accuracy)
            guard let seconds else {
                try expectRefusal("accuracy", .timestamp) { try trust.verify(response, over: [1]) }
                try expectRefusal("accuracy", .timestamp) { try TimestampRequest.check(response, for: [1], nonce: 7) }
                return
            }
            let time = try trust.verify(response, over: [1])
            #expect(time.upperBound.seconds - time.lowerBound.seconds == 2 * seconds)
        }
    }

    /// The certificate begins, or ends, within what the authority leaves open.
    @Test(
        arguments: [
            ("secs:1", -10, 10, nil), ("secs:60", -10, 1000, "was not yet valid"),
            ("secs:60", -1000, 10, "had expired"),
        ] as [(String, Int64, Int64, String?)]
    )
    func theWholeTimeLiesInTheValidityOfTheCertificate(
        accuracy: String,
        start: Int64,
        end: Int64,
        refusal: String?
    ) throws {
        try withAuthority { folder, _ in
            let root = try folder.reissue("root", by: "root", from: "20200101000000Z", to: "20490101000000Z")
            let timestamps = try TimestampTrust(roots: [root])
            try folder.issue("leaf", by: "root", extensions: CertificateFolder.leafExtensions)
            let key = KeySigner(try PrivateKey(pem: read(folder.path + "/leaf.key"), passphrase: nil))
            let message = Array("a message".utf8)
            let bytes = try key.signature(over: message)
            let token = try folder.timestamp(
                for: TimestampRequest.bytes(for: bytes, nonce: 7),
                by: "tsa",
                accuracy: accuracy
            )
            let range = try timestamps.verify(token, over: bytes)
            let point = Timestamp(seconds: (range.lowerBound.seconds + range.upperBound.seconds) / 2)
            let dates = [start, end].map { point.adding(seconds: $0).description.filter { !"-:T".contains($0) } }
            let leaf = try folder.reissue("leaf", by: "root", from: dates[0], to: dates[1])
            let check = CertificateCheck(
                try .allowingAnyIdentity(roots: [root]),
                timestamps: timestamps,
                at: leaf.notAfter.adding(days: 1)
            )
            let signature = Envelope.Signature(
                keyID: nil,
                bytes: bytes,
                certificates: [leaf.der],
                timestamps: [token]
            )
            let outcome = check.outcome(of: signature, over: message)
            switch (outcome, refusal) {
            case (.trusted, nil): break
            case (.contradicted(let reason), let refusal?):
                #expect(reason.contains("CN=leaf: it \(refusal)"), "\(reason)")
            default: Issue.record("\(outcome)")
            }
        }
    }

    @Test(arguments: [([], true), (["tsa"], false)])
    func anAuthorityThatIsRevokedSaysNothing(revoked: [String], isTrusted: Bool) throws {
        try withAuthority { folder, root in
            let list = try RevocationList(pem: folder.revocationList(of: "root", revoking: revoked))
            let token = try folder.timestamp(for: TimestampRequest.bytes(for: [1], nonce: 7), by: "tsa")
            let trust = try TimestampTrust(roots: [root], revocationLists: [list])
            if isTrusted {
                #expect(try trust.verify(token, over: [1]).lowerBound >= root.notBefore)
                // A list of another issuer says nothing, and one that is stale says it too late.
                try expectRefusal("stale", .revoked) {
                    try trust.verify(token, over: [1], revocationTime: root.notBefore.adding(days: 50))
                }
                _ = try folder.issueRoot("other")
                let other = try RevocationList(pem: folder.revocationList(of: "other"))
                try expectRefusal("no revocation list", .revoked) {
                    try TimestampTrust(roots: [root], revocationLists: [other]).verify(token, over: [1])
                }
            } else {
                try expectRefusal("is revoked", .revoked) { try trust.verify(token, over: [1]) }
            }
        }
    }

    private func withAuthority(_ body: (CertificateFolder, Certificate) throws -> Void) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            try folder.issue("tsa", by: "root", extensions: TimestampTests.authorityExtensions)
            try body(folder, root)
        }
    }
}
