import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

struct SSHKeySignerTests {
    /// The parts of a private key file, each to be changed by a test.
    private struct File {
        var magic = Array("openssh-key-v1\0".utf8)
        var cipher = "none"
        var derivation = "none"
        var options: [UInt8] = []
        var keys: UInt32 = 1
        var publicKey: [UInt8]
        var checks: (UInt32, UInt32) = (7, 7)
        var type = "ssh-ed25519"
        var publicHalf: [UInt8]
        var secret: [UInt8]
        var comment = "abc"
        var padding: [UInt8] = []
        var end: [UInt8] = []
        var label = "OPENSSH PRIVATE KEY"

        init(_ key: PrivateKey) throws {
            let seed = try derInside(pem: key.pem(passphrase: nil)).suffix(32)
            publicKey = try SSHPublicKey(of: key.publicKey).blob
            publicHalf = Array(key.publicKey.der.suffix(32))
            secret = seed + publicHalf
            // 8 + 15 + 36 + 68 + 7 bytes come before it.
            padding = [1, 2]
        }

        var bytes: [UInt8] {
            let secret =
                Wire().adding(checks.0).adding(checks.1).adding(type).adding(publicHalf).adding(secret)
                .adding(comment).bytes + padding
            let content =
                Wire(bytes: magic).adding(cipher).adding(derivation).adding(options).adding(keys)
                .adding(publicKey).adding(secret).bytes + end
            return Array(PEM.encode(PEM.Block(label: label, bytes: content)).utf8)
        }
    }

    private func error(_ bytes: [UInt8]) -> SigningError? {
        #expect(throws: SigningError.self) { try SSHKeySigner(file: bytes) }
    }

    @Test func envelopesAreSignedInHallmarksNamespace() throws {
        let key = try PrivateKey(generating: .ed25519)
        let file = try File(key).bytes
        #expect(SSHKeySigner.reads(file))
        #expect(!SSHKeySigner.reads(try key.pem(passphrase: nil)))
        let signer = try SSHKeySigner(file: file)
        let envelope = try signer.envelope(payload: Array("{}".utf8))
        let signature = try SSHSignature(bytes: envelope.signatures[0].bytes)
        #expect(envelope.signatures[0].keyID == key.publicKey.keyID)
        #expect(signature.namespace == "attestation@hallmark-swift.github.io")
        #expect(signature.hash == .sha512)
        #expect(signature.isValid(over: envelope.preAuthenticationEncoding, namespace: SSHSignature.namespace))
        #expect(!signature.isValid(over: envelope.payload, namespace: SSHSignature.namespace))
    }

    @Test func refusesFilesThatSayTwoThings() throws {
        let good = try File(PrivateKey(generating: .ed25519))
        let other = try File(PrivateKey(generating: .ed25519))
        #expect(throws: Never.self) { try SSHKeySigner(file: good.bytes) }
        let changes: [(String, (inout File) -> Void)] = [
            ("magic", { $0.magic = Array("openssh-key-v2\0".utf8) }), ("label", { $0.label = "PRIVATE KEY" }),
            ("derivation without a cipher", { $0.derivation = "bcrypt" }), ("options", { $0.options = [0] }),
            ("no key", { $0.keys = 0 }), ("two keys", { $0.keys = 2 }), ("checks", { $0.checks = (7, 8) }),
            ("type", { $0.type = "ssh-rsa" }), ("another public key", { $0.publicKey = other.publicKey }),
            ("another public half", { $0.publicHalf = other.publicHalf }),
            ("another secret", { $0.secret = other.secret }),
            ("another seed", { $0.secret = other.secret.prefix(32) + $0.publicHalf }),
            ("short secret", { $0.secret = Array($0.secret.prefix(32)) }), ("no padding", { $0.padding = [] }),
            ("padding", { $0.padding = [1, 1] }),
            ("block of padding", { $0.padding = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }),
            ("zeros", { $0.padding = [0, 0] }), ("bytes at the end", { $0.end = [0] }),
        ]
        for (name, change) in changes {
            var file = good
            change(&file)
            #expect(error(file.bytes)?.code == .keyFormat, "\(name)")
        }
        #expect(error(good.bytes + good.bytes)?.code == .keyFormat)
        #expect(error([])?.code == .keyFormat)
    }

    @Test func noPrefixOfAFileIsAKey() throws {
        let text = String(decoding: try File(PrivateKey(generating: .ed25519)).bytes, as: UTF8.self)
        let content = try derInside(pem: Array(text.utf8))
        for count in 0..<content.count {
            let block = PEM.Block(label: "OPENSSH PRIVATE KEY", bytes: Array(content.prefix(count)))
            #expect(throws: SigningError.self, "the first \(count) bytes") {
                try SSHKeySigner(file: Array(PEM.encode(block).utf8))
            }
        }
    }

    @Test(.enabled(if: OpenSSH.isInstalled))
    func anEncryptedKeyNamesTheAgent() throws {
        try withTemporaryFolder { folder in
            let path = try OpenSSH.generate("ed25519", in: folder, passphrase: "correct horse")
            let error = error(try read(path))
            #expect(error?.code == .passphraseNeeded)
            #expect(error?.reason.contains("ssh-add FILE") == true)
            let fingerprint = try OpenSSH.publicKey(path).fingerprint
            #expect(error?.reason.contains("--key ssh-agent:\(fingerprint)") == true)
        }
    }
}
