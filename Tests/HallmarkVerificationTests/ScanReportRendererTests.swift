import HallmarkCore
import HallmarkModelScan
import HallmarkReport
import Testing

struct ScanReportRendererTests {
    private static let bad = FindingRule("TST001", .malicious, "Runs code.", advice: "Do not load it.")
    private static let odd = FindingRule("TST002", .suspicious, "Is odd.", advice: "Ask its author.")
    private static let seen = FindingRule("TST003", .note, "Is there.", advice: "Nothing.")

    private func file(_ path: String, _ verdict: ModelVerdict, _ findings: [Finding] = []) -> FileReport {
        FileReport(path: path, format: .pickle, sha256: digest(path), verdict: verdict, findings: findings)
    }

    private func renderer(_ files: FileReport..., threshold: ScanReport.Threshold = .suspicious) -> ScanReportRenderer {
        ScanReportRenderer(ScanReport(files: files), failingOn: threshold)
    }

    @Test func textHasTheGravestFindingFirst() {
        let findings = [
            Finding(Self.seen, "a pickle"), Finding(Self.odd, "odd"), Finding(Self.bad, "runs os.system", offset: 7),
            Finding(Self.bad, "runs it again", offset: 9),
        ]
        #expect(
            renderer(file("m.pkl", .malicious, findings), file("a.pkl", .safe)).text == """
                safe        a.pkl (pickle)
                malicious   m.pkl (pickle)
                    TST001 malicious: runs os.system at byte 7
                      to do: Do not load it.
                    TST001 malicious: runs it again at byte 9
                    TST002 suspicious: odd
                      to do: Ask its author.
                    TST003 note: a pickle
                decision: rejected (1 safe, 1 malicious)

                """
        )
    }

    @Test func textShowsWhatLiesInWhat() {
        let findings = [
            Finding(Self.odd, "odd"),
            Finding(Self.bad, "x.zip: a.pkl: runs os.system", offset: 7, members: ["x.zip", "a.pkl"]),
            Finding(Self.odd, "x.zip: a.pkl: odd", members: ["x.zip", "a.pkl"]),
            Finding(Self.odd, "x.zip: b.pkl: odd", members: ["x.zip", "b.pkl"]),
        ]
        let contents = [
            Inspection.Content(members: ["x.zip"], format: FormatName(rawValue: "zip")),
            Inspection.Content(members: ["x.zip", "a.pkl"], format: .pickle),
        ]
        let report = FileReport(
            path: "m.zip",
            format: FormatName(rawValue: "zip"),
            sha256: digest("m"),
            verdict: .malicious,
            findings: findings,
            contents: contents
        )
        #expect(
            renderer(report).text == """
                malicious   m.zip (zip)
                    in x.zip (zip)
                      in a.pkl (pickle)
                        TST001 malicious: runs os.system at byte 7
                          to do: Do not load it.
                        TST002 suspicious: odd
                          to do: Ask its author.
                      in b.pkl
                        TST002 suspicious: odd
                    TST002 suspicious: odd
                decision: rejected (1 malicious)

                """
        )
        let file = renderer(report).json["files"]?.array?.first
        #expect(file?["contents"]?.array?.last == ["members": ["x.zip", "a.pkl"], "format": "pickle"])
        #expect(file?["findings"]?.array?[1]["members"] == ["x.zip", "a.pkl"])
    }

    @Test func aLongReportEndsWithItsWorst() {
        let safe = (0..<30).map { file("safe\($0).pkl", .safe) }
        let odd = (0..<12).map { file("odd\($0).pkl", .suspicious, [Finding(Self.odd, "odd")]) }
        let bad = file("z.pkl", .malicious, [Finding(Self.seen, "a pickle"), Finding(Self.bad, "runs os.system")])
        let text = ScanReportRenderer(ScanReport(files: safe + odd + [bad])).text
        let summary = text.split(separator: "\n").drop { $0 != "not safe:" }
        #expect(summary.count == 13)
        #expect(summary.dropFirst().first == "  malicious   z.pkl: runs os.system")
        #expect(summary.dropLast().last == "  and 3 more")
        #expect(summary.last == "decision: rejected (30 safe, 12 suspicious, 1 malicious)")
        #expect(!ScanReportRenderer(ScanReport(files: safe)).text.contains("not safe:"))
    }

    @Test func sarifDescribesItsRules() throws {
        let rule = FindingRule(
            "TST004",
            .unknown,
            "Is large.",
            advice: "Ask.",
            references: ["APPNOTE 4.3", "CWE-22", "CVE-2025-1"]
        )
        let finding = Finding(rule, "a.pkl: large", offset: 9, members: ["a.pkl"])
        let log = renderer(file("m.zip", .unknown, [finding])).sarif["runs"]?.array?.first
        let shown = try #require(log?["tool"]?["driver"]?["rules"]?.array?.first)
        #expect(shown["helpUri"] == "https://cwe.mitre.org/data/definitions/22.html")
        #expect(shown["defaultConfiguration"] == ["level": "warning"])
        #expect(shown["properties"] == ["tags": ["security", "APPNOTE 4.3", "CWE-22", "CVE-2025-1"]])
        let result = try #require(log?["results"]?.array?.first)
        #expect(result["properties"]?["members"] == ["a.pkl"])
        let region = result["locations"]?.array?.first?["physicalLocation"]?["region"]
        #expect(region?["byteOffset"] == 9)
    }

    @Test func jsonHasTheContractsMembers() {
        let report = FileReport(
            path: "m.mlpackage",
            format: .coreML,
            sha256: digest("m"),
            verdict: .suspicious,
            findings: [Finding(Self.odd, "odd", offset: 7), Finding(Self.seen, "there", offset: .max)],
            members: [FileReport.Member(path: "Manifest.json", sha256: digest("x"))]
        )
        let none = FileReport(path: "README", format: nil, sha256: nil, verdict: .notAModel)
        #expect(
            renderer(report, none).json == [
                "schema": "https://hallmark-swift.github.io/scan-report/v1", "decision": "rejected", "exit": 2,
                "files": [
                    ["path": "README", "format": .null, "sha256": .null, "verdict": "not-a-model", "findings": []],
                    [
                        "path": "m.mlpackage", "format": .string(FormatName.coreML.rawValue),
                        "sha256": .string(digest("m").hex), "verdict": "suspicious",
                        "findings": [
                            ["rule": "TST002", "severity": "suspicious", "message": "odd", "offset": 7],
                            ["rule": "TST003", "severity": "note", "message": "there", "offset": .null],
                        ], "members": [["path": "Manifest.json", "sha256": .string(digest("x").hex)]],
                    ],
                ],
            ]
        )
    }

    @Test(
        arguments: [
            (.safe, .suspicious, 0), (.suspicious, .suspicious, 2), (.suspicious, .malicious, 0),
            (.malicious, .malicious, 2),
            (.unknown, .suspicious, 1), (.unknown, .malicious, 1), (.notAModel, .suspicious, 3),
        ] as [(ModelVerdict, ScanReport.Threshold, Int64)]
    )
    func classesHaveTheirExitCodes(verdict: ModelVerdict, threshold: ScanReport.Threshold, exit: Int64) {
        let renderer = renderer(file("m", verdict), threshold: threshold)
        #expect(renderer.json["exit"]?.integer == exit)
        let decision = renderer.json["decision"]?.string ?? ""
        #expect(renderer.text.contains("\ndecision: \(decision) ("))
    }

    @Test func nothingScannedIsMissing() {
        #expect(renderer().text == "decision: missing (no model file was found)\n")
        #expect(renderer().json["exit"]?.integer == 3)
    }

    @Test func hostileTextReachesNoTerminal() {
        let name = "a\(unprintable)\ndecision: accepted"
        let text = renderer(file(name, .malicious, [Finding(Self.bad, name)])).text
        #expect(isPrintable(text))
        #expect(text.split(separator: "\n").count == 4)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("decision:") }.count == 1)
        let json = renderer(file(name, .malicious, [Finding(Self.bad, name)])).json
        #expect(json["files"]?.array?[0]["path"]?.string?.utf8.elementsEqual(name.utf8) == true)
    }
}
