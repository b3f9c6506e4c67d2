import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
@testable import HallmarkVerification
import Testing

/// Principals whom certificates name; the `openssl` command plays the authorities.
struct CertifiedPrincipalTests {
    /// An authority, and what it issues.
    final class Authority {
        let folder: String
        private(set) var root: Certificate

        init() throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID().uuidString)").path()
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Self.run(
                ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9000"]
                    + ["-subj", "/CN=Root", "-keyout", "\(folder)/root.key", "-out", "\(folder)/root.pem"]
                    + ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
            )
            root = try Certificate.chain(pem: Self.read("\(folder)/root.pem"))[0]
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        var digest: Digest { Digest.sha256(root.der) }

        /// A signer with a certificate for these names.
        func issue(_ names: String, key: PrivateKey? = nil, days: Int = 8000) throws -> CertifiedSigner {
            let key = try key ?? PrivateKey(generating: .p256)
            try Data(try key.pem(passphrase: nil)).write(to: URL(filePath: "\(folder)/leaf.key"))
            try Self.run(
                ["req", "-new", "-key", "\(folder)/leaf.key", "-subj", "/CN=leaf", "-out", "\(folder)/leaf.csr"]
            )
            try Data("keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\nsubjectAltName=\(names)\n".utf8)
                .write(to: URL(filePath: "\(folder)/leaf.ext"))
            try Self.run(
                ["x509", "-req", "-in", "\(folder)/leaf.csr", "-CA", "\(folder)/root.pem", "-CAcreateserial"]
                    + ["-CAkey", "\(folder)/root.key", "-days", "\(days)", "-extfile", "\(folder)/leaf.ext"]
                    + ["-out", "\(folder)/leaf.pem"]
            )
            let leaf = try Certificate.chain(pem: Self.read("\(folder)/leaf.pem"))
            return CertifiedSigner(KeySigner(key), certificates: leaf)
        }

        /// The list of what was revoked: the certificate that was issued last, or nothing.
        func revocationList(revoking: Bool) throws -> RevocationList {
            try Data("[ca]\ndefault_ca=a\n[a]\ndatabase=\(folder)/index\ndefault_md=sha256\n".utf8)
                .write(to: URL(filePath: "\(folder)/ca.conf"))
            try Data().write(to: URL(filePath: "\(folder)/index"))
            let authority =
                ["-config", "\(folder)/ca.conf", "-cert", "\(folder)/root.pem", "-keyfile"]
                + ["\(folder)/root.key"]
            if revoking { try Self.run(["ca", "-revoke", "\(folder)/leaf.pem"] + authority) }
            try Self.run(["ca", "-gencrl", "-crldays", "8000", "-out", "\(folder)/crl.pem"] + authority)
            return try RevocationList(pem: Self.read("\(folder)/crl.pem"))
        }

        private static func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

