import HallmarkCore
import HallmarkSigning
import Testing

/// The names of keys, beside what other tools call them.
struct KeyIdentifierTests {
    /// A key and its names.
    ///
    /// The keys are of `openssl genpkey` 3.0.19. `inToto` is of securesystemslib 1.6.0 for Python
    /// (`SSlibKey.from_crypto(key).keyid`), `stripped` of its `compute_default_keyid` for PEM without the final line
    /// feed, and `legacy` the SHA-256 that Python's `hashlib` gives for the same JSON with `keyid_hash_algorithms`.
    /// `file` and `sigstore` are of `hashlib` and `base64`, `ssh` is of `ssh-keygen -l` (Ed25519: of Python's
    /// cryptography 50.0.2).
    struct Vector: Sendable, CustomTestStringConvertible {
        let algorithm: KeyAlgorithm
        let base64: String
        let inToto: String
        let stripped: String
        let legacy: String
        let file: String
        let sigstore: String
        let ssh: String

        var testDescription: String { algorithm.rawValue }
    }

    static let vectors: [Vector] = [
        Vector(
            algorithm: .p256,
            base64: """
                MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXOEyMxjmQBCaiBoDKgs5EeHh5iNuDBlCoSVZMZ9axmffzeHDNRi3\
                NLbIW9BYImmFRDrYcdMW4SF+c+SP1ePjXQ==
                """,
            inToto: "1ec78b50c3059f0f34e925b79dedc035f37524c55368b058d9100f7287de5cfe",
            stripped: "015512746b8e3e96621826d2a38056f063525f25db22f572cc980fff28619e41",
            legacy: "1178ab88a869fdf4a9cc7954ac5e9f00713c6740e674fe5c8678444bf9829e0f",
            file: "9fd13c8ab7f83febd707dc8b3044950352be361c3f05de27dc936a2fb3860958",
            sigstore: "bm2uER95707d6lFpgULWAPjbp4NfmNPOs81tEsjFpC4=",
            ssh: "SHA256:jru5TpLIczJqAcOM9mxk1lsKR7Gv/R3/VM/VwhTM4PI"
        ),
        Vector(
            algorithm: .p384,
            base64: """
                MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEuZ4Z69VTsqif6AsQPbteHl8ctwz6OzeD0MYfEmdN59OdA3LLtwhaJBSZ\
                qHodS+mSL9aY/PSraoaLP3+p4N0i+CfLSJ2f8vq+QTLi4eXtVpZflTHZ15RYAMyiQwA+9Ea4
                """,
            inToto: "3f5d0bef46b62fc8c73bdcbf72bce25f437e255fc27e216cd53816b2b7b6915c",
            stripped: "981abd1912d66f0c07bf110465579b869eaaa1ef53174bac89c5dda2d5eb7541",
            legacy: "1dcf51720260b893cb22aff6587cafb3dce107c36cf34b9a2a6d20b388b52de7",
            file: "1b40c9b28be5a2ac36f1ecd13d9923452db5f579b52a56b844800f8e28b29030",
            sigstore: "gCg/uX1otYYdTj/jVlrItAAelgl+rEzhTxlg9M4Dbfw=",
            ssh: "SHA256:qibyz0dSg6g6duKVjfq6MYP5p1nX7Nr1yLoV6I7oYGw"
        ),
        Vector(
            algorithm: .p521,
            base64: """
                MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAAiMJ5jTQvA9yyM09fZiTwExiaxxgGFjXS3t1lX1XL+Mk2rF4RqT+\
                XB79z0Fb4Ux93r7aH6O1lXgYWCT0NmjbE1wBx8cVVQ2kAJJashfpBXnW1AWF2C/M/zBnY1d2Cr5KV0dLX+rJNBUj\
                6jMUNGZBXs7afleMKI5o1f8k4rPojLdM0aM=
                """,
            inToto: "b0a0ea660a848d9dedb57aa7bc8fa48c37412619fe74bd789df46634f933f554",
            stripped: "2f33ac7d22cf1f5e3dc9f40ddd3c969fc5cbad1779df7672f0012299c386c260",
            legacy: "1cf90844d92c02f5f8bd510a493e719856e4021f72e5dd1cd5e2b86cbc3f83d0",
            file: "124b2b9612cd616b94a16ff9bc67fc0dd40b38c6acd0c28dc8fe80494e11c85d",
            sigstore: "43IH8ZFkBiZ+zwKEaLhbU1rPztvwkF9QAHfwIbgpjAA=",
            ssh: "SHA256:6BqZS/izyqBwD37ZZRe8Xai3k9nlDiazieppx2RyYj8"
        ),
        Vector(
            algorithm: .ed25519,
            base64: "MCowBQYDK2VwAyEAvA0bccqrkoYwmeaIMPxqsVcPuxIH6j5svU+uXRXIY00=",
            inToto: "0bd6eb96dea23616675f60ddb9987e41567736f77e9f3aa019aefd7603284792",
            stripped: "0bd6eb96dea23616675f60ddb9987e41567736f77e9f3aa019aefd7603284792",
            legacy: "b9b6c4b7240d646ea901824b7a55c40e799721168838c061c112695ac6b2fc4e",
            file: "12b33aa5029e22f5fe4eeeefe5e9e8bb4982c6d935cf934f18658e70d6d89c5c",
            sigstore: "UO9IBA1h6Hn3/vXwkC/nSXeGjdkXjDR12UFSu3ZFuf8=",
            ssh: "SHA256:sn9jWuDXr4uJVtymko9P/xkAxk8HbgzYGb3QgnizI3M"
        ),
        Vector(
            algorithm: .rsa,
            base64: """
                MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1yke02dmLuUa5BVecXgdC7JVEfvH6NPRvuwyndCFx3Dw\
                pTJMfCQt9f/e50bUev9rN+PpirG2mUtxAPztk0RaLVjvwPEx1N2ZEMHNneT0kjwg/3Yz/V15u54FV5vg6gmXTsi1\
                0vnp9keU5p7++vu74788Lcnm8mbi7oM50daGmXA1Xi3vnCw3xULbpeZxX/E7RhjudGI7A8txFfkhYsCJ993xxgZr\
                iPWb/h7TER+2t6Z1nAzOq058oDOTycwGd9GvILO874IwH2hL0O8cp9yKGVL7X17J/+KdfzZlyuuBi6FVe8/vSfsS\
                q9/OCsPvXdsYJYdVMvYhHVIcuiEZ+0pfrwIDAQAB
                """,
            inToto: "5e8840b3a1d496319794d04fbd3bbeb9bafe2f7d67cf9afaaa6b914e6ba8bc0f",
            stripped: "aa3be11c01317e9f0658aac08ee35c2349d3fa0d4d7233dbf61687e7fddf4cd5",
            legacy: "572852db8794842cd9a588428ce70ebd45f0d5142c517379872c074e568c08f3",
            file: "4ae2887fe0ff64ad816d7bcda6a0cc48256ab286b44f9f8f7767d8a7d9cdf244",
            sigstore: "7qiIEj872kP3Yc8fMFnU0DtLIQseCwHm6E+fUMZyHLs=",
            ssh: "SHA256:hZsrzySjhg2Wls9Quz6N1irG/4A6mSyJ1O+N2plrGEQ"
        ),
    ]

