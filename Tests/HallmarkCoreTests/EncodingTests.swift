import Testing

@testable import HallmarkCore

struct EncodingTests {
    // RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64MatchesTheVectorsOfTheStandard(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", "Z===", "====", "Zg==Zg==", "Zm9v=", " Zm9v", "Zm-v", "Zm_v",
    ])
    func base64RefusesEveryOtherSpelling(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test func base64ReadsTheURLSafeAlphabetOnRequest() {
        #expect(Base64.decode("-_-_".utf8, alphabet: .urlSafe) == [0xFB, 0xFF, 0xBF])
        #expect(Base64.decode("+/+/".utf8, alphabet: .urlSafe) == nil)
    }

    @Test func hexIsLowerCaseOnly() {
        #expect(Hex.encode([0, 0xAB, 0xFF]) == "00abff")
        #expect(Hex.decode("00abff".utf8) == [0, 0xAB, 0xFF])
        for text in ["0", "AB", "0g", "0x00"] { #expect(Hex.decode(text.utf8) == nil) }
    }

    @Test func cursorOnlyMovesForwardAndNeverTraps() throws {
        var cursor = ByteCursor([1, 2, 3, 4, 5, 0, 9])
        #expect(try cursor.readLittleEndian(UInt16.self) == 0x0201)
        #expect(try cursor.readBigEndian(UInt16.self) == 0x0304)
        #expect(cursor.read(upTo: 0) == [5])
        #expect(cursor.read(upTo: 0) == nil)
        #expect(throws: ByteCursor.EndOfBytes(offset: 6, needed: 8)) { try cursor.readLittleEndian(UInt64.self) }
        #expect(throws: ByteCursor.EndOfBytes(offset: 6, needed: -1)) { try cursor.read(-1) }
        #expect(try cursor.readByte() == 9)
        #expect(cursor.isAtEnd)
    }

    @Test func packageURLIsCanonical() {
        let url = PackageURL(
            type: "swift",
            namespace: ["github.com", "apple"],
            name: "swift-log",
            version: "1.6.0+b 1",
            qualifiers: ["vcs_url": "git+https://x/y", "checksum": "sha256:00"],
            subpath: ["a", "b c"]
        )
        #expect(
            url.description
                == "pkg:swift/github.com/apple/swift-log@1.6.0%2Bb%201?checksum=sha256:00&vcs_url=git%2Bhttps:%2F%2Fx%2Fy#a/b%20c"
        )
    }
}

@Suite struct PEMTests {
    private let two = [PEM.Block(label: "CERTIFICATE", bytes: Array(0..<100)), PEM.Block(label: "X", bytes: [1])]

    @Test func readsWhatItWrites() {
        #expect(PEM.decode(Array(PEM.encode(two).utf8)) == two)
    }

    @Test(arguments: [
        "", "text\n", "-----BEGIN A-----\n-----END A-----\n", "-----BEGIN A-----\nAQ==\n-----END B-----\n",
        "-----BEGIN A-----\nAQ==\n", "-----BEGIN A-----\nAR==\n-----END A-----\n",
        "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nAQ==\n-----END A-----\n",
        "x\n-----BEGIN A-----\nAQ==\n-----END A-----\n", "-----BEGIN A-----\nAQ==\n-----END A-----\ny",
        "-----BEGIN -----\nAQ==\n-----END -----\n",
    ])
    func refusesOtherText(text: String) {
        #expect(PEM.decode(Array(text.utf8)) == nil)
    }
}
