import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

/// What a policy can say beside who has to sign what.
struct PolicyLanguageTests {
    private func text(
        head: String = "",
        rule: String = "",
        kind: String = "model",
        match: String = "",
        require: String = "{ statement: model, role: developer, threshold: 1 }"
    ) -> String {
        """
        version: 1
        expires: 2028-01-01T00:00:00Z
        repository: "\(repositoryURI)"
        \(head)
        rules:
          - name: "r"
            \(rule)
            match: { kind: \(kind)\(match) }
            require:
              - \(require)
        """
    }

    private func read(_ text: String) throws(TrustError) -> Policy { try PolicyReader.policy(Array(text.utf8)) }

    private func requirement(_ require: String, kind: String = "model") throws -> Policy.Requirement {
        try #require(read(text(kind: kind, require: require)).rules.first?.requirements.first)
    }

    @Test func readsModesWithTheirEnd() throws {
        let observed = try read(text(rule: "mode: observe\n    until: 2027-06-01T00:00:00Z")).rules[0].mode
        #expect(observed == .observe(until: try #require(Timestamp("2027-06-01T00:00:00Z"))))
        #expect(observed.observed(at: now) != nil)
        #expect(observed.observed(at: try #require(Timestamp("2027-06-01T00:00:00Z"))) == nil)
        #expect(try read(text(rule: "mode: enforce")).rules[0].mode == .enforce)
        #expect(try read(text()).rules[0].mode == .enforce)
    }

    @Test func readsWhereTheSigningBegins() throws {
        let commit = String(repeating: "0a", count: 20)
        #expect(try read(text(head: "starts_at: \"\(commit)\"")).startsAt == commit)
    }

    @Test func readsAgesAndConditions() throws {
        let scan = try requirement(
            #"{ statement: scan, role: scan, threshold: 1, age: 30d, where: ['predicate.result == "PASSED"'] }"#
        )
        #expect(scan.statement == .scan)
        #expect(scan.isByDigest)
        #expect(scan.age?.maximum == 2_592_000)
        #expect(scan.conditions.map(\.text) == [#"predicate.result == "PASSED""#])
        let other = try requirement(
            #"{ predicate: "https://example.com/eval/v1", role: scan, threshold: 1, age: 12h, time: "predicate.at" }"#
        )
        #expect(other.statement == StatementKind(predicateType: "https://example.com/eval/v1"))
        #expect(other.age?.maximum == 43_200)
    }

    @Test func readsPatternsByTheNameOfWhatTheyMatch() throws {
        let build = "{ statement: build, role: build, threshold: 1 }"
        let named = try read(text(kind: "artifact", match: ", name: \"tool*\"", require: build))
        #expect(named.rules(for: .artifact, path: "tool-linux").count == 1)
        #expect(named.rules(for: .artifact, path: "other").isEmpty)
        let release = "{ statement: release, role: release, threshold: 1 }"
        #expect(try read(text(kind: "release", match: ", tag: \"v*\"", require: release)).rules[0].path.matches("v1"))
    }

    @Test func readsFormatsOfModels() throws {
        let policy = try read(text(match: ", format: [pickle, pytorch]"))
        #expect(policy.rules(for: .model, path: "m", formats: ["pickle"]).count == 1)
        #expect(policy.rules(for: .model, path: "m", formats: ["gguf"]).isEmpty)
        #expect(policy.rules(for: .model, path: "m").isEmpty)
    }

    @Test(arguments: [
        ("mode: observe", "until"), ("until: 2027-06-01T00:00:00Z", "end of observing"), ("mode: warn", "enforce"),
        ("mode: observe\n    until: tomorrow", "until"), ("mode: enforce\n    until: 2027-06-01T00:00:00Z", "end"),
    ])
    func refusesAModeWithoutAnEnd(rule: String, word: String) {
        refuses(text(rule: rule), word)
    }

    @Test(arguments: [
        ("starts_at: HEAD", "starts_at"), ("starts_at: \"0a0a\"", "starts_at"),
        ("starts_at: \"\(String(repeating: "0A", count: 20))\"", "starts_at"),
        ("extends: []", "must"), ("summaries: { role: verifier }", "age"),
        ("summaries: { role: verifier, age: 30 }", "age"), ("summaries: { role: verifier, age: 0d }", "age"),
        ("extends: [{ file: \"../p.yaml\", sha256: \"\(digest("x").hex)\" }]", "below the root"),
        ("extends: [{ file: \"/p.yaml\", sha256: \"\(digest("x").hex)\" }]", "below the root"),
        ("extends: [{ file: \"p.yaml\", sha256: \"00\" }]", "SHA-256"),
        ("extends: [{ file: \"p.yaml\" }]", "sha256"),
        (
            "extends: [{ file: a, sha256: \"\(digest("x").hex)\" }, { file: b, sha256: \"\(digest("x").hex)\" }]",
            "twice"
        ),
        ("unknown: 1", "not a known key"),
    ])
    func refusesAHeadThatIsNone(head: String, word: String) {
        guard head != "extends: []" else {
            // A list of none is none.
            #expect(throws: Never.self) { try read(text(head: head)) }
            return
        }
        refuses(text(head: head), word)
    }

