import Foundation
import Testing

private let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]

/// The pre-commit framework, which runs what `.pre-commit-hooks.yaml` offers.
@Suite(.enabled(if: python != nil, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
struct PreCommitPeerTests {
    private let project: Project

    /// A project whose hooks the framework keeps.
    init() throws {
        project = try Project.signed()
        let hooks = project.root + "/hooks"
        let list = URL(filePath: #filePath).appending(path: "../../../.pre-commit-hooks.yaml").standardizedFileURL
        try project.git("init", "-q", hooks)
        try FileManager.default.copyItem(
            atPath: list.path(percentEncoded: false),
            toPath: hooks + "/.pre-commit-hooks.yaml"
        )
        try project.git("add", "-A", in: hooks)
        try project.git("commit", "-q", "-m", "Hooks", in: hooks)
        let revision = try project.git("rev-parse", "HEAD", in: hooks)
        let kinds = ["pre-commit", "pre-push", "post-checkout", "post-merge", "post-rewrite"]
        let text = """
            repos:
              - repo: \(hooks)
                rev: \(revision)
                hooks:
            \(kinds.map { "      - id: hallmark-\($0)\n" }.joined())
            """
        try project.write(text, to: ".pre-commit-config.yaml")
        let folder = URL(filePath: try project.install()).deletingLastPathComponent().path(percentEncoded: false)
        project.environment["PATH"] = folder + ":" + (project.environment["PATH"] ?? "")
        project.environment["PRE_COMMIT_HOME"] = project.root + "/pre-commit"
        try project.commit("Keep hooks by pre-commit")
        try project.expect(project.hallmark("attest"))
        let arguments = ["-m", "pre_commit", "install"] + kinds.flatMap { ["-t", $0] }
        try project.expect(project.run(try #require(python), arguments))
    }

    @Test func refusesACommitOfAHostileModel() throws {
        try project.write(bytes: Project.hostilePickle, to: "Models/evil.pkl")
        try project.git("add", "-A")
        let run = try project.run("git", ["commit", "-q", "-m", "evil"])
        #expect(run.status != 0)
        #expect(run.text.contains("PKL001"))
        try project.git("rm", "-q", "-f", "Models/evil.pkl")
        try project.change("Good")
    }

    @Test func refusesAPushOfWhatIsNotSigned() throws {
        try project.git("init", "-q", "--bare", project.root + "/remote.git")
        try project.git("remote", "add", "origin", project.root + "/remote.git")
        try project.git("push", "-q", "origin", "main")
        try project.change("Unsigned")
        #expect(try project.run("git", ["push", "-q", "origin", "main"]).status != 0)
        try project.expect(project.hallmark("attest"))
        try project.git("push", "-q", "origin", "main")
    }

    @Test func saysWhatIsWrongAfterACheckout() throws {
        try project.git("branch", "good")
        try project.change("Unsigned")
        #expect(try project.run("git", ["checkout", "-q", "good"]).status == 0)
        let run = try project.run("git", ["checkout", "-q", "main"])
        #expect(run.status != 0)
        #expect(run.text.contains("asks for a commit statement"))
    }
}
