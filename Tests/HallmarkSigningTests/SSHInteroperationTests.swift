import Foundation
import HallmarkCore
import HallmarkSigning
import Testing

@Suite(.enabled(if: OpenSSH.isInstalled, "OpenSSH's commands are the oracle"))
struct SSHInteroperationTests {
    private static let message = Array("a message".utf8)

    @Test(arguments: OpenSSH.types, ["sha256", "sha512"])
    func signaturesOfSSHKeygenAreValid(type: String, hash: String) throws {
        try withTemporaryFolder { folder in
            let path = try OpenSSH.generate(type, in: folder)
            let armored = try OpenSSH.sign(Self.message, key: path, in: folder, hash: hash)
            let signature = try SSHSignature(armored: armored)
            #expect(Array(signature.armored.utf8) == armored)
            #expect(signature.key == (try OpenSSH.publicKey(path)))
            #expect(signature.hash.rawValue == hash)
            #expect(signature.isValid(over: Self.message, namespace: SSHSignature.namespace))
            #expect(!signature.isValid(over: Self.message + [0], namespace: SSHSignature.namespace))
            let elsewhere = try SSHSignature(
                armored: OpenSSH.sign(Self.message, key: path, in: folder, namespace: "git")
            )
            #expect(elsewhere.isValid(over: Self.message, namespace: "git"))
            #expect(!elsewhere.isValid(over: Self.message, namespace: SSHSignature.namespace))
        }
    }

    @Test(arguments: OpenSSH.types)
    func sshKeygenAcceptsOurSignatures(type: String) throws {
        try withTemporaryFolder { folder in
            let path = try OpenSSH.generate(type, in: folder)
            let signer = try SSHKeySigner(file: read(path))
            #expect(signer.publicKey == (try OpenSSH.publicKey(path)).publicKey)
            try check(signer.signature(over: Self.message), by: signer.sshPublicKey, in: folder)
        }
    }

    @Test(arguments: OpenSSH.types)
    func agentsSignAsTheirKeysDo(type: String) throws {
        try withTemporaryFolder { folder in
            let path = try OpenSSH.generate(type, in: folder)
            let key = try OpenSSH.publicKey(path)
            let other = try OpenSSH.generate(type == "ed25519" ? "ecdsa 256" : "ed25519", in: folder)
            try OpenSSH.withAgent(in: folder) { socket in
                #expect(throws: SigningError.self, "no key") {
                    try SSHAgentSigner(socket: socket, fingerprint: key.fingerprint)
                }
                try OpenSSH.run("ssh-add", "-q", other, path, socket: socket)
                let signer = try SSHAgentSigner(socket: socket, fingerprint: key.fingerprint)
                #expect(signer.sshPublicKey == key)
                try check(signer.signature(over: Self.message), by: key, in: folder)
                for wrong in ["", "SHA256:", key.fingerprint + "=", String(key.fingerprint.dropLast())] {
                    #expect(throws: SigningError.self) { try SSHAgentSigner(socket: socket, fingerprint: wrong) }
                }
                try OpenSSH.run("ssh-add", "-q", "-d", path, socket: socket)
                #expect(throws: SigningError.self, "a key that went away") { try signer.signature(over: []) }
            }
        }
    }

    @Test func aPatternIsReadAsSSHKeygenReadsIt() throws {
        try withTemporaryFolder { folder in
            let path = try OpenSSH.generate("ed25519", in: folder)
            let key = try OpenSSH.publicKey(path)
            let armored = try OpenSSH.sign(Self.message, key: path, in: folder)
            try write(armored, to: folder + "/signature")
            try write(Self.message, to: folder + "/message")
            let lines = [
                "me@a.org", "*@a.org", "?e@a.org", "*", "*@b.org", "*@a.org,!me@*", "!me@*,*@a.org", "!you@a.org",
                "\"me@a.org\"", "\"you@a.org,me@a.org\"", "me", "ME@a.org", "m**@*.org", "me@a.org?", "me@a.org*",
                "* namespaces=\"attestation@*\"", "* namespaces=\"git\"", "* NAMESPACES=\"git,attestation@*\"",
                "* namespaces=\"*,!attestation@*\"", "* cert-authority", "* valid-after=\"20200101Z\"",
                "* valid-before=\"20200101Z\"", "* valid-after=\"202001010101Z\",namespaces=\"att*\"",
                "* valid-before=\"20991231235959Z\"", "* valid-after=\"20990101Z\"",
            ]
            for line in lines {
                let text = Array("# a comment\n\n\(line) \(key.line) a comment\n".utf8)
                try write(text, to: folder + "/allowed")
                let theirs = opensshAccepts(folder)
                let ours = try AllowedSigners(text).accepts(
                    key,
                    identity: "me@a.org",
                    namespace: SSHSignature.namespace,
                    at: Timestamp(seconds: Int64(Date().timeIntervalSince1970))
                )
                #expect(ours == theirs, "\(line)")
            }
        }
    }

    /// What `ssh-keygen` says of the files `signature`, `message` and `allowed` in a folder.
    private func opensshAccepts(_ folder: String) -> Bool {
        let paths = (signers: folder + "/allowed", signature: folder + "/signature", message: folder + "/message")
        let answer = try? OpenSSH.run(
            "ssh-keygen",
            "-Y",
            "verify",
            "-f",
            paths.signers,
            "-I",
            "me@a.org",
            "-n",
            SSHSignature.namespace,
            "-s",
            paths.signature,
            input: paths.message
        )
        return answer != nil
    }

    private func check(_ bytes: [UInt8], by key: SSHPublicKey, in folder: String) throws {
        let signature = try SSHSignature(bytes: bytes)
        #expect(signature.isValid(over: Self.message, namespace: SSHSignature.namespace))
        try write(signature.armored.utf8, to: folder + "/signature")
        try write("me@a.org \(key.line)\n".utf8, to: folder + "/allowed")
        for (content, isGood) in [(Self.message, true), (Self.message + [0], false)] {
            try write(content, to: folder + "/message")
            let accepted = opensshAccepts(folder)
            #expect(accepted == isGood)
        }
    }
}
