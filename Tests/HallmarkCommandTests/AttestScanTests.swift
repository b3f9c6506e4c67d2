import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// `hallmark attest scan`: what a scan found, signed.
@Suite struct AttestScanTests {
    private func envelope(_ bytes: [UInt8]) throws -> Statement {
        try Statement(payloadOf: Envelope(json: bytes))
    }

    private func result(_ statement: Statement) throws -> TestResultPredicate {
        try #require(try statement.predicate(as: TestResultPredicate.self))
    }

    @Test func aGoodScanIsKeptWhereModelStatementsAre() throws {
        let project = try Project.signed()
        let run = try project.hallmark("attest", "scan", "Models", "--record")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("signed scan into attestations/recorded/scan-"))
        #expect(run.output.contains("decision: accepted (1 safe)"))
        let blob = try project.git("rev-parse", "HEAD:Models/tiny.safetensors")
        let note = try project.git("notes", "--ref", "attestations-blobs", "show", blob)
        let statements = try note.split(separator: "\n").map { try envelope(Array($0.utf8)) }
        let statement = try #require(statements.first { $0.predicateType == TestResultPredicate.type })
        let bytes = try project.bytes(of: "Models/tiny.safetensors")
        #expect(statement.subjects == [Subject(name: "Models/tiny.safetensors", digest: DigestSet(.sha256(bytes)))])
        let result = try result(statement)
        #expect(result.result == .passed)
        #expect(result.passedTests == ["Models/tiny.safetensors"] && result.failedTests == [])
        #expect(result.configuration.map(\.name) == ["rules"])
        // What was known then can be told from what is known now.
        let rules = try project.hallmark("rules", "show", "--format", "json").json()
        #expect(result.configuration.first?.digest?.values["sha256"] == rules["sha256"]?.string)
        // It decides nothing and stands in nobody's way.
        #expect(try project.hallmark("verify").status == 0)
    }

    @Test(arguments: [("evil.pkl", 2), ("unread.pte", 1)])
    func aBadScanIsSignedAndKeepsItsExitCode(name: String, status: Int32) throws {
        let project = try Project.signed()
        let bytes = name.hasSuffix("pkl") ? Project.hostilePickle : Array("unread".utf8)
        try project.write(bytes: bytes, to: "Models/\(name)")
        let run = try project.hallmark("attest", "scan", "Models", "--output", "s.json", "--format", "json")
        #expect(run.status == status)
        #expect(try run.json()["schema"] == "https://hallmark-swift.github.io/scan-report/v1")
        #expect(try run.json()["exit"] == .integer(Int64(status)))
        #expect(run.errors.contains("signed scan into refs/notes/attestations-blobs"))
        let statement = try envelope(project.bytes(of: "s.json"))
        #expect(statement.subjects.map(\.name) == ["Models/\(name)", "Models/tiny.safetensors"].sorted())
        #expect(try result(statement).result == .failed)
        #expect(try result(statement).failedTests == ["Models/\(name)"])
        #expect(try result(statement).warnedTests == nil)
    }

    @Test func aFileIsEnoughWithoutAPolicy() throws {
        let project = try Project.plain()
        project.environment["HALLMARK_KEY"] = project.root + "/key"
        try project.expect(project.hallmark("keys", "generate", "--output", project.root + "/key"))
        let refused = try project.hallmark("attest", "scan", "Models")
        #expect(refused.status == 3)
        #expect(refused.errors.contains("attestations/policy.yaml"))
        try project.expect(project.hallmark("attest", "scan", "Models", "--output", "s.json"))
        try project.expect(project.hallmark("attest", "scan", "Models", "--bundle", "b.json"))
        #expect(try project.hallmark("attest", "scan", "Models", "--output", "s.json").status == 1)
        // Outside of any repository, by a path of this machine that stays out of the statement.
        let folder = project.root + "/models"
        try project.write(bytes: Project.safetensors("w"), to: folder + "/w.safetensors")
        for (path, name) in [(folder, "models/w.safetensors"), (folder + "/w.safetensors", "w.safetensors")] {
            let file = "\(project.root)/\(UUID().uuidString).json"
            try project.expect(
                project.hallmark("attest", "scan", path, "--output", file, in: project.root + "/tmp")
            )
            #expect(try envelope(project.bytes(of: file)).subjects.map(\.name) == [name])
        }
    }

    @Test func everyFileOfABundleIsASubject() throws {
        let project = try Project.signed()
        let example = URL(filePath: #filePath).appending(path: "../../../Examples/ModelApp/Models/Regressor.mlpackage")
            .standardizedFileURL.path(percentEncoded: false)
        try FileManager.default.copyItem(atPath: example, toPath: project.repository + "/Models/R.mlpackage")
        try project.expect(project.hallmark("attest", "scan", "Models/R.mlpackage", "--output", "s.json"))
        let names = try envelope(project.bytes(of: "s.json")).subjects.compactMap(\.name)
        #expect(names.count == 3)
        #expect(names.allSatisfy { $0.hasPrefix("Models/R.mlpackage/") })
        #expect(try result(envelope(project.bytes(of: "s.json"))).passedTests == ["Models/R.mlpackage"])
    }

    @Test func whatCannotBeReadHasNoSubject() throws {
        let project = try Project.signed()
        #expect(try project.hallmark("attest", "scan", "Sources").status == 3)
        let absent = try project.hallmark("attest", "scan", "no-such-folder", "--output", "s.json")
        #expect(absent.status == 1)
        #expect(absent.errors.contains("no model could be read"))
        try FileManager.default.createSymbolicLink(
            atPath: project.repository + "/Models/l.safetensors",
            withDestinationPath: "tiny.safetensors"
        )
        #expect(try project.hallmark("attest", "scan", "Models", "--output", "s.json").status == 1)
        let statement = try envelope(project.bytes(of: "s.json"))
        #expect(statement.subjects.map(\.name) == ["Models/tiny.safetensors"])
        #expect(try result(statement).failedTests == ["Models/l.safetensors"])
    }

    @Test func twoFilesOfOneNameAreRefused() throws {
        let project = try Project.signed()
        for folder in ["a", "b"] {
            let path = "\(project.root)/\(folder)/w.safetensors"
            try project.write(bytes: Project.safetensors(folder), to: path)
        }
        let run = try project.hallmark("attest", "scan", "../a/w.safetensors", "../b/w.safetensors")
        #expect(run.status == 1)
        #expect(run.errors.contains("two files would be signed under the name w.safetensors"))
        #expect(try project.hallmark("attest", "scan", "Models", "./Models").status == 0)
        #expect(try project.hallmark("attest", "scan", "").status == 64)
    }
}
