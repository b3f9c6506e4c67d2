import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// `--key pkcs11:…` and `hallmark keys export`; keys in tokens need SoftHSM (`Scripts/test --peers`).
@Suite struct TokenTests {
    private static let arePeersAskedFor = ProcessInfo.processInfo.environment["HALLMARK_PEERS"] != nil
    private static let pin = "947362"

    private let project: Project

    init() throws {
        project = try Project.plain()
    }

    @Test(.enabled(if: arePeersAskedFor, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
    func aTokenSignsWhatOthersVerify() throws {
        try makeToken()
        let key = "pkcs11:token=release;object=signing"
        try project.write(Self.pin + "\n", to: "pin")
        let exported = try project.hallmark(
            "keys",
            "export",
            "--key",
            key,
            "--output",
            "k.pub",
            "--passphrase-file",
            "pin"
        )
        try project.expect(exported)
        let publicKey = try PublicKey(pem: project.bytes(of: "k.pub"))
        #expect(exported.output == "wrote k.pub, key id \(publicKey.keyID)\n")

        project.environment["HALLMARK_PASSPHRASE"] = Self.pin
        try project.expect(project.hallmark("attest", "model", "Models", "--bundle", "m.json", "--key", key))
        try project.expect(project.hallmark("verify", "model", "Models", "--bundle", "m.json", "--public-key", "k.pub"))

        let other = try KeySigner(PrivateKey(generating: .p256))
        let digest = DigestSet(Digest.sha256([]))
        let statement = Statement(
            subjects: [Subject(name: "tool", digest: digest)],
            predicateType: "https://example.com/predicate/v1",
            predicate: [:]
        )
        try project.write(bytes: other.envelope(statement).jsonBytes, to: "e.json")
        try project.expect(project.hallmark("cosign", "e.json", "--key", key))
        try project.expect(project.hallmark("verify", "envelope", "e.json", "--public-key", "k.pub"))

        // The PIN by each other way.
        project.environment["HALLMARK_PASSPHRASE"] = nil
        let pin = "\(key)?pin-source=\(project.repository)/pin"
        #expect(try project.hallmark("keys", "export", "--key", pin).output == publicKey.pem)
        let silent = try project.hallmark("keys", "export", "--key", key)
        #expect(silent.status == 1)
        #expect(silent.errors.contains("wants its PIN") && silent.errors.contains("--passphrase-file"))

        try project.write("111111", to: "pin")
        let wrong = try project.hallmark("keys", "export", "--key", pin)
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("locks after a few wrong ones") && !wrong.text.contains("111111"))

        project.environment["HALLMARK_PASSPHRASE"] = Self.pin
        project.environment["HALLMARK_KEY"] = key
        let setup = try project.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", Project.repositoryURI)
        try project.expect(setup)
        #expect(setup.output.contains("key id \(publicKey.keyID)"))
        try project.commit("Add attestations")
        try project.expect(project.hallmark("attest"))
        try project.expect(project.hallmark("verify"))
        #expect(try project.hallmark("status").output.contains("signing key: in an agent or a token"))
    }

    @Test(arguments: [
        ("pkcs11:token=a", "no PKCS#11 module is named"), ("pkcs11:token=a;token=a", "token twice"),
        ("pkcs11:?module-path=/nowhere/947362.so", "cannot be loaded"), ("pkcs11:?module-name=m", "module-path="),
        ("pkcs11:token=a?pin-value=947362", "holds a PIN"),
    ])
    func whatNamesNoKeyIsUndecidedAndNoURIIsShown(uri: String, words: String) throws {
        for arguments in [["keys", "export"], ["attest", "model", "Models", "--bundle", "m.json"]] {
            let run = try project.run(Project.executable, arguments + ["--key", uri])
            #expect(run.status == 1)
            #expect(run.errors.contains(words), "\(run.errors)")
            #expect(!run.text.contains(uri) && !run.text.contains("=947362"))
        }
    }

    @Test func neitherInitNorStatusShowsAURIWithAPIN() throws {
        project.environment["HALLMARK_KEY"] = "pkcs11:token=a?pin-value=947362"
        let setup = try project.hallmark("init", "--yes", "--repository-uri", Project.repositoryURI)
        #expect(setup.status == 1)
        #expect(!setup.text.contains("947362"))
        #expect(try !project.hallmark("status").text.contains("947362"))
    }

    @Test func thePublicHalfOfAKeyFileIsExportedAndNeverOverwritesAFile() throws {
        try project.expect(project.hallmark("keys", "generate", "--output", "key"))
        let publicKey = try project.bytes(of: "key.pub")
        #expect(try project.hallmark("keys", "export", "--key", "key").output.utf8.elementsEqual(publicKey))
        let again = try project.hallmark("keys", "export", "--key", "key", "--output", "key.pub")
        #expect(again.status == 1)
        #expect(again.errors.contains("never overwritten"))
        try project.expect(project.hallmark("keys", "export", "--key", "key", "--output", "copy.pub"))
        #expect(try project.bytes(of: "copy.pub") == publicKey)
        #expect(try project.hallmark("keys", "export", "--key", "absent").status == 1)
    }

    /// Makes the token `release` with one key, `signing`.
    private func makeToken() throws {
        let configuration = project.root + "/softhsm2.conf"
        let places = ["/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm"].map { $0 + "/libsofthsm2.so" }
        let module = try #require(places.first { FileManager.default.fileExists(atPath: $0) }, "no SoftHSM")
        try FileManager.default.createDirectory(atPath: project.root + "/tokens", withIntermediateDirectories: true)
        try project.write("directories.tokendir = \(project.root)/tokens\nlog.level = ERROR\n", to: configuration)
        project.environment["SOFTHSM2_CONF"] = configuration
        project.environment["HALLMARK_PKCS11_MODULE"] = module
        let make = ["--init-token", "--free", "--label", "release", "--pin", Self.pin, "--so-pin", "84736251"]
        try project.expect(project.run("softhsm2-util", make))
        let login = ["--module", module, "--token-label", "release", "--login", "--pin", Self.pin]
        let pair = ["--keypairgen", "--key-type", "EC:secp384r1", "--id", "01", "--label", "signing"]
        try project.expect(project.run("pkcs11-tool", login + pair))
    }
}
