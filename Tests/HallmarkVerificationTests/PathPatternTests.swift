import HallmarkVerification
import Testing

struct PathPatternTests {
    @Test(arguments: [
        ("**", "a"), ("**", "a/b/c"), ("**", ".hidden"), ("*", "a"), ("*", ".hidden"), ("a", "a"), ("a/b", "a/b"),
        ("a/*", "a/b"), ("a/**", "a/b/c"), ("a/**", "a"), ("**/c", "c"), ("**/c", "a/b/c"), ("a/**/c", "a/c"),
        ("a/**/c", "a/b/b/c"), ("**/b/**", "a/b/c"), ("*.gguf", "m.gguf"), ("*.gguf", ".gguf"), ("m*", "m"),
        ("a*c*e", "abcde"), ("a*c*e", "ace"), ("*a*", "bab"), ("**/*.bin", "x/y.bin"), (".", "."), ("?", "?"),
        ("[ab]", "[ab]"), ("a b", "a b"), ("é", "é"), ("**/a/**/b", "a/a/c/b"),
        ("a//b".replacing("//", with: "/"), "a/b"),
    ])
    func matches(pattern: String, path: String) throws {
        let pattern = try #require(PathPattern(pattern))
        #expect(pattern.matches(path))
    }

    @Test(arguments: [
        ("*", "a/b"), ("a", "A"), ("a", "b"), ("a", "a/b"), ("a/b", "a"), ("a/*", "a"), ("a/*", "a/b/c"),
        ("a/**", "ab/c"), ("a/**", "b/a/c"), ("**/c", "a/cc"), ("**/c", "c/a"), ("a/**/c", "a/b"), ("*.gguf", "gguf"),
        ("*.gguf", "m.gguf2"), ("*.gguf", "d/m.gguf"), ("a*c*e", "aec"), ("?", "a"), ("[ab]", "a"), (".", "a"),
        ("m", ""), ("*", ""), ("a/**/b", "ab"),
    ])
    func doesNotMatch(pattern: String, path: String) throws {
        let pattern = try #require(PathPattern(pattern))
        #expect(!pattern.matches(path))
    }

    @Test(arguments: [
        "", "/", "/a", "a/", "a//b", "..", "../a", "a/..", "a/../b", "./a", "a/.", "a/./b", "***", "a**", "**a", "a**b",
        "a/**b", "/**", "**/",
    ])
    func refusesWhatNoTreeHasAndWhatReadsTwoWays(text: String) {
        #expect(PathPattern(text) == nil)
    }

    @Test(arguments: ["**", ".", "...", "..a", "a..", ".a", "*/*", "**/*", "**/**", "a*b*c"])
    func takesWhatLooksLikeIt(text: String) {
        #expect(PathPattern(text)?.text == text)
    }

    @Test func pathsAreBytesAndNotCharacters() throws {
        #expect(!(try #require(PathPattern(composed)).matches(decomposed)))
        #expect(!(try #require(PathPattern("K")).matches("\u{212A}")))
        // A combining mark behind a slash, a star or a dot takes nothing of their meaning.
        #expect(try #require(PathPattern("a/*")).matches("a/\u{301}b"))
        #expect(!(try #require(PathPattern("*")).matches("a/\u{301}b")))
        #expect(try #require(PathPattern("*\u{301}")).matches("a\u{301}"))
        #expect(PathPattern("a/\u{301}/../b") == nil)
        #expect(PathPattern("**\u{301}") == nil)
        // A star stands for any bytes, also for half of a character.
        #expect(try #require(PathPattern("*\u{301}")).matches("e\u{301}"))
    }

    @Test func sizesAreBounded() {
        let most = Array(repeating: "a", count: PathPattern.maximumComponents).joined(separator: "/")
        #expect(PathPattern(most) != nil)
        #expect(PathPattern(most + "/a") == nil)
        #expect(PathPattern(String(repeating: "a", count: PathPattern.maximumSize)) != nil)
        #expect(PathPattern(String(repeating: "a", count: PathPattern.maximumSize + 1)) == nil)
    }

    /// A backtracking matcher would not come to an end here before the machine does.
    @Test func hostilePatternsComeToAnEnd() throws {
        let stars = String(repeating: "a*", count: 2000)
        #expect(!(try #require(PathPattern(stars + "b")).matches(String(repeating: "a", count: 4000))))
        let components = Array(repeating: "**/a", count: 32).joined(separator: "/")
        let path = Array(repeating: "a", count: 2000).joined(separator: "/")
        #expect(!(try #require(PathPattern(components)).matches(path + "/b")))
        #expect(try #require(PathPattern(components)).matches(path))
    }
}
