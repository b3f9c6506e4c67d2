import HallmarkCore
import HallmarkSigning
import Testing

struct SSHSignatureTests {
    private static let message = Array("a message".utf8)
    private static let hash = Digest.sha256(message).bytes

    /// A signature as an honest tool makes it, and its parts; by Ed25519 or P-256, plain or in a security key.
    private static func forged(
        _ algorithm: KeyAlgorithm,
        application: String? = nil,
        flags: UInt8 = 1,
        changing change: (inout ForgedSignature) -> Void = { _ in }
    ) throws -> ForgedSignature {
        let key = try PrivateKey(generating: algorithm)
        var forged = ForgedSignature(key: try SSHPublicKey(of: key.publicKey))
        if let application {
            let type = "sk-" + forged.format + "@openssh.com"
            forged.key = Wire().adding(type).bytes + forged.key.dropFirst(4 + forged.format.utf8.count)
            forged.key = Wire(bytes: forged.key).adding(application).bytes
            forged.format = type
            forged.presence = [flags, 0, 0, 0, 7]
        }
        change(&forged)
        var data = forged.signedData(hash)
        if let application {
            data = Digest.sha256(Array(application.utf8)).bytes + [flags, 0, 0, 0, 7] + Digest.sha256(data).bytes
        }
        forged.value = try key.signature(over: data)
        if algorithm == .p256 {
            let (r, s) = mpints(forged.value)
            forged.value = Wire().adding(r).adding(s).bytes
        }
        return forged
    }

    private func isValid(_ bytes: [UInt8]) throws -> Bool {
        try SSHSignature(bytes: bytes).isValid(over: Self.message, namespace: SSHSignature.namespace)
    }

    private func code(_ forged: ForgedSignature) -> SigningError.Code? {
        #expect(throws: SigningError.self) { try SSHSignature(bytes: forged.bytes) }?.code
    }

    @Test(arguments: [KeyAlgorithm.ed25519, .p256], [nil, "ssh:", "ssh:work"])
    func acceptsWhatTheKeySignedAndNothingElse(algorithm: KeyAlgorithm, application: String?) throws {
        let bytes = try Self.forged(algorithm, application: application).bytes
        let signature = try SSHSignature(bytes: bytes)
        #expect(signature.bytes == bytes)
        #expect(signature.key.application == application)
        #expect(try isValid(bytes))
        #expect(!signature.isValid(over: Self.message + [0], namespace: SSHSignature.namespace))
        #expect(!signature.isValid(over: [], namespace: SSHSignature.namespace))
        for namespace in ["git", "", "file", SSHSignature.namespace + "\0", "Attestation@hallmark-swift.github.io"] {
            #expect(!signature.isValid(over: Self.message, namespace: namespace))
        }
    }

