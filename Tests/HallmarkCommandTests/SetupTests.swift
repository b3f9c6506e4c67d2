import Foundation
import HallmarkCore
import Testing

/// `hallmark init` and `hallmark status`.
@Suite struct SetupTests {
    @Test func asksNothingWithoutATerminal() throws {
        let project = try Project.plain()
        let run = try project.hallmark("init", "--repository-uri", Project.repositoryURI)
        #expect(run.status == 1)
        #expect(run.errors.contains("there is no terminal to ask on"))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/attestations"))
        #expect(!FileManager.default.fileExists(atPath: project.key))
    }

    @Test func namesTheNextCommand() throws {
        let project = try Project.plain()
        let run = try project.hallmark(
            "init",
            "--yes",
            "--skip",
            "hooks",
            "--repository-uri",
            Project.repositoryURI
        )
        #expect(run.status == 0)
        #expect(run.output.contains("next: git add attestations && git commit"))
        for path in ["roots/1.json", "policy.yaml", "models.lock", "keys/maintainer.pub", "README.md"] {
            #expect(FileManager.default.fileExists(atPath: "\(project.repository)/attestations/\(path)"))
        }
    }

    @Test(.enabled(if: Terminal.isThere, "needs util-linux's script"))
    func asksBeforeEachStepOnATerminal() throws {
        let project = try Project.plain()
        let command = "\(Project.executable) init --repository-uri \(Project.repositoryURI)"
        let run = try Terminal.run(command, answer: "y\nn\nn\ny\nn", project)
        #expect(run.text.contains("Make a signing key"))
        #expect(run.text.contains("root: left out"))
        #expect(FileManager.default.fileExists(atPath: project.key))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/attestations/roots"))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/attestations/policy.yaml"))
        #expect(FileManager.default.fileExists(atPath: project.repository + "/attestations/models.lock"))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/.git/hooks/pre-push"))
    }

    @Test func leavesWhatIsThereAsItIs() throws {
        let project = try Project.signed()
        let files = ["attestations/roots/1.json", "attestations/policy.yaml", project.key]
        let before = try files.map(project.bytes)
        let run = try project.hallmark(
            "init",
            "--yes",
            "--skip",
            "hooks",
            "--repository-uri",
            Project.repositoryURI
        )
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count { $0.contains("there already") } == 4)
        #expect(try files.map(project.bytes) == before)
    }

    @Test func refusesAKeyInsideOfTheRepository() throws {
        let project = try Project.plain()
        let key = project.repository + "/key"
        let run = try project.hallmark(
            "init",
            "--yes",
            "--key",
            key,
            "--repository-uri",
            Project.repositoryURI
        )
        #expect(run.status == 1)
        #expect(run.errors.contains("lies inside of the repository"))
        #expect(!FileManager.default.fileExists(atPath: key))
    }

    @Test(arguments: [
        "https://user:secret@example.com/team/app", "/srv/git/app", "not a uri", "https://EXAMPLE.com/a/b",
    ])
    func refusesAURIThatMustNotBePublished(uri: String) throws {
        let project = try Project.plain()
        let run = try project.hallmark("init", "--yes", "--repository-uri", uri)
        #expect(run.status == 1)
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/attestations"))
    }

    @Test func takesTheURIOfTheRemoteWithoutItsPassword() throws {
        let project = try Project.plain()
        try project.git("remote", "add", "origin", "https://user:secret@example.com/team/app.git")
        try project.expect(project.hallmark("init", "--yes", "--skip", "hooks"))
        let policy = String(decoding: try project.bytes(of: "attestations/policy.yaml"), as: UTF8.self)
        #expect(policy.contains("repository: \"https://example.com/team/app\""))
        #expect(!policy.contains("secret"))
    }

    @Test func statusSaysWhatIsMissingAndHowToMendIt() throws {
        let project = try Project.plain()
        try project.expect(
            project.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", Project.repositoryURI)
        )
        try project.commit("Add attestations")
        let run = try project.hallmark("status")
        #expect(run.status == 3)
        #expect(run.output.contains("root of trust: pinned"))
        #expect(run.output.contains("mend: hallmark attest policy"))
        #expect(run.output.contains("missing   post-checkout: off"))
        #expect(run.output.contains("mend: hallmark hooks install"))
    }

    @Test func statusOfASignedRepositoryIsAccepted() throws {
        let project = try Project.signed()
        let run = try project.hallmark("status", "--format", "json")
        #expect(run.status == 0, "\(run.text)")
        #expect(try run.json()["decision"] == "accepted")
        let lines = try #require(try run.json()["lines"]?.array)
        #expect(lines.contains { $0["name"] == "signing key" && $0["decision"] == "accepted" })
    }

    @Test func statusWithoutAPinIsNoSuccess() throws {
        let project = try Project.signed()
        try FileManager.default.removeItem(atPath: project.root + "/state")
        let run = try project.hallmark("status")
        #expect(run.status == 1)
        #expect(run.output.contains("hallmark trust init"))
    }

    @Test func statusTellsWhenTheListOfModelsIsOld() throws {
        let project = try Project.signed()
        try project.write(bytes: Project.safetensors("more"), to: "Models/more.safetensors")
        let old = try project.hallmark("status")
        #expect(old.output.contains("not listed: Models/more.safetensors"))
        #expect(old.output.contains("hallmark models lock"))
        try project.expect(project.hallmark("models", "lock"))
        #expect(try project.hallmark("status").output.contains("2 models, all as listed"))
    }
}