    @Test(arguments: vectors)
    func keysAreFoundByTheNamesOfOtherTools(vector: Vector) throws {
        let key = try Self.key(of: vector)
        #expect(key.algorithm == vector.algorithm)
        #expect(key.inTotoKeyID == vector.inToto)
        #expect(key.sshFingerprint == vector.ssh)
        for name in [
            key.keyID, vector.inToto, vector.stripped, vector.legacy, vector.file, vector.sigstore, vector.ssh,
        ] {
            #expect(key.isNamed(by: name), "\(name)")
        }
        // For other curves than P-256 one name is of P-256's scheme; Ed25519 keys have no PEM in JSON.
        let counts: [KeyAlgorithm: Int] = [.p256: 7, .p384: 8, .p521: 8, .ed25519: 6, .rsa: 7]
        #expect(key.identifiers.count == counts[key.algorithm])
    }

    @Test func otherNamesAreNobodys() throws {
        let key = try Self.key(of: Self.vectors[0])
        for name in [
            "", "SHA256:", key.keyID.uppercased(), String(key.keyID.prefix(8)), " " + key.keyID, key.keyID + "\n",
            "sha256:" + key.keyID, key.sshFingerprint + "=",
        ] {
            #expect(!key.isNamed(by: name), "\(name)")
        }
    }

    @Test func noTwoKeysShareAName() throws {
        let names = try Self.vectors.map { try Self.key(of: $0).identifiers }
        #expect(names.reduce(into: Set()) { $0.formUnion($1) }.count == names.map(\.count).reduce(0, +))
    }

    private static func key(of vector: Vector) throws -> PublicKey {
        try PublicKey(der: #require(Base64.decode(vector.base64.utf8)))
    }
}
