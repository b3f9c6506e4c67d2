import HallmarkCore
import Testing

/// Text for somebody who decides by it: nothing hides, and nothing looks like something else that was spelt out.
@Suite struct ExactTextTests {
    @Test(arguments: [
        "", "let a = \"b\" // c", #"print("\u{202e}\n")"#, "grüße, 世界, Ελλάδα, привет", "a → b ≠ c", "€ 5",
    ])
    func plainTextStandsAsItIs(text: String) {
        let exact = ExactText(ArraySlice(text.utf8))
        #expect(exact.text == text)
        #expect(!exact.isEscaped)
    }

    @Test(arguments: [
        ("a\u{202E}b", #"a\u{202e}b"#), ("a\u{2066}b", #"a\u{2066}b"#), ("a\u{200B}b", #"a\u{200b}b"#),
        ("\u{1B}[2J", #"\u{1b}[2J"#), ("a\rb", #"a\u{d}b"#), ("a\u{7F}", #"a\u{7f}"#), ("a\u{A0}b", #"a\u{a0}b"#),
        ("a\u{3164}b", #"a\u{3164}b"#), ("a\u{2800}b", #"a\u{2800}b"#), ("=\u{338}", #"=\u{338}"#),
        ("a\u{20DD}", #"a\u{20dd}"#), ("א", #"\u{5d0}"#), ("ا", #"\u{627}"#), ("a\u{FE0F}", #"a\u{fe0f}"#),
        ("a\u{E0041}", #"a\u{e0041}"#), ("\u{E000}", #"\u{e000}"#), ("a\u{2028}b", #"a\u{2028}b"#),
        ("a\tb", #"a\u{9}b"#),
    ])
    func whatHidesOrMovesIsSpeltOut(text: String, expected: String) {
        let exact = ExactText(ArraySlice(text.utf8))
        #expect(exact.text == expected)
        #expect(exact.isEscaped)
    }

    @Test func bytesThatAreNoTextAreSpeltOut() {
        #expect(ExactText([0x61, 0xFF, 0x62]).text == #"a\x{ff}b"#)
        #expect(ExactText([0xC0, 0x80]).text == #"\x{c0}\x{80}"#)
        #expect(ExactText([0xED, 0xA0, 0x80]).text == #"\x{ed}\x{a0}\x{80}"#)
        #expect(ExactText([0xF0, 0x9F, 0x98]).text == #"\x{f0}\x{9f}\x{98}"#)
    }

    /// `\u{202e}` in the bytes and the character itself must not look alike.
    @Test func aBackslashBesideSomethingSpeltOutIsDoubled() {
        let exact = ExactText(ArraySlice("\\u{202e}\u{202E}".utf8))
        #expect(exact.text == #"\\u{202e}\u{202e}"#)
        #expect(exact.isEscaped)
        #expect(ExactText(ArraySlice("\\u{202e}".utf8)).text == #"\u{202e}"#)
    }

    @Test func tabsOfCodeMayStay() {
        let exact = ExactText(ArraySlice("\tlet a".utf8), keepingTabs: true)
        #expect(exact.text == "\tlet a")
        #expect(!exact.isEscaped)
        #expect(ExactText(ArraySlice("\tä\u{202E}".utf8), keepingTabs: true).text == "\tä\\u{202e}")
    }
}
