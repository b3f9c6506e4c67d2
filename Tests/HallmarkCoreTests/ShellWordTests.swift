import HallmarkCore
import Testing

struct ShellWordTests {
    @Test(arguments: [
        ("m.gguf", "m.gguf"), ("a/b-c_1.2+x@y:z,w", "a/b-c_1.2+x@y:z,w"), ("", "''"), ("a b", "'a b'"),
        ("$(x)", "'$(x)'"),
        ("`x`", "'`x`'"), ("a'b", #"'a'\''b'"#), ("'", #"''\'''"#), ("a\nb", "'a\nb'"), ("--output", "./--output"),
        ("-x y", "'./-x y'"), ("~", "'~'"), ("*", "'*'"), ("a;b", "'a;b'"), ("é", "'é'"), ("#a", "'#a'"),
        ("!x", "'!x'"),
    ])
    func wordsStayOneWord(text: String, word: String) {
        #expect(ShellWord.quoted(text) == word)
    }
}
