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
                ], "remarks": ["rollback was not checked"],
            ]
        )
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
