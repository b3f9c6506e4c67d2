import Foundation
import HallmarkCore
import HallmarkReport
import HallmarkVerification
import Testing

/// What a terminal would obey, or a reader not see.
let unprintable = "\u{1B}[2K\u{7}\r\n\u{7F}\u{9B}\u{202E}\u{2066}\u{200B}\u{FEFF}\u{2028}"

/// Whether text has nothing that a terminal would obey but line feeds.
func isPrintable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control: scalar == "\n"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: true
        }
    }
}

struct VerdictReportTests {
    private static let verdict = Verdict(
        lines: [
            Verdict.Line(kind: "root", name: "version 1", decision: .accepted, signers: ["alice", "bob"]),
            Verdict.Line(
                kind: "model",
                name: "m.gguf",
                decision: .rejected,
                reasons: [
                    Reason("changed", "model file m.gguf was changed", expected: "a", found: "b", mend: "git checkout"),
                    Reason("note", "and more"),
                ]
            ),
        ],
        remarks: ["rollback was not checked"]
    )

    @Test func textHasALineAnArtifactItsReasonsAndTheDecision() {
        #expect(
            VerdictReport(Self.verdict).text == """
                accepted  root version 1 (signed by alice, bob)
                rejected  model m.gguf
                          model file m.gguf was changed [changed]
                            expected: a
                            found:    b
                            mend:     git checkout
                          and more [note]
                note: rollback was not checked
                decision: rejected

                """
        )
    }

    @Test func jsonHasTheContractsMembers() {
        #expect(
            VerdictReport(Self.verdict).json == [
                "schema": "https://hallmark-swift.github.io/verdict/v1", "decision": "rejected", "exit": 2,
                "artifacts": [
                    [
                        "kind": "root", "name": "version 1", "decision": "accepted", "signers": ["alice", "bob"],
                        "reasons": [],
                    ],
                    [
                        "kind": "model", "name": "m.gguf", "decision": "rejected", "signers": [],
                        "reasons": [
                            [
                                "code": "changed", "message": "model file m.gguf was changed", "expected": "a",
                                "found": "b", "mend": "git checkout",
                            ], ["code": "note", "message": "and more"],
                        ],
                    ],
                ], "observed": 0, "excepted": 0, "notApplicable": [], "remarks": ["rollback was not checked"],
            ]
        )
    }

    private static let softened = Verdict(
        lines: [
            Verdict.Line(
                kind: "model",
                name: "m n.gguf",
                decision: .accepted,
                rules: [
                    RuleOutcome(
                        rule: "scans",
                        statement: "scan",
                        word: .observed,
                        until: Timestamp(seconds: 1_800_000_000),
                        signers: [],
                        reasons: [Reason("no-statement", "there is none", mend: "hallmark attest scan")]
                    )
                ],
                reasons: [Reason("no-statement", "there is none", mend: "hallmark attest scan")]
            )
        ],
        notApplicable: ["releases"]
    )

    @Test func whatIsNotEnforcedIsSaidAndCountedApart() {
        #expect(
            VerdictReport(Self.softened).text == """
                accepted  model m n.gguf
                          NOT ENFORCED until 2027-01-15T08:00:00Z (rule "scans")
                          there is none [no-statement]
                            mend:     hallmark attest scan
                decision: accepted (1 not enforced)

                """
        )
        let json = VerdictReport(Self.softened).json
        #expect(json["observed"] == 1)
        #expect(json["exit"] == 0)
        #expect(json["notApplicable"] == ["releases"])
        let rule = json["artifacts"]?.array?.first?["rules"]?.array?.first
        #expect(rule?["outcome"] == "observed")
        #expect(rule?["until"] == "2027-01-15T08:00:00Z")
    }

    @Test func aTerminalGetsColours() {
        #expect(VerdictReport(Self.verdict).text(isColoured: true).contains("\u{1B}[31mrejected \u{1B}[0m model"))
        #expect(!VerdictReport(Self.verdict).text.contains("\u{1B}"))
    }

    @Test func sarifNamesRulePlaceAndLevel() throws {
        let run = try #require(VerdictReport(Self.verdict).sarif["runs"]?.array?.first)
        let results = try #require(run["results"]?.array)
        #expect(results.map { $0["ruleId"]?.string } == ["changed", "note"])
        #expect(results[0]["level"] == "error")
        let place = results[0]["locations"]?.array?.first?["physicalLocation"]?["artifactLocation"]?["uri"]
        #expect(place == "m.gguf")
        #expect(run["invocations"]?.array?.first?["exitCode"] == 2)
        #expect(run["tool"]?["driver"]?["rules"]?.array?.compactMap { $0["id"]?.string } == ["changed", "note"])
        let soft = try #require(VerdictReport(Self.softened).sarif["runs"]?.array?.first?["results"]?.array?.first)
        #expect(soft["level"] == "note")
        let uri = soft["locations"]?.array?.first?["physicalLocation"]?["artifactLocation"]?["uri"]
        #expect(uri == "m%20n.gguf")
    }

    @Test(arguments: Decision.allCases)
    func everyDecisionHasItsExitCode(decision: Decision) {
        let report = VerdictReport(Verdict(lines: [Verdict.Line(kind: "k", name: "n", decision: decision)]))
        #expect(report.json["decision"]?.string == decision.rawValue)
        #expect(report.json["exit"]?.integer == Int64(decision.exitCode))
        #expect(report.text.hasSuffix("\ndecision: \(decision.rawValue)\n"))
    }

    @Test func emptyVerdictIsMissing() {
        let report = VerdictReport(Verdict(lines: []))
        #expect(report.text == "decision: missing\n")
        #expect(report.json["exit"]?.integer == 3)
        #expect(report.json["artifacts"] == [])
    }

    @Test func hostileTextReachesNoTerminal() {
        let name = "a\(unprintable)\ndecision: accepted"
        let verdict = Verdict(
            lines: [
                Verdict.Line(
                    kind: name,
                    name: name,
                    decision: .rejected,
                    signers: [name],
                    reasons: [Reason(name, name, expected: name, found: name, mend: name)]
                )
            ],
            remarks: [name]
        )
        let text = VerdictReport(verdict).text
        #expect(isPrintable(text))
        #expect(text.contains("\\u{1b}[2K"))
        #expect(text.contains("\\u{202e}"))
        #expect(text.split(separator: "\n").count == 7)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("decision:") } == ["decision: rejected"])
    }

    @Test func jsonIsReadAlikeByOthersAndKeepsNamesExactly() throws {
        let name = "a\"\\\(unprintable)\0\(decomposed)"
        let json = VerdictReport(Verdict(lines: [Verdict.Line(kind: "model", name: name, decision: .missing)])).json
        for layout in [JSONWriter.Layout.compact, .indented] {
            let bytes = JSONWriter.bytes(of: json, layout: layout)
            #expect(!bytes.contains { $0 < 0x20 && $0 != UInt8(ascii: "\n") })
            let again = try JSONParser.parse(bytes)
            #expect(again == json)
            let mine = try #require(again["artifacts"]?.array?[0]["name"]?.string)
            #expect(mine.utf8.elementsEqual(name.utf8))
            let foreign = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
            let artifacts = try #require(foreign["artifacts"] as? [[String: Any]])
            #expect(try #require(artifacts[0]["name"] as? String).unicodeScalars.elementsEqual(name.unicodeScalars))
        }
    }
}
