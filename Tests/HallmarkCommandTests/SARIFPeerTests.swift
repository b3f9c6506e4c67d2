import Foundation
import HallmarkCore
import Testing

/// The Python that `Scripts/test --peers` names.
private let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]

/// What the command writes as SARIF, read by classes that were made from the schema of OASIS (2.1.0): they refuse members
/// that it does not know and words that it does not list.
@Suite(.enabled(if: python != nil, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
struct SARIFPeerTests {
    private static let reader = """
        import pathlib, sys
        from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log
        log = Log.model_validate_json(pathlib.Path(sys.argv[1]).read_text())
        print(*(result.ruleId for result in log.runs[0].results))
        """

    /// The rules of the results, or `nil` where the schema is not met.
    private func rules(_ text: String, in project: Project) throws -> [String]? {
        let file = project.root + "/log.sarif"
        try project.write(text, to: file)
        let run = try project.run(try #require(python), ["-c", Self.reader, file])
        return run.status == 0 ? run.output.split(whereSeparator: \.isWhitespace).map(String.init) : nil
    }

    @Test func everyLogIsOfTheSchema() throws {
        let project = try Project.signed()
        let accepted = try project.hallmark("verify", "--format", "sarif")
        #expect(accepted.status == 0)
        #expect(try rules(accepted.output, in: project) == [])

        try project.write(bytes: Project.safetensors("more"), to: "Models/a b:%\u{E9}\u{1B}.safetensors")
        try project.write(bytes: Project.safetensors("other"), to: "Models/tiny.safetensors")
        let refused = try project.hallmark("verify", "--format", "sarif")
        #expect(refused.status == 2)
        #expect(try rules(refused.output, in: project) == ["no-statement", "changed"])

        try project.write(bytes: Project.hostilePickle, to: "Models/hostile.pkl")
        let scan = try project.hallmark("scan", ".", "--format", "sarif")
        #expect(scan.status == 2)
        #expect(try #require(try rules(scan.output, in: project)).contains("PKL001"))

        // Without a root of trust nothing was decided.
        project.environment["XDG_STATE_HOME"] = project.root + "/empty"
        let undecided = try project.hallmark("verify", "--format", "sarif")
        #expect(undecided.status == 1)
        #expect(try rules(undecided.output, in: project) == ["no-pin"])
    }

    @Test func whatTheSchemaDoesNotKnowIsNotOfIt() throws {
        let project = try Project.signed()
        let text = try project.hallmark("verify", "--format", "sarif").output
        for (part, replacement) in [
            ("\"results\"", "\"findings\""), ("\"2.1.0\"", "\"2.2.0\""), ("unicodeCodePoints", "bytes"),
        ] {
            #expect(text.contains(part))
            #expect(try rules(text.replacing(part, with: replacement), in: project) == nil)
        }
    }
}
