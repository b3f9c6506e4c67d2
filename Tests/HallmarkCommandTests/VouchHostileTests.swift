import Foundation
import HallmarkCore
import Testing

/// Packages whose authors would like a reader to see something else than what is there.
@Suite struct VouchHostileTests {
    private func shown(_ files: [String: String]) throws -> Project.Run {
        let project = try VouchProject()
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours))
        try project.add("alpha", files)
        let run = try project.vouch("alpha")
        #expect(run.status == 0, "\(run.text)")
        return run
    }

    @Test func charactersThatHideOrMoveTextAreSpeltOut() throws {
        let run = try shown(["A.swift": "let a = \"\u{202E}x\u{2066}\"\n\u{1B}[2Jb\r\n\\u{202e}\n"])
        #expect(run.output.contains(#"+\ let a = "\u{202e}x\u{2066}""#))
        #expect(run.output.contains(#"+\ \u{1b}[2Jb\u{d}"#))
        #expect(run.output.contains("+  \\u{202e}\n"))
        #expect(!run.output.contains("\u{202E}") && !run.output.contains("\u{1B}"))
    }

    @Test func namesThatHideOrForgeLinesAreSpeltOut() throws {
        let run = try shown(["a\nadded b": "x\n", "c\u{202E}d": "y\n"])
        #expect(run.output.contains(#"added \ a\u{a}added b"#))
        #expect(run.output.contains(#"added \ c\u{202e}d"#))
        #expect(!run.output.contains("\nadded b\n"))
    }

    @Test func aFileOfAHundredThousandLinesIsShownWhole() throws {
        let run = try shown(["A.swift": (0..<100_000).map { "let a\($0) = \($0)\n" }.joined()])
        #expect(run.output.contains("+  let a0 = 0\n"))
        #expect(run.output.contains("+  let a99999 = 99999\n"))
        #expect(run.output.contains("100000 lines added"))
    }

    @Test func aHugeOrBinaryFileIsListedAndSaidNotToBeShown() throws {
        let huge = String(repeating: "0123456789abcde\n", count: (16 << 20) / 16 + 1)
        let run = try shown(["huge.txt": huge, "binary.dat": "a\0b"])
        #expect(run.output.contains("now: file, \(huge.utf8.count) bytes, \(Digest.sha256(Array(huge.utf8)))"))
        #expect(run.output.contains("not shown: larger than"))
        #expect(run.output.contains("now: file, 3 bytes, \(Digest.sha256(Array("a\0b".utf8)))\nnot shown: binary"))
        #expect(run.output.contains("2 files not shown"))
    }

    /// Attributes and settings of the reviewed package, which git itself would obey.
    @Test func nothingThatThePackageBringsHasASayInWhatIsShown() throws {
        let run = try shown([".gitattributes": "* -diff -text\n*.swift binary\n", "A.swift": "let a = \"evil\"\n"])
        #expect(run.output.contains("+  let a = \"evil\"\n"))
    }

    @Test func linksChangesOfTypeAndNamesThatCollideAreShown() throws {
        let project = try VouchProject()
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours))
        try project.add("alpha", ["a.txt": "text\n"])
        try project.app.expect(project.vouch("alpha"))
        let source = project.source("alpha")
        let link = try project.app.run("git", ["hash-object", "-w", "--stdin"], in: source, input: "/etc/passwd").output
            .trimmingCharacters(in: .newlines)
        try project.app.git("update-index", "--cacheinfo", "120000,\(link),a.txt", in: source)
        try project.app.git("update-index", "--add", "--cacheinfo", "100755,\(link),A.txt", in: source)
        try project.tag("alpha", "1.1.0")
        let run = try project.vouch("alpha")
        #expect(run.status == 0, "\(run.text)")
        #expect(
            run.output.contains("one name on many file systems, where one takes the other's place: A.txt and a.txt")
        )
        #expect(run.output.contains("changed a.txt\nwas: file, 5 bytes,"))
        #expect(run.output.contains("now: link, whose target is its text, 11 bytes,"))
        #expect(run.output.contains("added A.txt\nnow: executable file, 11 bytes,"))
        #expect(run.output.contains("+  /etc/passwd\n\\ no line feed at the end\n"))
    }

    /// No digest of ours covers a submodule's content, so nobody can say to have read it.
    @Test func aPackageWithASubmoduleIsNotSigned() throws {
        let project = try VouchProject()
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours))
        try project.add("alpha")
        let source = project.source("alpha")
        let commit = try project.app.git("rev-parse", "HEAD", in: source)
        try project.app.git("update-index", "--add", "--cacheinfo", "160000,\(commit),sub", in: source)
        try project.tag("alpha", "1.1.0")
        let run = try project.vouch("alpha")
        #expect(run.status == 1, "\(run.text)")
        #expect(run.errors.contains("submodule"))
    }

    @Test func whatTheManifestFetchesIsNamed() throws {
        let checksum = Digest.sha256(Array("zip".utf8)).hex
        let run = try shown([
            "Package.swift": """
            let url = "https://example.com/b.zip"
            targets: [
                .binaryTarget(name: "A", url: "https://example.com/a(1).zip", checksum: "\(checksum)"),
                .binaryTarget(name: "B", url: url, checksum: sum()),
                .binaryTarget(name: "C", path: "c.xcframework"),
            ]

            """
        ])
        #expect(run.output.contains("fetched besides, and not shown: https://example.com/a(1).zip, sha256:\(checksum)"))
        #expect(run.output.contains("1 binary targets of its manifest have no URL and checksum"))
    }

    @Test func aMisledCopyIsNotShown() throws {
        let project = try VouchProject()
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours))
        try project.add("alpha", ["A.swift": "let a = 1\n"])
        try project.release("alpha", "1.1.0", ["A.swift": "let a = 2\n"])
        try project.app.git("replace", "1.1.0^{commit}", "1.0.0^{commit}", in: project.mirror("alpha"))
        let run = try project.vouch("alpha")
        #expect(run.status == 2, "\(run.text)")
        #expect(run.errors.contains("in the place of"))
    }
}
