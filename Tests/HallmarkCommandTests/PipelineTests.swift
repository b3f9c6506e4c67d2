import Foundation
import HallmarkCore
import Testing

/// The steps for pipelines in `Scripts/ci`, run as a pipeline runs them: in a clone of depth 1, with an empty home, and with
/// the root of trust as the documentation says.
struct PipelineTests {
    private static let package = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

    /// What a file runs of ours, a line a command.
    private static func commands(_ file: String) throws -> [String] {
        let url = package.appending(path: "Scripts/ci/\(file)")
        return String(decoding: try Data(contentsOf: url), as: UTF8.self).split(separator: "\n").compactMap { line in
            let text = line.trimmingCharacters(in: .whitespaces)
            guard !text.hasPrefix("#"), text.contains("Scripts/ci/") else { return nil }
            return text.replacing(/^- (run: )?/, with: "")
        }
    }

    private static func command(_ script: String, in file: String) throws -> String {
        try #require(commands(file).first { $0.contains("Scripts/ci/\(script)") })
    }

    private let project: Project
    private let artifacts: String

    init() throws {
        project = try Project.signed()
        artifacts = project.root + "/dist"
        for script in ["verify-pull-request", "release-gate", "attest-on-push"] {
            let source = Self.package.appending(path: "Scripts/ci/\(script)")
            try project.write(bytes: Array(try Data(contentsOf: source)), to: "Scripts/ci/\(script)")
            try project.expect(project.run("chmod", ["+x", project.repository + "/Scripts/ci/\(script)"]))
        }
        try project.commit("Add the pipeline")
        try project.expect(project.hallmark("attest"))
        try project.git("init", "-q", "--bare", project.root + "/server.git")
        try project.git("remote", "add", "origin", "file://\(project.root)/server.git")
    }

    private func pin() throws -> String {
        let shown = try project.hallmark("trust", "show")
        return try #require(shown.output.firstMatch(of: /sha256:[0-9a-f]{64}/)).output.description
    }

    private func push(_ references: String...) throws {
        for reference in references { try project.git("push", "-q", "origin", reference) }
    }

    /// Runs commands in a new clone of depth 1, as a job does.
    private func job(
        _ command: String,
        _ variables: [String: String] = [:],
        branch: String = "main"
    ) throws -> Project.Run {
        let clone = project.root + "/job-\(UUID().uuidString)"
        try project.git("clone", "-q", "--depth", "1", "--branch", branch, "file://\(project.root)/server.git", clone)
        let home = project.root + "/empty-home-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let environment = project.environment
        defer { project.environment = environment }
        project.environment["HOME"] = home
        for name in ["XDG_STATE_HOME", "XDG_CONFIG_HOME", "HALLMARK_KEY"] { project.environment[name] = nil }
        project.environment["HALLMARK"] = Project.executable
        project.environment["HALLMARK_TRUST_ROOT"] = try pin(environment)
        project.environment.merge(variables) { _, new in new }
        return try project.run("bash", ["-euo", "pipefail", "-c", command], in: clone)
    }

    private func pin(_ environment: [String: String]) throws -> String {
        let present = project.environment
        defer { project.environment = present }
        project.environment = environment
        return try pin()
    }

    @Test(arguments: ["github-actions.yml", "gitlab-ci.yml"])
    func aPullRequestIsVerified(file: String) throws {
        try push("main", "refs/notes/attestations", "refs/notes/attestations-blobs")
        let command = try Self.command("verify-pull-request", in: file)
        let run = try job(command, ["HALLMARK_SARIF": project.root + "/verdict.sarif"])
        #expect(run.status == 0, "\(run.text)")
        let sarif = try JSONParser.parse(project.bytes(of: project.root + "/verdict.sarif"))
        #expect(sarif["version"] == "2.1.0")

        try project.change("Unsigned")
        try push("main")
        #expect(try job(command).status == 3)
        #expect(try job(command, ["HALLMARK_TRUST_ROOT": "sha256:" + String(repeating: "0", count: 64)]).status == 2)
        #expect(try job(command, ["HALLMARK_TRUST_ROOT": ""]).status == 64)
    }

