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
            switch algorithm {
            case .p256:
                try OpenSSL.run(
                    "dgst",
                    "-sha256",
                    "-sign",
                    folder + "/key",
                    "-out",
                    folder + "/signature",
                    folder + "/message"
                )
            case .ed25519:
                try OpenSSL.run(
                    "pkeyutl",
                    "-sign",
                    "-rawin",
                    "-inkey",
                    folder + "/key",
                    "-in",
                    folder + "/message",
                    "-out",
                    folder + "/signature"
                )
            }
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
        ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        ["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"], ["ED448"], ["X25519"],
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

    private func generate(_ algorithm: KeyAlgorithm, to path: String) throws {
        switch algorithm {
        case .p256: try generate(["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], to: path)
        case .ed25519: try generate(["ED25519"], to: path)
        }
    }

    private func generate(_ arguments: [String], to path: String) throws {
        try OpenSSL.run(arguments: ["genpkey", "-out", path, "-algorithm"] + arguments)
    }

    private func verify(_ algorithm: KeyAlgorithm, in folder: String) throws {
        switch algorithm {
        case .p256:
            try OpenSSL.run(
                "dgst",
                "-sha256",
                "-verify",
                folder + "/pub",
                "-signature",
                folder + "/signature",
                folder + "/message"
            )
        case .ed25519:
            try OpenSSL.run(
                "pkeyutl",
                "-verify",
                "-rawin",
                "-pubin",
                "-inkey",
                folder + "/pub",
                "-sigfile",
                folder + "/signature",
                "-in",
                folder + "/message"
            )
        }
    }
}
