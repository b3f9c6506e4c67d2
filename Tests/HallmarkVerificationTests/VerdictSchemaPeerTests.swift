import Foundation
import HallmarkCore
import HallmarkReport
import HallmarkVerification
import Testing

/// A Python with jsonschema, named by `Scripts/test --peers`.
private let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]

/// What verdicts say in JSON, held against the schema that the documentation publishes.
@Suite(.enabled(if: python != nil, "HALLMARK_PEERS names no Python with jsonschema"))
struct VerdictSchemaPeerTests {
    private static let schema = URL(filePath: #filePath).appending(
        path: "../../../Sources/HallmarkReport/HallmarkReport.docc/Resources/verdict-v1.schema.json"
    ).standardizedFileURL.path(percentEncoded: false)

    private static let validator = """
        import json, pathlib, sys
        from jsonschema import Draft202012Validator
        schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
        Draft202012Validator.check_schema(schema)
        errors = list(Draft202012Validator(schema).iter_errors(json.loads(pathlib.Path(sys.argv[2]).read_text())))
        for error in errors: print(error.json_path, error.message[:200])
        sys.exit(2 if errors else 0)
        """

    private func status(_ json: JSONValue) throws -> Int32 {
        let file = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString).json")
        try Data(JSONWriter.bytes(of: json)).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: try #require(python))
        process.arguments = ["-c", Self.validator, Self.schema, file.path(percentEncoded: false)]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static let reason = Reason(
        "no-statement",
        "there is none",
        expected: "a",
        found: "b",
        mend: "hallmark attest"
    )

    private static func line(_ word: RuleOutcome.Word) -> Verdict.Line {
        let outcome = RuleOutcome(
            rule: "rule",
            statement: "model",
            word: word,
            until: [.observed, .excepted].contains(word) ? future : nil,
            signers: ["ada"],
            reasons: [reason]
        )
        return Verdict.Line(
            kind: "model",
            name: "m",
            decision: .missing,
            signers: ["ada"],
            rules: [outcome],
            reasons: [reason]
        ).placed("in the work tree")
    }

    @Test func everyVerdictIsOfTheSchema() throws {
        let lines =
            RuleOutcome.Word.allCases.map(Self.line) + [Verdict.Line(kind: "root", name: "r", decision: .accepted)]
        let verdict = Verdict(lines: lines, remarks: ["remark"], notApplicable: ["releases"])
        #expect(try status(VerdictReport(verdict).json) == 0)
        for decision in Decision.allCases {
            let lines = [Verdict.Line(kind: "root", name: "r", decision: decision)]
            #expect(try status(VerdictReport(Verdict(lines: lines)).json) == 0)
        }
        #expect(try status(VerdictReport(Verdict(lines: [])).json) == 0)
    }

    @Test func whatIsNoVerdictIsNotOfTheSchema() throws {
        var members = try #require(VerdictReport(Verdict(lines: [])).json.object)
        members["more"] = 1
        #expect(try status(.object(members)) == 2)
        members["more"] = nil
        members["decision"] = "fine"
        #expect(try status(.object(members)) == 2)
    }
}