    @Test func aForkHandsItsStatementsOverAsFiles() throws {
        try project.change("From a fork")
        // A fork cannot push notes: nothing but the branch arrives.
        try project.expect(project.hallmark("attest", "--record"))
        try project.expect(project.hallmark("attest", "commit", "--record"))
        try project.expect(project.hallmark("attest", "policy", "--record"))
        try project.expect(project.hallmark("attest", "sbom", "--record"))
        try project.expect(project.hallmark("attest", "model", "Models/tiny.safetensors", "--record"))
        try project.commit("Record")
        try push("main")
        let run = try job(try Self.command("verify-pull-request", in: "github-actions.yml"))
        #expect(run.status == 0, "\(run.text)")
    }

    @Test(arguments: ["github-actions.yml", "gitlab-ci.yml"])
    func aReleasePassesTheGate(file: String) throws {
        try project.write("program", to: artifacts + "/app")
        try project.expect(project.hallmark("attest", "build", "--artifacts", artifacts))
        let anchor = try project.hallmark("notes", "anchor")
        try project.git("tag", "-a", "v1.0.0", "-m", "v1.0.0\n\n\(anchor.output)")
        try project.expect(project.hallmark("attest", "release", "v1.0.0", "--artifacts", artifacts))
        try push("main", "v1.0.0", "refs/notes/attestations", "refs/notes/attestations-blobs")
        let command = try Self.command("release-gate", in: file)
        let variables = ["TAG": "v1.0.0", "CI_COMMIT_TAG": "v1.0.0"]
        let run = try job("cp -r '\(artifacts)' dist && \(command)", variables, branch: "v1.0.0")
        #expect(run.status == 0, "\(run.text)")
        let changed = "cp -r '\(artifacts)' dist && echo more >> dist/app && \(command)"
        #expect(try job(changed, variables, branch: "v1.0.0").status == 2)
    }

    /// The commands of the article, with nothing of ours and of the machine but git, openssl and the usual tools.
    @Test func aStrangerChecksAReleaseWithGitAndOpenSSL() throws {
        try project.write("program", to: artifacts + "/app")
        try project.expect(project.hallmark("attest", "build", "--artifacts", artifacts))
        try project.git("tag", "v1.0.0")
        try project.expect(project.hallmark("attest", "release", "v1.0.0", "--artifacts", artifacts))
        try push("main", "v1.0.0", "refs/notes/attestations", "refs/notes/attestations-blobs")
        let article = Self.package.appending(
            path: "Sources/HallmarkVerification/HallmarkVerification.docc/CheckingWithoutHallmark.md"
        )
        let text = String(decoding: try Data(contentsOf: article), as: UTF8.self)
        let block = try #require(text.firstMatch(of: /(?s)```sh\n(.*?)```/)).output.1
        let tools = project.root + "/tools"
        try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
        for tool in ["git", "openssl", "sed", "cut", "wc", "cat", "grep", "test", "printf"] {
            let found = try project.run("which", [tool]).output.trimmingCharacters(in: .newlines)
            try FileManager.default.createSymbolicLink(atPath: "\(tools)/\(tool)", withDestinationPath: found)
        }
        let variables = ["TAG": "v1.0.0", "ARTIFACT": artifacts + "/app", "TRUST_ROOT": try pin(), "PATH": tools]
        let check = "PATH=$PATH\n\(block)"
        let run = try stranger(check, variables)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.hasSuffix("was released as v1.0.0\n"))
        try project.write("Program", to: artifacts + "/app")
        #expect(try stranger(check, variables).status != 0)
        try project.write("program", to: artifacts + "/app")
        let other = variables.merging(["TRUST_ROOT": "sha256:" + String(repeating: "0", count: 64)]) { $1 }
        #expect(try stranger(check, other).status != 0)
    }

    private func stranger(_ script: String, _ variables: [String: String]) throws -> Project.Run {
        let clone = project.root + "/stranger-\(UUID().uuidString)"
        try project.git("clone", "-q", "file://\(project.root)/server.git", clone)
        let settings = variables.map { "export \($0.key)='\($0.value)'\n" }.sorted().joined()
        return try project.run("/bin/bash", ["-eu", "-c", settings + script], in: clone)
    }
}
