import HallmarkSigning
import Testing

/// What the `openssl` command takes, makes and says, beside our own code.
@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct OpenSSLTests {
    private static let message = Array("DSSEv1 1 t 3 abc".utf8)

    @Test(arguments: KeyAlgorithm.allCases)
    func opensslAcceptsOurSignatures(algorithm: KeyAlgorithm) throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey(generating: algorithm)
            try write(key.publicKey.pem.utf8, to: folder + "/pub")
            try write(Self.message, to: folder + "/message")
            try write(try key.signature(over: Self.message), to: folder + "/signature")
            try verify(algorithm, in: folder)
            try write(Self.message + [0], to: folder + "/message")
            #expect(throws: OpenSSL.Failure.self) { try verify(algorithm, in: folder) }
        }
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func weAcceptTheSignaturesOfOpenssl(algorithm: KeyAlgorithm) throws {
        try withTemporaryFolder { folder in
            try generate(algorithm, to: folder + "/key")
            try OpenSSL.run("pkey", "-in", folder + "/key", "-pubout", "-out", folder + "/pub")
            try write(Self.message, to: folder + "/message")
            try sign(algorithm, in: folder)
            let key = try PublicKey(pem: read(folder + "/pub"))
            #expect(key.pem == String(decoding: try read(folder + "/pub"), as: UTF8.self))
            #expect(key.isValid(signature: try read(folder + "/signature"), over: Self.message))
            #expect(!key.isValid(signature: try read(folder + "/signature"), over: Self.message + [0]))
            let own = try PrivateKey(pem: read(folder + "/key"), passphrase: nil)
            #expect(own.publicKey == key)
        }
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func opensslOpensOurEncryptedKeys(algorithm: KeyAlgorithm) throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey(generating: algorithm)
            try write(try key.pem(passphrase: Array("söcret".utf8)), to: folder + "/key")
            let der = try OpenSSL.run(
                "pkey",
                "-in",
                folder + "/key",
                "-passin",
                "pass:söcret",
                "-pubout",
                "-outform",
                "DER"
            )
            #expect(der == key.publicKey.der)
            #expect(throws: OpenSSL.Failure.self) {
                try OpenSSL.run("pkey", "-in", folder + "/key", "-passin", "pass:wrong", "-noout")
            }
            let structure = String(
                decoding: try OpenSSL.run("asn1parse", "-in", folder + "/key"),
                as: UTF8.self
            )
            for name in ["PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", "0927C0"] {
                #expect(structure.contains(name), "PBES2 with 600,000 iterations")
            }
        }
    }

    @Test(arguments: KeyAlgorithm.allCases, ["aes-256-cbc", "aes-128-cbc"])
    func weOpenTheEncryptedKeysOfOpenssl(algorithm: KeyAlgorithm, cipher: String) throws {
        try withTemporaryFolder { folder in
            try generate(algorithm, to: folder + "/key")
            try OpenSSL.run(
                "pkcs8",
                "-topk8",
                "-v2",
                cipher,
                "-in",
                folder + "/key",
                "-out",
                folder + "/encrypted",
                "-passout",
                "pass:secret"
            )
            let plain = try PrivateKey(pem: read(folder + "/key"), passphrase: nil)
            let encrypted = try read(folder + "/encrypted")
            #expect(
                try PrivateKey(pem: encrypted, passphrase: Array("secret".utf8)).publicKey == plain.publicKey
            )
            #expect(throws: SigningError.self) { try PrivateKey(pem: encrypted, passphrase: Array("other".utf8)) }
        }
    }

    @Test(arguments: [
        ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"], ["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
        ["EC", "-pkeyopt", "ec_paramgen_curve:P-224"], ["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
        ["ED448"], ["X25519"],
    ])
    func refusesKeysOfOtherAlgorithms(arguments: [String]) throws {
        try withTemporaryFolder { folder in
            try generate(arguments, to: folder + "/key")
            try OpenSSL.run("pkey", "-in", folder + "/key", "-pubout", "-out", folder + "/pub")
            let privateError = #expect(throws: SigningError.self) {
                try PrivateKey(pem: read(folder + "/key"), passphrase: nil)
            }
            #expect(privateError?.code == .keyAlgorithm)
            let publicError = #expect(throws: SigningError.self) { try PublicKey(pem: read(folder + "/pub")) }
            #expect(publicError?.code == .keyAlgorithm)
        }
    }

    /// Other spellings of one key would give it other ids.
    @Test(arguments: [
        ["-conv_form", "compressed"], ["-conv_form", "hybrid"], ["-param_enc", "explicit"],
        ["-param_enc", "explicit", "-conv_form", "compressed"],
    ])
    func refusesOtherSpellingsOfAPublicKey(form: [String]) throws {
        try withTemporaryFolder { folder in
            try generate(.p256, to: folder + "/key")
            try OpenSSL.run(
                arguments: ["ec", "-in", folder + "/key", "-pubout", "-out", folder + "/pub"] + form
            )
            let pem = try read(folder + "/pub")
            let plain = try PrivateKey(pem: read(folder + "/key"), passphrase: nil)
            #expect(try derInside(pem: pem) != plain.publicKey.der)
            #expect(throws: SigningError.self) { try PublicKey(pem: pem) }
        }
    }

    @Test(arguments: [["-conv_form", "compressed"], ["-param_enc", "explicit"]])
    func refusesOtherSpellingsOfAPrivateKey(form: [String]) throws {
        try withTemporaryFolder { folder in
            try generate(.p256, to: folder + "/key")
            try OpenSSL.run(arguments: ["ec", "-in", folder + "/key", "-out", folder + "/other"] + form)
            try OpenSSL.run(
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                folder + "/other",
                "-out",
                folder + "/other8"
            )
            let pem = try read(folder + "/other8")
            let error = #expect(throws: SigningError.self) { try PrivateKey(pem: pem, passphrase: nil) }
            #expect(error?.code == .keyFormat)
        }
    }

    /// Signers differ in how long they make the salt (RFC 8017 §9.1), which the padding itself proves; a message, a
    /// mask or a padding by other means is not the one signature form of the algorithm.
    @Test func rsaSignaturesArePSSWithSHA256Alone() throws {
        try withTemporaryFolder { folder in
            try generate(.rsa, to: folder + "/key")
            let key = try PrivateKey(pem: read(folder + "/key"), passphrase: nil).publicKey
            try write(Self.message, to: folder + "/message")
            let pss = ["-sigopt", "rsa_padding_mode:pss"]
            for options in [
                pss, pss + ["-sigopt", "rsa_pss_saltlen:digest"], pss + ["-sigopt", "rsa_pss_saltlen:max"],
            ] {
                try sign(digest: "-sha256", options, in: folder)
                #expect(key.isValid(signature: try read(folder + "/signature"), over: Self.message), "\(options)")
            }
            for (digest, options) in [
                ("-sha256", []), ("-sha512", pss), ("-sha256", pss + ["-sigopt", "rsa_mgf1_md:sha1"]),
                ("-sha256", ["-sigopt", "rsa_padding_mode:x931"]),
            ] {
                try sign(digest: digest, options, in: folder)
                #expect(
                    !key.isValid(signature: try read(folder + "/signature"), over: Self.message),
                    "\(digest) \(options)"
                )
            }
        }
    }

    @Test(arguments: [KeyAlgorithm.p256, .p384, .p521], ["-sha256", "-sha384", "-sha512"])
    func ecdsaSignaturesAreOverTheHashOfTheirCurve(algorithm: KeyAlgorithm, digest: String) throws {
        try withTemporaryFolder { folder in
            try generate(algorithm, to: folder + "/key")
            let key = try PrivateKey(pem: read(folder + "/key"), passphrase: nil).publicKey
            try write(Self.message, to: folder + "/message")
            try sign(digest: digest, [], in: folder)
            let isValid = key.isValid(signature: try read(folder + "/signature"), over: Self.message)
            #expect(isValid == (digest == Self.digest(of: algorithm)))
        }
    }

    @Test(arguments: [
        ["ecparam", "-genkey", "-noout", "-name", "prime256v1"],
        ["ecparam", "-genkey", "-noout", "-name", "secp384r1"],
        ["ecparam", "-genkey", "-noout", "-name", "secp521r1"], ["genrsa", "-traditional"],
    ])
    func weReadTheTraditionalKeysOfOpenssl(arguments: [String]) throws {
        try withTemporaryFolder { folder in
            try OpenSSL.run(
                arguments: arguments + ["-out", folder + "/key"] + (arguments[0] == "genrsa" ? ["2048"] : [])
            )
            let pem = try read(folder + "/key")
            let text = String(decoding: pem, as: UTF8.self)
            #expect(text.hasPrefix(arguments[0] == "genrsa" ? "-----BEGIN RSA PRIVATE" : "-----BEGIN EC PRIVATE"))
            let key = try PrivateKey(pem: pem, passphrase: nil)
            #expect(
                try OpenSSL.run("pkey", "-in", folder + "/key", "-pubout", "-outform", "DER") == key.publicKey.der
            )
            let other =
                arguments[0] == "genrsa"
                ? text.replacing(" RSA ", with: " EC ") : text.replacing(" EC ", with: " RSA ")
            #expect(other != text)
            #expect(throws: SigningError.self) { try PrivateKey(pem: Array(other.utf8), passphrase: nil) }
        }
    }

    /// What is refused is told how to mend it, and mended so it is read.
    @Test(arguments: [
        ["ecparam", "-genkey", "-name", "prime256v1"],
        ["genrsa", "-traditional", "-aes256", "-passout", "pass:secret"],
    ])
    func otherFormsAreReadOnceConverted(arguments: [String]) throws {
        try withTemporaryFolder { folder in
            try OpenSSL.run(arguments: arguments + ["-out", folder + "/key"])
            let secret = Array("secret".utf8)
            let error = #expect(throws: SigningError.self) {
                try PrivateKey(pem: read(folder + "/key"), passphrase: secret)
            }
            #expect(error?.code == .keyFormat)
            #expect(error?.reason.contains("openssl pkcs8 -topk8 -in FILE -out NEW") == true)
            try OpenSSL.run(
                arguments: ["pkcs8", "-topk8", "-in", folder + "/key", "-out", folder + "/new"]
                    + ["-passin", "pass:secret", "-passout", "pass:secret"]
            )
            #expect(throws: Never.self) { try PrivateKey(pem: read(folder + "/new"), passphrase: secret) }
        }
    }

    private func generate(_ algorithm: KeyAlgorithm, to path: String) throws {
        switch algorithm {
        case .p256: try generate(["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], to: path)
        case .p384: try generate(["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], to: path)
        case .p521: try generate(["EC", "-pkeyopt", "ec_paramgen_curve:P-521"], to: path)
        case .ed25519: try generate(["ED25519"], to: path)
        case .rsa: try generate(["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], to: path)
        }
    }

    private func generate(_ arguments: [String], to path: String) throws {
        try OpenSSL.run(arguments: ["genpkey", "-out", path, "-algorithm"] + arguments)
    }

    /// The option that names the hash of an algorithm; `nil` when it signs the message itself.
    private static func digest(of algorithm: KeyAlgorithm) -> String? {
        switch algorithm {
        case .p256, .rsa: "-sha256"
        case .p384: "-sha384"
        case .p521: "-sha512"
        case .ed25519: nil
        }
    }

    private static func options(of algorithm: KeyAlgorithm) -> [String] {
        algorithm == .rsa ? ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] : []
    }

    private func sign(_ algorithm: KeyAlgorithm, in folder: String) throws {
        if let digest = Self.digest(of: algorithm) {
            try sign(digest: digest, Self.options(of: algorithm), in: folder)
        } else {
            try OpenSSL.run(
                arguments: ["pkeyutl", "-sign", "-rawin", "-inkey", folder + "/key"]
                    + ["-in", folder + "/message", "-out", folder + "/signature"]
            )
        }
    }

    private func sign(digest: String, _ options: [String], in folder: String) throws {
        try OpenSSL.run(
            arguments: ["dgst", digest, "-sign", folder + "/key", "-out", folder + "/signature"] + options
                + [folder + "/message"]
        )
    }

    private func verify(_ algorithm: KeyAlgorithm, in folder: String) throws {
        if let digest = Self.digest(of: algorithm) {
            try OpenSSL.run(
                arguments: ["dgst", digest, "-verify", folder + "/pub", "-signature", folder + "/signature"]
                    + Self.options(of: algorithm) + [folder + "/message"]
            )
        } else {
            try OpenSSL.run(
                arguments: ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", folder + "/pub"]
                    + ["-sigfile", folder + "/signature", "-in", folder + "/message"]
            )
        }
    }
}