    @Test(arguments: [KeyAlgorithm.ed25519, .p256], [nil, "ssh:"])
    func noPrefixAndNoFlippedBitIsValid(algorithm: KeyAlgorithm, application: String?) throws {
        let good = try Self.forged(algorithm, application: application).bytes
        #expect(try isValid(good))
        for count in 0..<good.count {
            #expect(throws: SigningError.self, "the first \(count) bytes") {
                try SSHSignature(bytes: Array(good.prefix(count)))
            }
        }
        for bit in 0..<good.count * 8 {
            var changed = good
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect((try? isValid(changed)) != true, "bit \(bit)")
        }
    }

    /// Each change is made before the key signs, so that only the rule itself can refuse it.
    @Test func refusesWhatTheFormatDoesNotAllow() throws {
        let changes: [(String, (inout ForgedSignature) -> Void)] = [
            ("magic", { $0.magic = Array("SSHSIH".utf8) }),
            ("version 0", { $0.version = 0 }), ("version 2", { $0.version = 2 }),
            ("empty namespace", { $0.namespace = "" }), ("NUL in the namespace", { $0.namespace = "git\0" }),
            ("long namespace", { $0.namespace = String(repeating: "n", count: SSHSignature.maximumNamespaceSize + 1) }),
            ("reserved", { $0.reserved = [0] }),
            ("SHA-1", { $0.hash = "sha1" }), ("SHA-384", { $0.hash = "sha384" }), ("no hash", { $0.hash = "" }),
            ("case of the hash", { $0.hash = "SHA256" }),
            ("bytes at the end", { $0.end = [0] }), ("bytes in the signature", { $0.presence = [0] }),
            ("presence of a key that is in none", { $0.presence = [1, 0, 0, 0, 0] }),
            ("type of another key", { $0.format = "ecdsa-sha2-nistp256" }), ("SHA-1 of RSA", { $0.format = "ssh-rsa" }),
            ("RSA", { $0.format = "rsa-sha2-512" }), ("security key", { $0.format = "sk-ssh-ed25519@openssh.com" }),
            ("bytes after the key", { $0.key += [0] }),
        ]
        #expect(try isValid(Self.forged(.ed25519).bytes))
        for (name, change) in changes { #expect(code(try Self.forged(.ed25519, changing: change)) != nil, "\(name)") }
    }

    @Test func longestNamespaceIsRead() throws {
        let namespace = String(repeating: "n", count: SSHSignature.maximumNamespaceSize)
        let signature = try SSHSignature(bytes: Self.forged(.ed25519) { $0.namespace = namespace }.bytes)
        #expect(signature.isValid(over: Self.message, namespace: namespace))
    }

    @Test func numbersOfECDSAHaveOneForm() throws {
        let good = try Self.forged(.p256)
        #expect(try isValid(good.bytes))
        let count = Int(good.value[3])
        let (r, s) = (Array(good.value[4..<4 + count]), Array(good.value.dropFirst(8 + count)))
        let bad: [[UInt8]] = [
            Wire().adding([0] + r).adding(s).bytes, Wire().adding(r).adding([0] + s).bytes,
            Wire().adding([UInt8]()).adding(s).bytes, Wire().adding([0]).adding(s).bytes,
            Wire().adding([0x80] + r).adding(s).bytes, Wire().adding(r).bytes, good.value + [0],
            Wire().adding(r).adding(s).adding(s).bytes, [],
        ]
        for value in bad {
            var changed = good
            changed.value = value
            #expect(code(changed) == .signature, "\(value)")
        }
    }

    @Test(arguments: [0, 63, 65, 128])
    func signaturesOfEd25519HaveOneSize(count: Int) throws {
        var forged = try Self.forged(.ed25519)
        forged.value = Array((forged.value + forged.value).prefix(count))
        #expect(code(forged) == .signature)
    }

    @Test(arguments: [KeyAlgorithm.ed25519, .p256])
    func aSecurityKeyMustHaveBeenTouched(algorithm: KeyAlgorithm) throws {
        for flags: UInt8 in [1, 5] {
            #expect(try isValid(Self.forged(algorithm, application: "ssh:", flags: flags).bytes))
        }
        for flags: UInt8 in [0, 4, 0xFE] {
            #expect(try !isValid(Self.forged(algorithm, application: "ssh:", flags: flags).bytes), "flags \(flags)")
        }
    }

    @Test func armorHasNothingAroundIt() throws {
        let signature = try SSHSignature(bytes: Self.forged(.ed25519).bytes)
        let armored = signature.armored
        #expect(try SSHSignature(armored: Array(armored.utf8)) == signature)
        #expect(try SSHSignature(armored: Array(armored.dropLast().utf8)) == signature)
        let bad = [
            "", "x\n\(armored)", "\(armored)x", armored + armored, String(armored.dropFirst()),
            armored.replacing("SSH SIGNATURE", with: "SIGNATURE"), armored.replacing("U1NI", with: "U1N*"),
            armored.replacing("U1NI", with: "U1 NI"), armored.replacing("END", with: "BEGIN"),
            Base64.encode(signature.bytes),
        ]
        for text in bad {
            #expect(throws: SigningError.self, "\(text)") { try SSHSignature(armored: Array(text.utf8)) }
        }
    }

    @Test func takesNoMoreBytesThanTheLimit() throws {
        let huge = [UInt8](repeating: 0x41, count: SSHSignature.maximumSize + 1)
        let error = #expect(throws: SigningError.self) { try SSHSignature(bytes: huge) }
        #expect(error?.reason.contains("\(SSHSignature.maximumSize)") == true)
    }
}
