import HallmarkCore
import HallmarkSigning
import Testing

struct SSHAllowedSignersTests {
    /// The key of RFC 8032 §7.1, test 1.
    private static let line =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
    private static let now = Timestamp(seconds: 1_795_000_000)

    private func accepts(
        _ text: String,
        identity: String? = "me@a.org",
        namespace: String = "n",
        at time: Timestamp = now
    ) throws -> Bool {
        try AllowedSigners(Array(text.utf8))
            .accepts(SSHPublicKey(line: Self.line), identity: identity, namespace: namespace, at: time)
    }

    private func principals(_ text: String) throws -> [String] {
        try AllowedSigners(Array(text.utf8)).principals(
            for: SSHPublicKey(line: Self.line),
            namespace: "n",
            at: Self.now
        )
    }

    @Test func namesThePatternsOfTheLinesThatMatch() throws {
        let other = try SSHPublicKey(of: PrivateKey(generating: .ed25519).publicKey).line
        let text = """
            # everybody
            me@a.org,*@b.org,!you@b.org \(Self.line)
              "us and them"\tnamespaces="n*" \(Self.line) comment
            they@a.org \(other)
            git@a.org namespaces="git" \(Self.line)
            ca@a.org cert-authority \(Self.line)
            old@a.org valid-before="20200101" \(Self.line)\r

            """
        #expect(try principals(text) == ["me@a.org", "*@b.org", "us and them"])
        #expect(try accepts(text))
        #expect(try accepts(text, identity: "we@b.org"))
        #expect(try !accepts(text, identity: "you@b.org"))
        #expect(try !accepts(text, identity: "git@a.org"))
        #expect(try accepts(text, identity: "git@a.org", namespace: "git"))
        #expect(try !accepts(text, identity: "they@a.org"))
        #expect(try !accepts(text, identity: "ca@a.org"))
    }

    @Test func withoutAnIdentityOneOfTheKeysLinesIsEnough() throws {
        #expect(try accepts("you@a.org \(Self.line)", identity: nil))
        #expect(try !accepts("!you@a.org \(Self.line)", identity: nil))
        #expect(try !accepts("you@a.org cert-authority \(Self.line)", identity: nil))
        #expect(try !accepts("", identity: nil))
        #expect(try !accepts("# you@a.org \(Self.line)", identity: nil))
    }

    @Test(
        arguments: [
            ("valid-after=\"20261111\"", "2026-11-11T00:00:00Z", "2026-11-10T23:59:59Z"),
            ("valid-after=\"20261111Z\"", "2026-11-11T00:00:00Z", "2026-11-10T23:59:59Z"),
            ("valid-after=\"202611111213Z\"", "2026-11-11T12:13:00Z", "2026-11-11T12:12:59Z"),
            ("valid-before=\"20261111121314\"", "2026-11-11T12:13:14Z", "2026-11-11T12:13:15Z"),
            ("VALID-BEFORE=\"20261111121314Z\"", "2026-11-11T12:13:14Z", "2026-11-11T12:13:15Z"),
            ("valid-after=\"20260101\",valid-before=\"20270101\"", "2026-07-01T00:00:00Z", "2027-01-01T00:00:01Z"),
        ]
    )
    func bothEndsOfTheTimeAreInside(options: String, inside: String, outside: String) throws {
        let text = "* \(options) \(Self.line)"
        #expect(try accepts(text, at: #require(Timestamp(inside))))
        #expect(try !accepts(text, at: #require(Timestamp(outside))))
    }

    @Test(
        arguments: [
            "me@a.org", "me@a.org ssh-ed25519", "me@a.org ssh-ed25519 !", "me@a.org ssh-ed25519 AAAA",
            "me@a.org \(line)=", "\(line)", "me@a.org ssh-rsa \(line.split(separator: " ")[1])",
            "me@a.org unknown \(line)", "me@a.org no-cert-authority \(line)", "me@a.org cert-authority=\"\" \(line)",
            "me@a.org namespaces \(line)", "me@a.org namespaces=n \(line)", "me@a.org namespaces=\"n \(line)",
            "me@a.org namespaces=\"\" \(line)", "me@a.org namespaces=\"n,\" \(line)",
            "me@a.org namespaces=\"n\",namespaces=\"n\" \(line)", "me@a.org namespaces=\"n\"x \(line)",
            "me@a.org namespaces=\"n\", \(line)", "me@a.org ,cert-authority \(line)",
            "me@a.org cert-authority,,cert-authority \(line)", "me@a.org valid-after=\"2026\" \(line)",
            "me@a.org valid-after=\"20261301\" \(line)", "me@a.org valid-after=\"20260230\" \(line)",
            "me@a.org valid-after=\"202601012500\" \(line)", "me@a.org valid-after=\"20260101z\" \(line)",
            "me@a.org valid-after=\"2026-1-1\" \(line)", "me@a.org valid-after=\"\" \(line)",
            "me@a.org valid-after=\"20260101\",valid-before=\"20260101\" \(line)",
            "me@a.org,, \(line)", ",me@a.org \(line)", "! \(line)", "\"me@a.org \(line)", "\"me@a.org\"x \(line)",
            "\"\" \(line)", "me\"@a.org \(line)", "me@a.org\0 \(line)", "me@a.org \(line) \u{1B}[2K",
        ]
    )
    func oneMalformedLineRefusesTheFile(bad: String) throws {
        let good = "me@a.org \(Self.line)"
        #expect(try accepts("\(good)\n\(good)\n"))
        let error = #expect(throws: SigningError.self) { try AllowedSigners(Array("\(good)\n\(bad)\n".utf8)) }
        #expect(error?.reason.hasPrefix("line 2 of the allowed signers: ") == true)
    }

    @Test func refusesBytesThatAreNoTextAndFilesAboveTheLimit() throws {
        let good = Array("me@a.org \(Self.line) ".utf8)
        #expect(throws: Never.self) { try AllowedSigners(good + Array("ü".utf8)) }
        #expect(throws: SigningError.self) { try AllowedSigners(good + [0xFF]) }
        let blank = [UInt8](repeating: UInt8(ascii: "\n"), count: AllowedSigners.maximumSize)
        #expect(throws: Never.self) { try AllowedSigners(blank) }
        #expect(throws: SigningError.self) { try AllowedSigners(blank + [UInt8(ascii: "\n")]) }
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: AllowedSigners.maximumLineSize)
        #expect(throws: SigningError.self) { try AllowedSigners(good + long) }
    }

    @Test func manyStarsTakeNoLongTime() throws {
        let stars = String(repeating: "*a", count: 2000)
        #expect(try !accepts("\(stars)b \(Self.line)", identity: String(repeating: "a", count: 4000)))
        #expect(try accepts("\(stars)* \(Self.line)", identity: String(repeating: "a", count: 4000)))
    }
}
