import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// Keys in tokens of SoftHSM (`Scripts/test --peers`).
///
/// What loads the module runs in a process of its own, since SoftHSM reads its configuration from the environment.
@Suite(.enabled(if: SoftHSM.isAskedFor, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
struct PKCS11SignerTests {
    /// How `pkcs11-tool` and `openssl` name an algorithm.
    struct Sample: Codable, Sendable {
        let algorithm: String
        let type: String
        let verification: [String]
    }

    private static let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
    static let samples = [
        Sample(algorithm: "p256", type: "EC:prime256v1", verification: ["dgst", "-sha256"]),
        Sample(algorithm: "p384", type: "EC:secp384r1", verification: ["dgst", "-sha384"]),
        Sample(algorithm: "p521", type: "EC:secp521r1", verification: ["dgst", "-sha512"]),
        Sample(algorithm: "rsa", type: "rsa:2048", verification: ["dgst", "-sha256"] + pss),
        Sample(algorithm: "ed25519", type: "EC:edwards25519", verification: ["pkeyutl"]),
    ]

    @Test(arguments: samples)
    func openSSLVerifiesWhatATokenSigns(sample: Sample) async throws {
        let token = try SoftHSM(in: Self.makeFolder())
        defer { Self.remove(token) }
        try token.makeToken("a b")
        try token.makeKey(sample.type, in: "a b", id: "01", label: "key")
        let folder = token.folder
        await #expect(processExitsWith: .success) { [token = token as SoftHSM, sample] in
            let folder = token.folder
            let signer = try Self.signer("pkcs11:token=a%20b;object=key", token)
            #expect(signer.publicKey.algorithm.rawValue == sample.algorithm)
            // Often enough for a number that begins with a zero, which DER leaves out, in one of a few runs.
            for round in 0..<20 {
                let message = Array("message \(round)".utf8)
                #expect(signer.publicKey.isValid(signature: try signer.signature(over: message), over: message))
            }
            let envelope = try signer.envelope(payload: Array("a payload".utf8))
            try write(envelope.preAuthenticationEncoding, to: folder + "/message")
            try write(envelope.signatures[0].bytes, to: folder + "/signature")
            try write(signer.publicKey.pem.utf8, to: folder + "/key.pub")
        }
        let key = folder + "/key.pub"
        let signature = folder + "/signature"
        let arguments =
            sample.algorithm == "ed25519"
            ? ["-verify", "-pubin", "-inkey", key, "-rawin", "-sigfile", signature, "-in", folder + "/message"]
            : ["-verify", key, "-signature", signature, folder + "/message"]
        try OpenSSL.run(arguments: sample.verification + arguments)
        try write("another message".utf8, to: folder + "/message")
        #expect(throws: OpenSSL.Failure.self) { try OpenSSL.run(arguments: sample.verification + arguments) }
    }

    @Test func eachWayToNameAKeyFindsIt() async throws {
        let token = try SoftHSM(in: Self.makeFolder())
        defer { Self.remove(token) }
        try token.makeToken("one")
        try token.makeToken("two")
        try token.makeKey("EC:prime256v1", in: "one", id: "01", label: "same")
        try token.makeKey("EC:prime256v1", in: "one", id: "02", label: "same")
        try token.makeKey("EC:prime256v1", in: "two", id: "ff", label: "only")
        await #expect(processExitsWith: .success) { [token = token as SoftHSM] in
            let first = try Self.signer("pkcs11:token=one;id=%01", token).publicKey
            let second = try Self.signer("pkcs11:token=one;object=same;id=%02", token).publicKey
            let third = try Self.signer("pkcs11:token=two;type=private;model=SoftHSM%20v2", token).publicKey
            #expect(Set([first, second, third]).count == 3)
            let refusals = [
                ("pkcs11:object=same", ["2 tokens", "one (serial", "two (serial", "add token, serial or slot-id"]),
                ("pkcs11:token=three", ["matches no token", "one (serial", "two (serial"]),
                ("pkcs11:token=one;serial=0", ["matches no token"]), ("pkcs11:slot-id=99999", ["matches no token"]),
                (
                    "pkcs11:token=one",
                    ["2 private keys", "object=same id=%01", "object=same id=%02", "add object or id"]
                ),
                ("pkcs11:token=one;object=same", ["2 private keys"]),
                ("pkcs11:token=one;object=sam", ["no private key"]), ("pkcs11:token=one;id=%03", ["no private key"]),
                ("pkcs11:token=one;object=only", ["no private key"]),
            ]
            for (uri, words) in refusals {
                let error = try #require(throws: SigningError.self, "\(uri)") { try Self.signer(uri, token) }
                #expect(error.code == .token)
                for word in words { #expect(error.reason.contains(word), "\(uri): \(error.reason)") }
            }
        }
    }

    @Test func aWrongPINIsTriedOnceAndOneOfAnotherLengthNever() async throws {
        let token = try SoftHSM(in: Self.makeFolder())
        defer { Self.remove(token) }
        try token.makeToken("t")
        try token.makeKey("EC:prime256v1", in: "t", id: "01", label: "key")
        await #expect(processExitsWith: .success) { [token = token as SoftHSM] in
            for (pin, words) in [("111111", "locks after a few"), ("1", "was not tried"), ("", "was not tried")] {
                var calls = 0
                let error = try #require(throws: SigningError.self) {
                    try Self.signer("pkcs11:token=t", token) {
                        calls += 1
                        return pin
                    }
                }
                #expect(calls == 1)
                #expect(error.code == .passphraseWrong)
                #expect(error.reason.contains(words))
                #expect(pin.isEmpty || pin == "1" || !error.reason.contains(pin))
            }
            // Nobody is asked for the PIN of a token that is not there.
            #expect(throws: SigningError.self) {
                try Self.signer("pkcs11:token=x", token) {
                    Issue.record("asked for a PIN")
                    return SoftHSM.pin
                }
            }
            _ = try Self.signer("pkcs11:token=t", token)
        }
    }

    @Test func keysThatCannotBeUsedAreRefused() async throws {
        let token = try SoftHSM(in: Self.makeFolder())
        defer { Self.remove(token) }
        try token.makeToken("t")
        try token.makeKey("EC:secp256k1", in: "t", id: "01", label: "curve")
        try token.makeKey("rsa:1024", in: "t", id: "02", label: "short")
        try token.makeKey("EC:prime256v1", in: "t", id: "03", label: "half")
        try token.tool("t", ["--delete-object", "--type", "pubkey", "--id", "03"])
        try token.makeKey("EC:prime256v1", in: "t", id: "04", label: "liar")
        try token.tool("t", ["--delete-object", "--type", "pubkey", "--id", "04"])
        try write(PrivateKey(generating: .p256).publicKey.der, to: token.folder + "/other.der")
        try token.tool(
            "t",
            ["--write-object", token.folder + "/other.der", "--type", "pubkey", "--id", "04", "--label", "liar"]
        )
        await #expect(processExitsWith: .success) { [token = token as SoftHSM] in
            let refusals: [(String, SigningError.Code)] = [
                ("curve", .keyAlgorithm), ("short", .keyAlgorithm), ("half", .token), ("liar", .signing),
            ]
            for (object, code) in refusals {
                let error = try #require(throws: SigningError.self) {
                    try Self.signer("pkcs11:token=t;object=\(object)", token).signature(over: [])
                }
                #expect(error.code == code, "\(error.reason)")
            }
        }
    }

    @Test func aKeyThatAsksForThePINEachTimeGetsIt() async throws {
        let token = try SoftHSM(in: Self.makeFolder())
        defer { Self.remove(token) }
        try token.makeToken("t")
        try token.makeKey("EC:prime256v1", in: "t", id: "01", label: "key", options: ["--always-auth"])
        await #expect(processExitsWith: .success) { [token = token as SoftHSM] in
            let signer = try Self.signer("pkcs11:token=t", token)
            for message in [[], [1], [2]] as [[UInt8]] {
                #expect(signer.publicKey.isValid(signature: try signer.signature(over: message), over: message))
            }
        }
    }

    @Test func aSignerOutlivesAnotherOfTheSameModule() async throws {
        let token = try SoftHSM(in: Self.makeFolder())
        defer { Self.remove(token) }
        try token.makeToken("t")
        try token.makeKey("EC:prime256v1", in: "t", id: "01", label: "key")
        await #expect(processExitsWith: .success) { [token = token as SoftHSM] in
            var first: PKCS11Signer? = try Self.signer("pkcs11:token=t", token)
            let second = try Self.signer("pkcs11:token=t", token)
            #expect(try first?.signature(over: []).isEmpty == false)
            first = nil
            // At once, from several threads.
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        let message = [UInt8(index)]
                        return second.publicKey.isValid(signature: try second.signature(over: message), over: message)
                    }
                }
                for try await isValid in group { #expect(isValid) }
            }
        }
    }

    /// Opens a key, in a process of which the environment may be changed.
    private static func signer(
        _ uri: String,
        _ token: SoftHSM,
        pin: () -> String = { SoftHSM.pin }
    ) throws -> PKCS11Signer {
        unsafe setenv(SoftHSM.variable, token.configuration, 1)
        return try PKCS11Signer(PKCS11URI("\(uri)?module-path=\(token.module)"), module: nil) { _ in Array(pin().utf8) }
    }

    private static func makeFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path()
    }

    private static func remove(_ token: SoftHSM) { try? FileManager.default.removeItem(atPath: token.folder) }
}
