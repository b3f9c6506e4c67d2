import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkVerification
import Testing

/// Models signed by certificates and SSH keys, which the commands of OpenSSL and OpenSSH make.
struct ModelTrustSignerTests {
    /// Runs a script beside the model.
    private func run(_ script: String, in folder: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-e", "-c", script]
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(script)")
    }

    /// Calls with a folder that is removed afterwards, and with a function that reads a file of it.
    private func withFolder(
        _ body: (_ folder: String, _ read: @escaping (String) throws -> [UInt8]) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder) { [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) }
    }

    @Test func opensAModelSignedByACertificateOfTheIdentityWhileItIsValid() throws {
        try withFolder { folder, read in
            let request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
            try run(
                """
                \(request) -keyout ca.key -out ca.pem -subj /CN=root -addext keyUsage=critical,keyCertSign,cRLSign
                \(request) -CA ca.pem -CAkey ca.key -keyout leaf.key -out leaf.pem -subj /CN=leaf \
                -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
                -addext extendedKeyUsage=codeSigning -addext subjectAltName=email:dev@example.com
                """,
                in: folder
            )
            let signed = try SignedModel()
            let key = KeySigner(try PrivateKey(pem: read("leaf.key"), passphrase: nil))
            let leaf = try Certificate.chain(pem: read("leaf.pem"))
            try signed.sign(by: CertifiedSigner(key, certificates: leaf))
            let open = { (identity: String, time: Int64) in
                try ModelTrust(certificateRoots: read("ca.pem"), identities: [identity])
                    .open(signed.path, bundle: signed.bundle, atUnixTime: time)
            }
            let valid = leaf[0].notBefore.seconds + 60
            #expect(try open("email:dev@example.com", valid).signers == ["email:dev@example.com"])
            for (identity, time) in [
                ("email:ev@example.com", valid), ("email:dev@example.com", leaf[0].notAfter.seconds),
                ("email:dev@example.com", leaf[0].notBefore.seconds - 1),
            ] {
                let error = #expect(throws: ModelError.self) { try open(identity, time) }
                #expect(error?.kind == .rejected)
                #expect(error?.code == "invalid-signature")
            }
        }
    }

    @Test func opensAModelSignedByAnAllowedSSHKey() throws {
        try withFolder { folder, read in
            try run("ssh-keygen -q -t ed25519 -N '' -f key", in: folder)
            let signed = try SignedModel()
            try signed.sign(by: SSHKeySigner(file: read("key")))
            let list = Array("dev@example.com ".utf8) + (try read("key.pub"))
            let open = { (list: [UInt8], identities: [String]) in
                try ModelTrust(allowedSigners: list, identities: identities)
                    .open(signed.path, bundle: signed.bundle, atUnixTime: now.seconds)
            }
            #expect(try open(list, []).signers == ["dev@example.com"])
            #expect(try open(list, ["dev@example.com"]).files == ["a", "d/b"])
            for (list, identities) in [(list, ["ev@example.com"]), ([], [])] {
                let error = #expect(throws: ModelError.self) { try open(list, identities) }
                #expect(error?.kind == .missing)
                #expect(error?.code == "unsigned")
            }
        }
    }
}
