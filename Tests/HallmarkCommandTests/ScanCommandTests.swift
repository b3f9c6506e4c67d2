import Foundation
import HallmarkCore
import Testing

/// `hallmark scan` and `hallmark sbom`: no key, no root and no git.
@Suite struct ScanCommandTests {
    @Test func exitCodesFollowTheGravestFile() throws {
        let project = try Project.plain()
        #expect(try project.hallmark("scan", "Models").status == 0)
        #expect(try project.hallmark("scan", "Sources").status == 3)
        #expect(try project.hallmark("scan", "no-such-folder").status == 1)
        try project.write("unread", to: "Models/a.pte")
        #expect(try project.hallmark("scan", "Models").status == 1)
        try project.write(bytes: Project.hostilePickle, to: "Models/b.pkl")
        #expect(try project.hallmark("scan", "Models").status == 2)
        #expect(try project.hallmark("scan", "--fail-on", "malicious", "Models/b.pkl").status == 2)
    }

    @Test func theReportHasItsSchema() throws {
        let project = try Project.plain()
        try project.write(bytes: Project.hostilePickle, to: "Models/b.pkl")
        let report = try project.hallmark("scan", "Models", "--format", "json").json()
        #expect(report["schema"] == "https://hallmark-swift.github.io/scan-report/v1")
        #expect(report["decision"] == "rejected")
        #expect(report["exit"] == 2)
        let files = try #require(report["files"]?.array)
        #expect(files.map { $0["path"] } == ["Models/b.pkl", "Models/tiny.safetensors"])
        #expect(files[0]["verdict"] == "malicious")
        let finding = try #require(files[0]["findings"]?.array?.first)
        #expect(finding["rule"] == "PKL001")
        #expect(finding["offset"]?.integer != nil)
        #expect(files[1]["sha256"]?.string?.count == 64)
    }

    /// The digest that evidence has can be made anew from what is shown.
    @Test func theRulesAreShownWithTheirDigest() throws {
        let project = try Project.plain()
        let rules = try project.hallmark("rules", "show", "--format", "json").json()
        #expect(rules["schema"] == "https://hallmark-swift.github.io/scan-rules/v1")
        #expect(rules["decision"] == "accepted" && rules["exit"] == 0)
        let content = try #require(rules["content"])
        let digest = Digest.sha256(JSONWriter.bytes(of: content)).hex
        #expect(rules["sha256"]?.string == digest)
        let first = try #require(content["rules"]?.array?.first { $0["id"] == "PKL001" })
        #expect(first["severity"] == "malicious")
        for member in ["summary", "advice"] { #expect(first[member]?.string?.isEmpty == false) }
        #expect(first["references"]?.array?.contains("CWE-502") == true)
        let permitted = try #require(content["imports"]?["permitted"]?.array)
        #expect(permitted.contains { $0["names"]?.array?.contains("OrderedDict") == true })
        #expect(permitted.allSatisfy { $0["reason"]?.string?.isEmpty == false })
        let text = try project.hallmark("rules", "show")
        #expect(text.status == 0)
        #expect(text.output.contains("sha256 \(digest)\n"))
        #expect(text.output.contains("PKL001 malicious: "))
        #expect(try project.hallmark("rules", "show", "--format", "sarif").status == 64)
    }

    @Test func aFolderNamedLikeAWordIsNoSubcommand() throws {
        let project = try Project.plain()
        try project.write(bytes: Project.hostilePickle, to: "rules/b.pkl")
        #expect(try project.hallmark("scan", "rules").status == 2)
    }

    @Test func aBundleIsOneModelHoweverItIsNamed() throws {
        let project = try Project.plain()
        let models = URL(filePath: #filePath).appending(path: "../../../Examples/ModelApp/Models").standardizedFileURL
            .path(percentEncoded: false)
        for arguments in [["Regressor.mlpackage"], ["Regressor.mlpackage/"], ["./Regressor.mlpackage"]] {
            let run = try project.run(Project.executable, ["scan"] + arguments, in: models)
            #expect(run.status == 0)
            #expect(run.output.contains("(coreml-package)"))
        }
    }

    @Test func hostileNamesDoNotSteerTheTerminal() throws {
        let project = try Project.plain()
        try project.write(bytes: Project.hostilePickle, to: "Models/\u{1B}[2Jclean\u{202E}.pkl")
        let run = try project.hallmark("scan", "Models")
        #expect(run.status == 2)
        #expect(!run.text.contains("\u{1B}") && !run.text.contains("\u{202E}"))
    }

    @Test func anSBOMIsTheSameEachTimeAndLeavesThePackageAlone() throws {
        let project = try Project.plain()
        let before = try project.git("status", "--porcelain", "--ignored")
        let first = try project.hallmark("sbom", "generate")
        let second = try project.hallmark("sbom", "generate", "--output", project.root + "/again.json")
        #expect(first.status == 0, "\(first.text)")
        #expect(second.output.hasPrefix("Hallmark sbom generate "))
        #expect(Array(first.output.utf8) == (try project.bytes(of: project.root + "/again.json")))
        #expect(!first.output.contains(project.root))
        #expect(try project.git("status", "--porcelain", "--ignored") == before)
        #expect(first.output.contains("machine-learning-model"))
    }

    @Test func anSBOMNeedsNoGit() throws {
        let project = try Project.plain()
        try FileManager.default.removeItem(atPath: project.repository + "/.git")
        let run = try project.hallmark("sbom", "generate", "--output", "../bom.json")
        #expect(run.status == 0, "\(run.text)")
        let check = try project.hallmark("sbom", "check", "--profile", "ntia", "../bom.json", "--format", "json")
        #expect(try check.json()["decision"] != nil)
        #expect(try project.hallmark("sbom", "generate", "--package-path", "Sources").status == 3)
    }

    @Test(arguments: [("{}", 1), ("nonsense", 1), (#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#, 3)])
    func checkRefusesWhatIsNoSBOM(text: String, status: Int32) throws {
        let project = try Project.plain()
        try project.write(text, to: "../bom.json")
        #expect(try project.hallmark("sbom", "check", "--profile", "ntia", "../bom.json").status == status)
    }
}
