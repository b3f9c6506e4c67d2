import Foundation
import Testing

/// Where hooks are put: beside other tools, into configuration, into bare repositories.
@Suite struct HookPlacesTests {
    private let project: Project
    private let executable: String

    init() throws {
        project = try Project.signed()
        executable = try project.install()
    }

    private func install(_ options: String..., in folder: String? = nil) throws -> Project.Run {
        try project.run(executable, ["hooks", "install"] + options, in: folder)
    }

    /// A `git` before the real one on the PATH that says it is of another version.
    private func pretend(version: String) throws {
        let real = try project.run("sh", ["-c", "command -v git"]).output.trimmingCharacters(in: .newlines)
        let script = """
            #!/bin/sh
            for word; do [ "$word" = --version ] && echo "git version \(version)" && exit; done
            exec \(real) "$@"

            """
        try project.write(script, to: project.root + "/stand-in/git")
        let path = project.root + "/stand-in/git"
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        project.environment["PATH"] = project.root + "/stand-in:" + (project.environment["PATH"] ?? "")
    }

    private func configured() throws -> String {
        try project.run("git", ["config", "--local", "--get-regexp", "^hook\\."]).output
    }

    @Test(arguments: [
        (".husky/pre-commit", "echo 'hallmark hooks run post-checkout \"$@\"' >> .husky/post-checkout"),
        ("lefthook.yml", "run: hallmark hooks run pre-push {0}"),
        (".pre-commit-config.yaml", "- id: hallmark-post-rewrite"),
        ("other.txt", "git config --unset core.hooksPath"),
    ])
    func printsTheLinesForTheToolThatOwnsTheHooks(file: String, line: String) throws {
        try project.write("", to: file)
        try project.git("config", "core.hooksPath", ".husky/_")
        let run = try install()
        #expect(run.status == 1)
        #expect(run.errors.contains("where a checkout can replace it"))
        #expect(run.errors.contains(line))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/.husky/_"))
    }

    @Test func aLinkedWorkTreeUsesTheHooksOfItsRepository() throws {
        let tree = project.root + "/tree"
        try project.git("worktree", "add", "-q", "-b", "topic", tree)
        try project.expect(install(in: tree))
        #expect(FileManager.default.fileExists(atPath: project.repository + "/.git/hooks/post-rewrite"))
        #expect(try project.run(executable, ["hooks", "status"], in: tree).status == 0)
        // The hooks judge the work tree that they run in.
        try project.change("Unsigned")
        let run = try project.run("git", ["checkout", "-q", "--detach", "main"], in: tree)
        #expect(run.status != 0)
        #expect(run.text.contains("asks for a commit statement"))
        #expect(try project.run("git", ["checkout", "-q", "topic"], in: tree).status == 0)
    }

    @Test func aNewGitGetsConfigurationAndNoFiles() throws {
        try pretend(version: "2.54.0")
        try project.expect(install())
        let lines = try configured()
        #expect(lines.contains("hook.hallmark-post-checkout.command \(executable) hooks run post-checkout"))
        #expect(lines.contains("hook.hallmark-pre-push.event pre-push"))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/.git/hooks/post-checkout"))
        #expect(try project.run(executable, ["hooks", "status"]).status == 0)
        try project.git("config", "hook.hallmark-pre-push.enabled", "false")
        let status = try project.run(executable, ["hooks", "status"])
        #expect(status.status == 3)
        #expect(status.output.contains("pre-push: off, since hook.hallmark-pre-push.enabled is false"))
        try project.expect(project.run(executable, ["hooks", "uninstall"]))
        #expect(try configured() == "")
    }

    @Test func configurationStandsInNoToolsWay() throws {
        try pretend(version: "2.54.1 (Apple Git-160)")
        try project.git("config", "core.hooksPath", ".husky/_")
        try project.expect(install())
        #expect(try project.run(executable, ["hooks", "status"]).status == 0)
    }

    @Test func aHookRunsOnceAfterGitWasRenewed() throws {
        try project.expect(install())
        try pretend(version: "3.0.0")
        try project.expect(install())
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/.git/hooks/post-checkout"))
    }

    @Test(arguments: ["2.53.9", "2.39.5", "1.99.0"])
    func anOlderGitGetsFiles(version: String) throws {
        try pretend(version: version)
        try project.expect(install())
        #expect(try configured() == "")
        #expect(FileManager.default.fileExists(atPath: project.repository + "/.git/hooks/post-checkout"))
    }

    @Test func onlyABareRepositoryIsAServers() throws {
        #expect(try install("--server").status == 1)
        let server = project.root + "/server.git"
        try project.git("init", "-q", "--bare", server)
        #expect(try install(in: server).status == 1)
        try project.expect(install("--server", in: server))
        #expect(FileManager.default.fileExists(atPath: server + "/hooks/pre-receive"))
        #expect(try project.run(executable, ["hooks", "status"], in: server).status == 0)
        try project.expect(project.run(executable, ["hooks", "uninstall"], in: server))
        #expect(!FileManager.default.fileExists(atPath: server + "/hooks/pre-receive"))
        #expect(try install("--server", "--strict", in: server).status == 64)
    }

    @Test func strictIsAskedFor() throws {
        try project.expect(install())
        let hook = project.repository + "/.git/hooks/reference-transaction"
        #expect(!FileManager.default.fileExists(atPath: hook))
        try project.expect(install("--strict"))
        #expect(FileManager.default.fileExists(atPath: hook))
        try project.expect(project.run(executable, ["hooks", "uninstall"]))
        #expect(!FileManager.default.fileExists(atPath: hook))
    }
}