        private static func run(_ arguments: [String]) throws {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["openssl"] + arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "openssl \(arguments)")
        }
    }

    private let maintainer: Person
    private let developer: Person
    private let authority: Authority
    private let requirement = Policy.Requirement(statement: .model, role: .developer, threshold: 1)

    init() throws {
        maintainer = try Person("maintainer")
        developer = try Person("developer", .p256)
        authority = try Authority()
    }

    private func certified(
        _ name: String,
        _ identities: String...,
        keys: [PublicKey] = [],
        roles: Role...
    ) -> Principal {
        let below = authority.digest
        return Principal(
            name: name,
            keys: keys,
            roles: Set(roles),
            certificates: identities.map { .init(identity: CertificateIdentity($0), root: below) }
        )
    }

    private func root(_ principals: Principal..., thresholds: [Role: Int] = [:]) throws -> Root {
        try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [maintainer.principal(.root, .policy)] + principals,
            thresholds: [.root: 1, .policy: 1].merging(thresholds) { $1 },
            certificateRoots: [authority.root]
        )
    }

    private func line(
        _ root: Root,
        threshold: Int = 1,
        revocationLists: [RevocationList] = [],
        _ signers: any Signer...
    ) throws -> Verdict.Line {
        var envelope = Envelope(
            payload: Statement.model("m.gguf", [ModelSignaturePredicate.singleFileName: digest("model")]).jsonBytes
        )
        for signer in signers { envelope = try signer.cosign(envelope) }
        var evidence = Evidence()
        evidence.models = [Evidence.Model(path: "m.gguf", isBundle: false, files: ["m.gguf": digest("model")])]
        evidence.envelopes = [.recorded(envelope)]
        evidence.revocationLists = revocationLists
        let verified = try UnverifiedRoots([sign(root, maintainer)]).verified(from: root.pin, at: now)
        let requirement = Policy.Requirement(statement: .model, role: .developer, threshold: threshold)
        let rule = Policy.Rule(name: "rule", kind: .model, path: .any, requirements: [requirement])
        return Verifier(root: verified, policy: policy([rule]), evidence: evidence).lines([.model])[0]
    }

    @Test func aCertificateSpeaksForThePrincipalWhomItNames() throws {
        let root = try root(certified("ci", "uri:https://example.com/ci", roles: .developer))
        let accepted = try line(root, authority.issue("URI:https://example.com/ci"))
        #expect(accepted.decision == .accepted)
        #expect(accepted.signers == ["ci"])
        let other = try line(root, authority.issue("URI:https://example.com/ci/"))
        #expect(other.decision == .missing)
        #expect(other.codes == ["certificate"])
        #expect(try line(root, Authority().issue("URI:https://example.com/ci")).codes == ["certificate"])
        #expect(try line(root, authority.issue("URI:https://example.com/ci", days: 30)).codes == ["certificate"])
        #expect(try line(root, developer.signer).codes == ["unknown-key"])
    }

    @Test func revokedCertificateSpeaksForNobody() throws {
        let root = try root(certified("ci", "dns:ci.example.com", roles: .developer))
        let signer = try authority.issue("DNS:ci.example.com")
        #expect(
            try line(root, revocationLists: [authority.revocationList(revoking: false)], signer).decision == .accepted
        )
        let revoked = try line(root, revocationLists: [authority.revocationList(revoking: true)], signer)
        #expect(revoked.codes == ["certificate"])
        #expect(revoked.reasons[0].message.contains("revoked"))
    }

    @Test func principalsCountHoweverManyKeysCertificatesAndNamesTheyHave() throws {
        let both = certified(
            "dev",
            "email:dev@example.com",
            "email:dev@example.org",
            keys: [developer.keys[0].publicKey],
            roles: .developer
        )
        let root = try root(both, certified("ci", "dns:ci.example.com", roles: .developer))
        let first = try authority.issue("email:dev@example.com")
        let second = try authority.issue("email:dev@example.org")
        #expect(try line(root, threshold: 2, developer.signer, first, second).codes == ["threshold"])
        let ci = try authority.issue("DNS:ci.example.com")
        #expect(try line(root, threshold: 2, first, ci).signers == ["ci", "dev"])
        // One key is one signer, whatever names certificates give it.
        let key = try PrivateKey(generating: .p256)
        let named = try authority.issue("email:dev@example.com", key: key)
        let renamed = try authority.issue("DNS:ci.example.com", key: key)
        #expect(try line(root, threshold: 2, named, renamed).codes == ["threshold"])
        // A key of the root is its principal's, and speaks for nobody else.
        let borrowed = try authority.issue("DNS:ci.example.com", key: developer.keys[0])
        #expect(try line(root, borrowed).signers == ["dev"])
        #expect(try line(root, threshold: 2, developer.signer, borrowed).codes == ["threshold"])
        // Nor does one certificate count for two.
        #expect(
            try line(root, threshold: 2, authority.issue("DNS:ci.example.com,email:dev@example.com")).decision
                == .missing
        )
    }

    @Test func readsBackWhatItWrites() throws {
        let root = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [
                maintainer.principal(.root, .policy), certified("ci", "dns:ci.example.com", roles: .developer),
            ],
            thresholds: [.root: 1, .policy: 1, .developer: 1],
            certificateRoots: [authority.root],
            timestampRoots: [authority.root]
        )
        #expect(try Root(payload: root.payload) == root)
        let text = String(decoding: root.payload, as: UTF8.self)
        for (old, new) in [
            ("dns:ci.example.com", "ci.example.com"), ("dns:ci.example.com", "dns:"),
            ("\"identity\":\"dns", "\"pattern\":\"dns"), (authority.digest.hex, digest("other").hex),
            ("\"timestampRoots\":[\"", "\"timestampRoots\":[\"AAAA\",\""),
            ("\"certificateRoots\":[", "\"certificateRoots\":[1,"),
        ] {
            #expect(text.contains(old))
            #expect(throws: TrustError.self) { try Root(payload: Array(text.replacing(old, with: new).utf8)) }
        }
    }

    @Test func refusesIdentitiesThatCannotBeToldApartAndAuthoritiesThatAreNone() throws {
        #expect(throws: TrustError.self) {
            try root(
                certified("a", "dns:x.example", roles: .developer),
                certified("b", "dns:x.example", roles: .builder)
            )
        }
        #expect(throws: TrustError.self) { try root(certified("a", "dns:x", "dns:x", roles: .developer)) }
        #expect(throws: TrustError.self) { try root() }
        // A root is signed with keys.
        #expect(throws: TrustError.self) {
            try root(certified("a", "dns:x", roles: .root), thresholds: [.root: 2])
        }
        let leaf = try authority.issue("DNS:x").certificates[0]
        #expect(throws: TrustError.self) {
            try Root(
                version: 1,
                expires: future,
                repository: repositoryURI,
                principals: [
                    maintainer.principal(.root, .policy),
                    Principal(
                        name: "a",
                        keys: [],
                        roles: [.developer],
                        certificates: [.init(identity: CertificateIdentity("dns:x"), root: Digest.sha256(leaf.der))]
                    ),
                ],
                thresholds: [.root: 1, .policy: 1],
                certificateRoots: [leaf]
            )
        }
    }
}