    @Test(arguments: [
        ("{ statement: scan, role: scan, threshold: 0 }", "at least 1"),
        ("{ statement: scan, role: scan, threshold: 1, age: 30 }", "days or hours"),
        ("{ statement: scan, role: scan, threshold: 1, age: -1d }", "days or hours"),
        ("{ statement: scan, role: scan, threshold: 1, age: 030d }", "days or hours"),
        ("{ statement: model, role: model, threshold: 1, age: 30d }", "says of no time"),
        ("{ statement: scan, role: scan, threshold: 1, time: \"predicate.at\" }", "no age"),
        ("{ statement: scan, role: scan, threshold: 1, age: 1d, time: \"predicate.a[*]\" }", "one value"),
        ("{ statement: scan, role: scan, threshold: 1, where: [\"predicate.result\"] }", "one of =="),
        ("{ statement: scan, role: scan, threshold: 1, where: [] }", "empty"),
        ("{ statement: scan, role: scan, threshold: 1, when: \"x\" }", "not a known key"),
        ("{ statement: scan, predicate: \"https://example.com/p\", role: scan, threshold: 1 }", "not a known key"),
        ("{ predicate: eval, role: scan, threshold: 1 }", "type URI"),
        ("{ statement: exception, role: scan, threshold: 1 }", "not exception"),
        ("{ statement: commit, role: scan, threshold: 1 }", "not commit"),
    ])
    func refusesARequirementThatIsNone(require: String, word: String) {
        refuses(text(require: require), word)
    }

    @Test(arguments: ["package", "release"])
    func whatHasNoDigestOfItsOwnHasNoStatementsByDigest(kind: String) {
        refuses(text(kind: kind, require: "{ statement: scan, role: scan, threshold: 1 }"), "not scan")
    }

    @Test func refusesAVersionThatNobodyCouldFollow() {
        refuses(text().replacing("version: 1", with: "version: \(Policy.maximumVersion + 1)"), "versions go from 1")
    }

    private func refuses(_ text: String, _ word: String) {
        do {
            _ = try read(text)
            Issue.record("the policy was read: \(text)")
        } catch {
            #expect(error.code == .malformedPolicy)
            #expect(error.reason.contains(word), "\(error.reason)")
        }
    }
}

/// One policy of several repositories.
struct SharedPolicyTests {
    private static let model = "{ statement: model, role: developer, threshold: 2 }"

    private func shared(
        _ require: String = Self.model,
        expires: String = "2028-01-01T00:00:00Z",
        repository: String = "*",
        head: String = "",
        kind: String = "model",
        mode: String = ""
    ) -> [UInt8] {
        Array(
            """
            version: 1
            expires: \(expires)
            repository: "\(repository)"
            \(head)
            rules:
              - name: models
                \(mode)
                match: { kind: \(kind) }
                require:
                  - \(require)
            """.utf8
        )
    }

    private func child(_ shared: [UInt8], head: String = "", rules: String) -> [UInt8] {
        Array(
            """
            version: 1
            expires: 2028-01-01T00:00:00Z
            repository: "\(repositoryURI)"
            extends: [{ file: "attestations/shared.yaml", sha256: "\(Digest.sha256(shared).hex)" }]
            \(head)
            rules:
            \(rules)
            """.utf8
        )
    }

    private func rule(_ name: String, _ require: String, kind: String = "model", mode: String = "") -> String {
        """
          - name: \(name)
            \(mode)
            match: { kind: \(kind) }
            require:
              - \(require)
        """
    }

    private func extended(_ shared: [UInt8], head: String = "", rules: String) throws(TrustError) -> Policy {
        let bytes = child(shared, head: head, rules: rules)
        return try PolicyReader.policy(bytes, extending: [Digest.sha256(shared): shared], at: now)
    }

