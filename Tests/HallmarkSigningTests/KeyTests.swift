import HallmarkSigning
import Testing

struct KeyTests {
    private static let message = Array("a message".utf8)

    @Test(arguments: KeyAlgorithm.allCases)
    func acceptsItsOwnSignatureAndNoOther(algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey(generating: algorithm)
        let other = try PrivateKey(generating: algorithm)
        #expect(key.publicKey.algorithm == algorithm)
        #expect(key.publicKey != other.publicKey)
        let signature = try key.signature(over: Self.message)
        #expect(key.publicKey.isValid(signature: signature, over: Self.message))
        #expect(!other.publicKey.isValid(signature: signature, over: Self.message))
        #expect(!key.publicKey.isValid(signature: signature, over: []))
        let empty = try key.signature(over: [])
        #expect(key.publicKey.isValid(signature: empty, over: []))
        #expect(!key.publicKey.isValid(signature: empty, over: Self.message))
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func everyFlippedBitIsNoticed(algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey(generating: algorithm)
        let signature = try key.signature(over: Self.message)
        for bit in 0..<signature.count * 8 {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.publicKey.isValid(signature: changed, over: Self.message), "bit \(bit) of the signature")
        }
        for bit in 0..<Self.message.count * 8 {
            var changed = Self.message
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.publicKey.isValid(signature: signature, over: changed), "bit \(bit) of the message")
        }
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func malformedSignaturesAreInvalidAndDoNoHarm(algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey(generating: algorithm)
        let good = try key.signature(over: Self.message)
        let bad: [[UInt8]] = [
            [], [0], good.dropLast(), good + [0], [0] + good, Array(good.reversed()), good + good,
            [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0xFF, count: 64),
            [UInt8](repeating: 0, count: 100_000),
            [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00], [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01],
            [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
        ]
        for signature in bad { #expect(!key.publicKey.isValid(signature: signature, over: Self.message)) }
        #expect(key.publicKey.isValid(signature: good, over: Self.message))
    }

    /// A DER sequence whose length takes one byte more than it needs must not be a second spelling of a signature.
    @Test(arguments: [KeyAlgorithm.p256, .p384, .p521])
    func ecdsaSignaturesHaveOneSpelling(algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey(generating: algorithm)
        let good = try key.signature(over: Self.message)
        let header = good[1] == 0x81 ? 3 : 2
        let count = good.count - header
        let longer: [UInt8] = header == 3 ? [0x30, 0x82, 0x00, UInt8(count)] : [0x30, 0x81, UInt8(count)]
        let body = Array(good.dropFirst(header))
        #expect(Array(good.prefix(header)) + body == good)
        for other in [longer + body, [0x30, 0x80] + body + [0, 0], [0x31] + good.dropFirst()] {
            #expect(!key.publicKey.isValid(signature: other, over: Self.message))
        }
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func keysAreReadBackFromTheirFiles(algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey(generating: algorithm)
        #expect(try PublicKey(pem: Array(key.publicKey.pem.utf8)) == key.publicKey)
        #expect(try PublicKey(der: key.publicKey.der).keyID == key.publicKey.keyID)
        let plain = try PrivateKey(pem: key.pem(passphrase: nil), passphrase: nil)
        #expect(plain.publicKey == key.publicKey)
        let secret = Array("correct horse ü".utf8)
        let encrypted = try PrivateKey(pem: key.pem(passphrase: secret), passphrase: secret)
        #expect(key.publicKey.isValid(signature: try encrypted.signature(over: Self.message), over: Self.message))
    }

    @Test func passphrasesAreNeededAndMustBeRight() throws {
        let key = try PrivateKey(generating: .ed25519)
        let secret = Array("secret".utf8)
        let pem = try key.pem(passphrase: secret)
        #expect(String(decoding: pem, as: UTF8.self).hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        #expect(try key.pem(passphrase: secret) != pem, "salt and vector are new each time")
        let missing = #expect(throws: SigningError.self) { try PrivateKey(pem: pem, passphrase: nil) }
        #expect(missing?.code == .passphraseNeeded)
        for wrong in ["", "Secret", "secret\n", "secre", "secret\0"] {
            let error = #expect(throws: SigningError.self) { try PrivateKey(pem: pem, passphrase: Array(wrong.utf8)) }
            #expect(error?.code == .passphraseWrong)
            #expect(error?.reason.contains("secre") == false)
        }
    }

    /// libcrypto would cut these short without a word, and the key would open with less than its passphrase.
    @Test func refusesPassphrasesThatWouldBeCutShort() throws {
        let key = try PrivateKey(generating: .ed25519)
        for passphrase in [[], Array("ab\0cd".utf8), [UInt8](repeating: 0x61, count: 1025)] {
            let error = #expect(throws: SigningError.self) { try key.pem(passphrase: passphrase) }
            #expect(error?.code == .passphraseWrong)
        }
        let longest = [UInt8](repeating: 0x61, count: 1024)
        let pem = try key.pem(passphrase: longest)
        #expect(try PrivateKey(pem: pem, passphrase: longest).publicKey == key.publicKey)
        #expect(throws: SigningError.self) { try PrivateKey(pem: pem, passphrase: Array(longest.dropLast())) }
    }

    @Test func refusesGarbageAroundAPrivateKey() throws {
        let key = try PrivateKey(generating: .p256)
        let good = String(decoding: try key.pem(passphrase: nil), as: UTF8.self)
        for text in [
            "x\n" + good, good + "x\n", good + good, " " + good, "", "-----BEGIN PRIVATE KEY-----\n",
            good.replacing("PRIVATE KEY", with: "EC PRIVATE KEY"), good.replacing("-----END", with: "-----end"),
            good.replacing("PRIVATE KEY", with: "RSA PRIVATE KEY"),
            good.replacing("PRIVATE KEY", with: "ANY PRIVATE KEY"),
            good.replacing("PRIVATE KEY", with: "ENCRYPTED PRIVATE KEY"),
            good.replacing("PRIVATE KEY", with: "OPENSSH PRIVATE KEY"),
            good.replacing("\n-----END", with: "\n\n=\n-----END"),
            good.replacing("KEY-----\nM", with: "KEY-----\nProc-Type: 4,ENCRYPTED\n\nM"),
            good.replacing("PRIVATE KEY-----\nM", with: "PRIVATE KEY-----\nN"),
            key.publicKey.pem, good + String(repeating: "\n", count: PublicKey.maximumSize),
        ] {
            let error = #expect(throws: SigningError.self, "\(text.prefix(40))") {
                try PrivateKey(pem: Array(text.utf8), passphrase: nil)
            }
            #expect(error?.code == .keyFormat)
        }
        for text in [good, good.replacing("\n", with: "\r\n")] {
            #expect(try PrivateKey(pem: Array(text.utf8), passphrase: nil).publicKey == key.publicKey)
        }
    }

    @Test func refusesGarbageAroundAPublicKey() throws {
        let key = try PrivateKey(generating: .p256).publicKey
        for text in [
            "x\n" + key.pem, key.pem + "x\n", key.pem + key.pem, " " + key.pem, "",
            key.pem.replacing("PUBLIC", with: "RSA PUBLIC"), key.pem.replacing("M", with: "-"),
            key.pem.replacing("\n-----END", with: "AAAA\n-----END"),
            key.pem.replacing("\n-----END", with: "\n\n=\n-----END"),
            "-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            let error = #expect(throws: SigningError.self, "\(text)") { try PublicKey(pem: Array(text.utf8)) }
            #expect(error?.code == .keyFormat)
        }
        #expect(throws: SigningError.self) { try PublicKey(der: key.der + [0]) }
        #expect(throws: SigningError.self) { try PublicKey(der: key.der.dropLast()) }
        #expect(throws: SigningError.self) { try PublicKey(der: []) }
    }

    @Test(arguments: [KeyAlgorithm.p256, .p384, .p521])
    func refusesAPointThatIsNotOnTheCurve(algorithm: KeyAlgorithm) throws {
        var der = try PrivateKey(generating: algorithm).publicKey.der
        #expect(try PublicKey(der: der).algorithm == algorithm)
        der[der.count - 1] ^= 1
        #expect(throws: SigningError.self) { try PublicKey(der: der) }
    }

    @Test func concurrentUseOfOneKeyIsSafe() async throws {
        let key = try PrivateKey(generating: .p256)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let message = Array("\(index)".utf8)
                    return key.publicKey.isValid(signature: try key.signature(over: message), over: message)
                }
            }
            for try await isValid in group { #expect(isValid) }
        }
    }
}
