import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct PolicyReaderTests {
    private static let example = """
        # Who vouches for what.
        version: 3
        expires: 2028-01-01T00:00:00Z
        repository: "https://example.com/r"

        rules:
          - name: commits
            match: { kind: commit }
            require:
              - statement: commit
                role: developer
                threshold: 2
                binding: content
          - name: 'models''s'
            match:
              kind: model   # every one
              path: models/**
            require: [{statement: model, role: ml-team, threshold: 1}]
          - name: SBOM
            match:
              kind: package
            require:
            - statement: sbom
              role: developer
              threshold: 1

        """

    private func read(_ text: String) throws(TrustError) -> Policy { try PolicyReader.policy(Array(text.utf8)) }

    private func refusal(_ text: String) -> TrustError? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    /// Reads the example after a change.
    private func changed(_ text: String, _ replacement: String) throws -> TrustError? {
        let changed = Self.example.replacing(text, with: replacement)
        try #require(changed != Self.example)
        return refusal(changed)
    }

    private static func dependencyRule(_ package: String, _ requirement: String) -> String {
        """
        version: 1
        expires: 2028-01-01T00:00:00Z
        repository: "https://example.com/r"
        rules:
          - name: log
            match: { kind: dependency, package: "\(package)" }
            require:
              - { \(requirement), role: release, threshold: 1 }

        """
    }

    private static let rootDigest = Digest.sha256(Array("root".utf8)).description
    private static let log = "pkg:swift/github.com/apple/swift-log"

    @Test func aDependencysOwnStatementHasARootOfItsOwn() throws {
        let policy = try read(
            Self.dependencyRule(Self.log, "statement: commit, root: \"\(Self.rootDigest)\", binding: content")
        )
        let requirement = try #require(policy.rules(for: .dependency, path: Self.log).first?.requirements.first)
        #expect(requirement.root == Pin(Digest.sha256(Array("root".utf8))))
        #expect(requirement.binding == .content)
        #expect(policy.rules(for: .dependency, path: Self.log + "-extras").isEmpty)
        let review = try read(Self.dependencyRule("pkg:swift/**", "statement: review"))
        #expect(review.rules[0].requirements[0].root == nil)
    }

    @Test(arguments: [
        (log, "statement: commit", "needs root"),
        (log, "statement: commit, root: \"sha256:00\"", "needs root"),
        (log, "statement: commit, root: \"sha512:\(String(repeating: "0", count: 128))\"", "needs root"),
        (log, "statement: review, root: \"\(rootDigest)\"", "only a dependency's own commit statement has a root"),
        ("pkg:swift/github.com/apple/*", "statement: commit, root: \"\(rootDigest)\"", "without *"),
        ("**", "statement: commit, root: \"\(rootDigest)\"", "without *"),
    ])
    func refusesADependencysRootThatIsNoOnePackages(package: String, requirement: String, words: String) throws {
        let error = try #require(refusal(Self.dependencyRule(package, requirement)))
        #expect(error.code == .malformedPolicy)
        #expect(error.reason.contains(words), "\(error.reason)")
    }

    @Test func aReviewHasCriteriaAndMayBeATeams() throws {
        let text = Self.dependencyRule(
            "pkg:swift/**",
            "statement: review, team: tools, root: \"\(Self.rootDigest)\", criteria: safe-to-run"
        )
        let rule = try #require(
            try read(text.replacing("    require:", with: "    count: 1\n    require:")).rules.first
        )
        #expect(rule.count == 1)
        #expect(rule.requirements.first?.criteria == .safeToRun)
        #expect(rule.requirements.first?.team == TeamName("tools"))
        #expect(rule.requirements.first?.root == Pin(Digest.sha256(Array("root".utf8))))
        let plain = try #require(try read(Self.dependencyRule("pkg:swift/**", "statement: review")).rules.first)
        #expect(plain.count == nil)
        #expect(plain.requirements.first?.criteria == .safeToDeploy)
        #expect(plain.requirements.first?.team == nil)
    }

    @Test(arguments: [
        ("statement: review, team: tools", "needs root"),
        ("statement: review, team: Tools, root: \"\(rootDigest)\"", "a team has a name of a-z"),
        ("statement: review, team: -tools, root: \"\(rootDigest)\"", "a team has a name of a-z"),
        ("statement: review, team: ../tools, root: \"\(rootDigest)\"", "a team has a name of a-z"),
        ("statement: review, criteria: safe", "must be one of safe-to-run, safe-to-deploy"),
        ("statement: commit, root: \"\(rootDigest)\", criteria: safe-to-run", "only a review has criteria"),
        ("statement: commit, root: \"\(rootDigest)\", team: tools", "only a review has criteria"),
    ])
    func refusesAnotherReview(requirement: String, words: String) throws {
        let error = try #require(refusal(Self.dependencyRule(Self.log, requirement)))
        #expect(error.code == .malformedPolicy)
        #expect(error.reason.contains(words), "\(error.reason)")
    }

    @Test(arguments: ["0", "2", "-1", "1.0", "one"])
    func refusesACountThatCannotBeMet(count: String) throws {
        let text = Self.dependencyRule(Self.log, "statement: review")
        let error = try #require(refusal(text.replacing("    require:", with: "    count: \(count)\n    require:")))
        #expect(error.code == .malformedPolicy)
        #expect(error.reason.contains("count must be"), "\(error.reason)")
    }

    @Test func onlyARuleAboutDependenciesHasACount() throws {
        let error = try changed("    match: { kind: commit }\n", "    match: { kind: commit }\n    count: 1\n")
        #expect(error?.reason.contains("only a rule about dependencies has a count") == true)
    }

    @Test func nothingButADependencyHasARoot() throws {
        let error = try changed("statement: commit\n", "statement: commit\n        root: \"\(Self.rootDigest)\"\n")
        #expect(error?.reason.contains("only a dependency's own commit statement has a root") == true)
    }

    @Test func readsEveryMember() throws {
        let policy = try read(Self.example)
        #expect(policy.version == 3)
        #expect(policy.expires == Timestamp("2028-01-01T00:00:00Z"))
        #expect(policy.repository == repositoryURI)
        #expect(policy.rules.map(\.name) == ["commits", "models's", "SBOM"])
        #expect(policy.rules.map(\.kind) == [.commit, .model, .package])
        #expect(policy.rules.map(\.path.text) == ["**", "models/**", "."])
        let mlTeam = try #require(Role("ml-team"))
        #expect(
            policy.rules.flatMap(\.requirements) == [
                Policy.Requirement(statement: .commit, role: .developer, threshold: 2, binding: .content),
                Policy.Requirement(statement: .model, role: mlTeam, threshold: 1),
                Policy.Requirement(statement: .sbom, role: .developer, threshold: 1),
            ]
        )
        #expect(policy.packagePaths == ["."])
        #expect(policy.rules(for: .model, path: "models/a").count == 1)
        #expect(policy.rules(for: .model, path: "a").isEmpty)
        #expect(policy.rules(for: .release, path: "models/a").isEmpty)
    }

    @Test(arguments: [
        // Anchors, aliases, tags, merge keys.
        ("version: 3", "version: &a 3"), ("name: commits", "name: *a"), ("name: commits", "name: !!str commits"),
        ("name: commits", "name: !x commits"), ("version: 3", "!!int version: 3"), ("version: 3", "&a version: 3"),
        ("match: { kind: commit }", "match: { kind: &a commit }"), ("match: { kind: commit }", "match: { <<: *a }"),
        ("match: { kind: commit }", "match: { \"<<\": {}, kind: commit }"), ("version: 3", "<<: {}\nversion: 3"),
        ("match: { kind: commit }", "match: { kind: !!str commit }"),
        ("match: { kind: commit }", "match: &a { kind: commit }"),
        ("  - name: commits", "  - &a name: commits"), ("  - name: commits", "  - &a\n    name: commits"),
        ("  - name: SBOM", "  - *a\n  - name: SBOM"),
        // One key twice, in any spelling.
        ("version: 3", "version: 3\nversion: 4"), ("kind: commit", "kind: commit, kind: model"),
        ("version: 3", "version: 3\n\"version\": 4"), ("version: 3", "version: 3\n'version': 3"),
        // Block scalars, and text over lines.
        ("name: commits", "name: |\n      commits"), ("name: commits", "name: >-\n      commits"),
        ("name: commits", "name:\n      commits"), ("name: commits", "name: com\n      mits"),
        ("name: commits", "name: \"com\n      mits\""), ("name: commits", "name: commits\n      - more"),
        ("name: commits", "name: commits\n\n      - more"), ("version: 3", "version: 3\n - 4"),
        ("match: { kind: commit }", "match: { kind:\n      commit }"),
        // Directives and further documents.
        ("# Who", "%YAML 1.1\n---\n# Who"), ("# Who", "---\n# Who"), ("version: 3", "version: 3\n---\nversion: 4"),
        ("version: 3", "version: 3\n...\nversion: 4"), ("version: 3", "version: 3\n--- {}"),
        // Complex keys, escapes, brackets and quotes that do not close on the line.
        ("version: 3", "? version\n: 3"), ("name: commits", #"name: "\x63ommits""#),
        ("name: commits", #"name: "\u0063ommits""#), ("name: commits", #"name: "a\/b""#),
        ("name: commits", "name: \"commits"), ("name: commits", "name: 'commits"), ("name: commits", "name: [commits"),
        ("name: commits", "name: \"a\" b"), ("name: commits", "name: \"a\"#b"), ("name: commits", "name: a: b"),
        ("name: commits", "name: @a"), ("name: commits", "name: `a"), ("name: commits", "name: - a"),
        ("name: commits", "name: {a: \"b\"c}"), ("name: commits", "name: ]"),
        ("match: { kind: commit }", "match: [{ kind: commit }"),
    ])
    func refusesWhatReadersTakeInTwoWays(text: String, replacement: String) throws {
        #expect(try changed(text, replacement)?.code == .malformedPolicy)
    }

    @Test(arguments: [
        "\t", "\r", "\0", "\u{7}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}", "\u{61C}", "\u{200B}", "\u{200E}",
        "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{FEFF}", "\u{E000}",
        "\u{FFFE}", "\u{E0041}", "\u{10FFFF}",
    ])
    func refusesWhatAReviewerCannotSee(character: String) throws {
        for (text, replacement) in [
            ("# Who", "# Who\(character)"), ("commits", "com\(character)mits"), ("version: 3", "version:\(character)3"),
            ("name: 'models''s'", "name: 'mod\(character)els'"),
        ] {
            #expect(try changed(text, replacement)?.code == .malformedPolicy)
        }
        #expect(refusal(character + Self.example)?.code == .malformedPolicy)
    }

    @Test(arguments: ["é", "e\u{301}", "模型", "🔏", "\u{A0}", "ß"])
    func takesWhatAReviewerSees(character: String) throws {
        #expect(try changed("commits", "com\(character)mits") == nil)
    }

    @Test(arguments: [
        ("version: 3", "version: 0"), ("version: 3", "version: -1"), ("version: 3", "version: 0x3"),
        ("version: 3", "version: 3.0"), ("version: 3", "version: +3"), ("version: 3", "version: 03"),
        ("version: 3", "version: 1_0"), ("version: 3", "version: 9223372036854775808"), ("version: 3", "version:"),
        ("version: 3", "version: three"), ("version: 3", "version: [3]"), ("version: 3", "version: {}"),
        ("version: 3\n", ""),
        ("expires: 2028-01-01T00:00:00Z", "expires: 2028-01-01"),
        ("expires: 2028-01-01T00:00:00Z", "expires: 2028-01-01T00:00:00+00:00"),
        ("expires: 2028-01-01T00:00:00Z", "expires: 2028-02-30T00:00:00Z"), ("expires: 2028-01-01T00:00:00Z\n", ""),
        ("repository: \"https://example.com/r\"", "repository: \"\""), ("repository: \"https://example.com/r\"\n", ""),
        ("repository: \"https://example.com/r\"", "repository: r\nmore: 1"),
        ("name: commits", "name: commits\n    more: 1"), ("kind: commit", "kind: commit, more: 1"),
        ("threshold: 2", "threshold: 2\n        more: 1"), ("threshold: 2", "threshold: 0"),
        ("threshold: 2", "threshold: -1"), ("threshold: 2", "threshold: 1025"), ("        threshold: 2\n", ""),
        ("kind: commit", "kind: commits"), ("kind: commit", "kind: Commit"), ("kind: commit", "kind: [commit]"),
        ("kind: commit", "path: a"), ("kind: commit", "kind: commit, path: a"),
        ("statement: commit", "statement: model"),
        ("statement: commit", "statement: policy"), ("statement: commit", "statement: tag"),
        ("role: developer", "role: Developer"), ("        role: developer\n", ""),
        ("binding: content", "binding: none"),
        ("threshold: 1}", "threshold: 1, binding: content}"), ("name: SBOM", "name: commits"),
        ("[{statement: model, role: ml-team, threshold: 1}]", "[]"),
        ("[{statement: model, role: ml-team, threshold: 1}]", "{statement: model, role: ml-team, threshold: 1}"),
        ("[{statement: model, role: ml-team, threshold: 1}]", "[statement]"),
        ("path: models/**", "path: ../models"), ("path: models/**", "path: /models"),
        ("path: models/**", "path: models/"),
        ("path: models/**", "path: models/../**"), ("path: models/**", "path: \"\""), ("path: models/**", "path: [a]"),
        ("kind: package", "kind: package\n      path: \"*\""),
        ("kind: package", "kind: package\n      path: a*\u{301}"),
        ("kind: package", "kind: package\n      path: ../a"), ("version: 3", "version: 3\n3: 4"),
        ("version: 3", "version: 3\n[a]: 4"),
    ])
    func refusesAnotherShape(text: String, replacement: String) throws {
        #expect(try changed(text, replacement)?.code == .malformedPolicy)
    }

    @Test(arguments: [
        "", "\n", "# nothing\n", "a", "- a", "[]", "{}", "rules: []", "null",
        "version: 1\nexpires: 2028-01-01T00:00:00Z\nrepository: r\nrules: []\n",
        "version: 1\nexpires: 2028-01-01T00:00:00Z\nrepository: r\nrules:\n",
        "version: 1\nexpires: 2028-01-01T00:00:00Z\nrepository: r\n",
    ])
    func refusesAPolicyOfNothing(text: String) {
        #expect(refusal(text)?.code == .malformedPolicy)
    }

    @Test func refusesOtherEncodingsAndTooMuch() {
        let text = Array(Self.example.utf8)
        let utf16 = Self.example.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [text + [0xFF], text + [0xC0, 0x80], [0xEF, 0xBB, 0xBF] + text, [0xFF, 0xFE] + utf16, utf16] {
            #expect(throws: TrustError.self) { try PolicyReader.policy(bytes) }
        }
        let padding = String(repeating: "#\n", count: (Policy.maximumSize - text.count) / 2)
        #expect(refusal(Self.example + padding) == nil)
        #expect(refusal(Self.example + padding + "##")?.code == .malformedPolicy)
    }

    @Test func refusalSaysWhere() throws {
        let error = try #require(try changed("role: ml-team", "role: &a ml-team"))
        #expect(error.reason.contains("line 18"))
        #expect(try changed("version: 3", "version: 3\nmore: 1")?.reason.contains("policy.more") == true)
    }

    @Test func deepNestingIsRefused() {
        let brackets = "a: " + String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        let marks = String(repeating: "- ", count: 1000) + "a"
        let lines = (0..<1400).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        let both = (0..<200).map { String(repeating: " ", count: $0 * 20) + String(repeating: "- ", count: 9) + "a:" }
            .joined(separator: "\n")
        for text in [brackets, marks, lines, both] { #expect(refusal(text)?.code == .malformedPolicy) }
    }
}