    private func refusal(_ shared: [UInt8], head: String = "", rules: String) -> String? {
        do {
            _ = try extended(shared, head: head, rules: rules)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func itsRulesCountBesideOurs() throws {
        let policy = try extended(shared(), rules: rule("own", "{ statement: model, role: builder, threshold: 1 }"))
        #expect(policy.rules(for: .model, path: "m").map(\.name) == ["own", "models"])
    }

    @Test func aRuleOfItsNameMayAskForMore() throws {
        let stricter = "{ statement: model, role: developer, threshold: 3 }"
        let policy = try extended(shared(), rules: rule("models", stricter))
        #expect(policy.rules(for: .model, path: "m").flatMap(\.requirements).map(\.threshold) == [3])
    }

    @Test(arguments: [
        ("{ statement: model, role: developer, threshold: 1 }", ""),
        ("{ statement: model, role: builder, threshold: 2 }", ""),
        ("{ statement: scan, role: developer, threshold: 2 }", ""),
        (model, "mode: observe\n    until: 2028-01-01T00:00:00Z"),
    ])
    func aRuleOfItsNameMayNotAskForLess(require: String, mode: String) throws {
        let reason = try #require(refusal(shared(), rules: rule("models", require, mode: mode)))
        #expect(reason.contains("loosens it"))
    }

    @Test func agesAndConditionsMayOnlyGetStricter() throws {
        let scan = #"{ statement: scan, role: scan, threshold: 1, age: 30d, where: ['predicate.result == "PASSED"'] }"#
        let younger = scan.replacing("30d", with: "7d")
        #expect(refusal(shared(scan), rules: rule("models", younger)) == nil)
        for looser in [
            scan.replacing("30d", with: "31d"), scan.replacing(", age: 30d", with: ""),
            scan.replacing(#", where: ['predicate.result == "PASSED"']"#, with: ""),
        ] {
            #expect(refusal(shared(scan), rules: rule("models", looser))?.contains("loosens it") == true)
        }
    }

    @Test func aFurtherWayForADependencyLoosens() throws {
        let review = "{ statement: review, role: review, threshold: 1 }"
        let shared = shared(review, kind: "dependency")
        let more = review + "\n      - { statement: review, role: developer, threshold: 1 }"
        #expect(refusal(shared, rules: rule("models", more, kind: "dependency"))?.contains("loosens it") == true)
        // Under another name it is asked beside the shared one.
        let policy = try extended(shared, rules: rule("own", more, kind: "dependency"))
        #expect(policy.layers.map(\.count) == [1, 1])
    }

    @Test(arguments: [
        ("", "", true), ("", "count: 2", true), ("count: 1", "count: 2", true), ("count: 1", "count: 1", true),
        ("count: 2", "", false), ("count: 2", "count: 1", false),
        // Without a count all that we are asked for must be met, and with it one of them.
        ("", "count: 1", false), ("count: 1", "", false),
    ])
    func aCountMayOnlyGrow(shared: String, own: String, isTaken: Bool) throws {
        let both =
            "{ statement: review, role: review, threshold: 1 }\n      - { statement: review, role: developer, threshold: 1 }"
        let reason = refusal(
            self.shared(both, kind: "dependency", mode: shared),
            rules: rule("models", both, kind: "dependency", mode: own)
        )
        #expect((reason == nil) == isTaken, "\(reason ?? "taken")")
    }

    /// A summary stands in for a shared rule that asks how old its statements are.
    @Test(arguments: [
        ("", "summaries: { role: verifier, age: 7d }", false),
        ("summaries: { role: verifier, age: 7d }", "summaries: { role: verifier, age: 8d }", false),
        ("summaries: { role: verifier, age: 7d }", "summaries: { role: developer, age: 7d }", false),
        ("summaries: { role: verifier, age: 7d }", "summaries: { role: verifier, age: 7d }", true),
        ("summaries: { role: verifier, age: 7d }", "", true), ("", "", true),
    ])
    func aSummaryStandsInForNoLongerThanTheSharedPolicySays(shared: String, own: String, isTaken: Bool) throws {
        let rules = rule("own", Self.model)
        let reason = refusal(self.shared(head: shared), head: own, rules: rules)
        #expect((reason == nil) == isTaken, "\(reason ?? "taken")")
        #expect(isTaken || reason?.contains("loosens it") == true)
        guard isTaken else { return }
        #expect(try (extended(self.shared(head: shared), head: own, rules: rules).summaries == nil) == own.isEmpty)
    }

    @Test func whatIsNotTheFileThatWasSignedIsRefused() throws {
        let shared = shared()
        let bytes = child(shared, rules: rule("own", Self.model))
        #expect(throws: TrustError.self) { try PolicyReader.policy(bytes, extending: [:], at: now) }
        let other = self.shared("{ statement: model, role: developer, threshold: 1 }")
        #expect(throws: TrustError.self) {
            try PolicyReader.policy(bytes, extending: [Digest.sha256(other): other], at: now)
        }
    }

    @Test func refusesOneThatHasExpiredOrIsAboutAnotherOrExtendsAThird() throws {
        let own = rule("own", Self.model)
        #expect(refusal(shared(expires: "2027-01-01T00:00:00Z"), rules: own)?.contains("expired") == true)
        #expect(refusal(shared(repository: "https://example.com/other"), rules: own)?.contains("is about") == true)
        #expect(refusal(shared(repository: repositoryURI), rules: own) == nil)
        let further = "extends: [{ file: x, sha256: \"\(digest("x").hex)\" }]"
        #expect(refusal(shared(head: further), rules: own)?.contains("rules and summaries") == true)
        let start = "starts_at: \"\(String(repeating: "0a", count: 20))\""
        #expect(refusal(shared(head: start), rules: own)?.contains("rules and summaries") == true)
        #expect(refusal(Array("version: 1".utf8), rules: own)?.contains("cannot be read") == true)
    }
}
