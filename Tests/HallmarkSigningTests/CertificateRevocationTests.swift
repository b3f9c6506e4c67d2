import HallmarkCore
import HallmarkSigning
import Testing

@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct CertificateRevocationTests {
    @Test func acceptsALeafThatIsNotRevoked() throws {
        try withChain { folder, root, chain in
            let trust = try trust(root, folder.revocationList(of: "intermediate"))
            #expect(try trust.verify(chain, at: chain[0].notBefore.adding(days: 1)).certificate == chain[0])
        }
    }

    @Test func refusesARevokedLeafWithTheReason() throws {
        try withChain { folder, root, chain in
            let trust = try trust(root, folder.revocationList(of: "intermediate", revoking: ["leaf"]))
            try expectRefusal("CN=leaf is revoked (key compromise)", .revoked) {
                try trust.verify(chain, at: chain[0].notBefore.adding(days: 1))
            }
        }
    }

    @Test func refusesARevokedIntermediate() throws {
        try withChain { folder, root, chain in
            let trust = try trust(
                root,
                folder.revocationList(of: "intermediate"),
                folder.revocationList(of: "root", revoking: ["intermediate"])
            )
            try expectRefusal("CN=intermediate is revoked", .revoked) {
                try trust.verify(chain, at: chain[0].notBefore.adding(days: 1))
            }
        }
    }

    @Test func refusesAStaleList() throws {
        try withChain { folder, root, chain in
            let trust = try trust(root, folder.revocationList(of: "intermediate"))
            try expectRefusal("stale", .revoked) { try trust.verify(chain, at: chain[0].notBefore.adding(days: 11)) }
        }
    }

    @Test func refusesTheListOfAnotherIssuer() throws {
        try withChain { folder, root, chain in
            let trust = try trust(root, folder.revocationList(of: "root"))
            try expectRefusal("no revocation list of its issuer", .revoked) {
                try trust.verify(chain, at: chain[0].notBefore.adding(days: 1))
            }
        }
    }

    @Test func refusesAListWithAWrongSignature() throws {
        try withChain { folder, root, chain in
            let pem = try folder.revocationList(of: "intermediate", revoking: ["leaf"])
            var der = try RevocationList(pem: pem).der
            der[der.count - 1] ^= 1
            let trust = try CertificateTrust.allowingAnyIdentity(
                roots: [root],
                revocationLists: [RevocationList(der: der)]
            )
            try expectRefusal("signature", .revoked) {
                try trust.verify(chain, at: chain[0].notBefore.adding(days: 1))
            }
        }
    }

    /// A list of today says what is revoked of a signature of long ago, whose certificate may have expired.
    @Test func readsListsAtTheTimeOfTheCheck() throws {
        try withChain { folder, root, chain in
            let now = chain[0].notAfter.adding(days: 5)
            let list = try folder.revocationList(of: "intermediate", days: 200)
            #expect(
                try trust(root, list).verify(chain, at: chain[0].notBefore, revocationTime: now).certificate == chain[0]
            )
            let revoking = try folder.revocationList(of: "intermediate", revoking: ["leaf"], days: 200)
            try expectRefusal("is revoked", .revoked) {
                try trust(root, revoking).verify(chain, at: chain[0].notBefore, revocationTime: now)
            }
            try expectRefusal("CN=leaf: it had expired") {
                try trust(root, list).verify(chain, at: now, revocationTime: now)
            }
        }
    }

    @Test func refusesBytesThatAreNoList() throws {
        try withChain { folder, root, chain in
            let list = try RevocationList(pem: folder.revocationList(of: "root"))
            for bytes in [list.der + [0], Array(list.der.dropLast()), [], root.der] {
                try expectRefusal("not one revocation list") { try RevocationList(der: bytes) }
            }
            try expectRefusal("not a revocation list in PEM") {
                try RevocationList(pem: read(folder.path + "/root.pem"))
            }
        }
    }

    private func trust(_ root: Certificate, _ lists: [UInt8]...) throws -> CertificateTrust {
        try CertificateTrust.allowingAnyIdentity(
            roots: [root],
            revocationLists: lists.map { try RevocationList(pem: $0) }
        )
    }

    private func withChain(_ body: (CertificateFolder, Certificate, [Certificate]) throws -> Void) throws {
        try withCertificateFolder { folder in
            let root = try folder.issueRoot()
            let intermediate = try folder.issueIntermediate()
            let leaf = try folder.issue(
                "leaf",
                by: "intermediate",
                extensions: CertificateFolder.leafExtensions,
                serial: 9
            )
            try body(folder, root, [leaf, intermediate])
        }
    }
}
