import Foundation
import Testing

/// `hallmark checkout` and the hooks.
@Suite struct CheckoutTests {
    @Test func aRefusedRevisionChangesNothing() throws {
        let project = try Project.signed()
        try project.git("branch", "good")
        try project.write("public let evil = 1\n", to: "Sources/App/Evil.swift")
        try project.commit("Evil")
        try project.git("checkout", "-q", "good")
        let before = try project.git("rev-parse", "HEAD")
        let run = try project.hallmark("checkout", "main")
        #expect(run.status == 3)
        #expect(try project.git("rev-parse", "HEAD") == before)
        #expect(try project.git("symbolic-ref", "HEAD") == "refs/heads/good")
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/Sources/App/Evil.swift"))
    }

    @Test func anAcceptedBranchIsCheckedOutAsABranch() throws {
        let project = try Project.signed()
        try project.git("branch", "good")
        try project.commit("Further")
        let run = try project.hallmark("checkout", "good")
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.git("symbolic-ref", "HEAD") == "refs/heads/good")
        #expect(try project.git("status", "--porcelain") == "")
    }

    @Test func aTagIsCheckedOutDetached() throws {
        let project = try Project.signed()
        let id = try project.git("rev-parse", "HEAD")
        try project.git("tag", "-a", "-m", "one", "v1")
        try project.commit("Further")
        #expect(try project.hallmark("checkout", "v1").status == 0)
        #expect(try project.git("rev-parse", "HEAD") == id)
        #expect(try project.run("git", ["symbolic-ref", "-q", "HEAD"]).status == 1)
    }

    @Test(arguments: ["--help-me", "-f", "main:file"])
    func aRevisionIsNeverAnOptionOfGit(name: String) throws {
        let project = try Project.signed()
        #expect(try project.hallmark("checkout", "--", name).status == 1)
    }

    @Test func hooksAreChainedAndRestoredByteForByte() throws {
        let project = try Project.signed()
        let executable = try project.install()
        let hook = project.repository + "/.git/hooks/pre-commit"
        let earlier = "#!/bin/sh\necho earlier >> .git/ran\n# no final line feed"
        try project.write(earlier, to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try project.expect(project.run(executable, ["hooks", "install"]))
        #expect(try project.run(executable, ["hooks", "status"]).status == 0)
        // Installing again must not take our own hook for an earlier one.
        try project.expect(project.run(executable, ["hooks", "install"]))
        try project.write("more\n", to: "notes.txt")
        try project.commit("With hooks")
        #expect(FileManager.default.fileExists(atPath: project.repository + "/.git/ran"))
        try project.expect(project.run(executable, ["hooks", "uninstall"]))
        #expect(String(decoding: try project.bytes(of: hook), as: UTF8.self) == earlier)
        for name in ["post-checkout", "post-merge", "pre-push", "pre-commit.hallmark-prev"] {
            #expect(!FileManager.default.fileExists(atPath: "\(project.repository)/.git/hooks/\(name)"))
        }
        #expect(try project.run(executable, ["hooks", "status"]).status == 3)
    }

    @Test func anEarlierHookThatRefusesStillRefuses() throws {
        let project = try Project.signed()
        let executable = try project.install()
        let hook = project.repository + "/.git/hooks/pre-commit"
        try project.write("#!/bin/sh\nexit 7\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try project.expect(project.run(executable, ["hooks", "install"]))
        try project.write("more\n", to: "notes.txt")
        try project.git("add", "-A")
        #expect(try project.run("git", ["commit", "-q", "-m", "no"]).status != 0)
    }

    @Test func refusesAnExecutableInsideOfAWorkTree() throws {
        let project = try Project.signed()
        let executable = try project.install()
        let inside = project.repository + "/hallmark"
        try FileManager.default.copyItem(atPath: executable, toPath: inside)
        let run = try project.run(executable, ["hooks", "install", "--executable", inside])
        #expect(run.status == 2)
        #expect(run.errors.contains("lies in the work tree"))
        let link = project.root + "/linked"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: inside)
        #expect(try project.run(executable, ["hooks", "install", "--executable", link]).status == 2)
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/.git/hooks/pre-push"))
    }

    @Test func refusesHooksInsideOfTheWorkTree() throws {
        let project = try Project.signed()
        try project.git("config", "core.hooksPath", "hooks")
        let run = try project.run(try project.install(), ["hooks", "install"])
        #expect(run.status == 1)
        #expect(run.errors.contains("where a checkout can replace it"))
    }

    @Test func thePreCommitHookLooksAtTheIndex() throws {
        let project = try Project.signed()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        try project.write(bytes: Project.hostilePickle, to: "Models/evil model.pkl")
        try project.git("add", "-A")
        // The work tree shows something harmless by now.
        try project.write(bytes: Project.safetensors("fine"), to: "Models/evil model.pkl")
        let run = try project.run("git", ["commit", "-q", "-m", "evil"])
        #expect(run.status != 0)
        #expect(run.text.contains("PKL001"))
        #expect(try project.git("log", "--format=%s", "-1") == "Add attestations")
    }

    @Test func thePrePushHookRefusesWhatIsNotSigned() throws {
        let project = try Project.signed()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        try project.git("init", "-q", "--bare", project.root + "/remote.git")
        try project.git("remote", "add", "origin", project.root + "/remote.git")
        try project.git("push", "-q", "origin", "main")
        try project.git("push", "-q", "origin", "refs/notes/attestations", "refs/notes/attestations-blobs")
        try project.change("Unsigned")
        let run = try project.run("git", ["push", "-q", "origin", "main"])
        #expect(run.status != 0)
        #expect(run.text.contains("asks for a commit statement"))
        try project.expect(project.hallmark("attest", "commit"))
        try project.git("push", "-q", "origin", "main")
    }

    @Test func thePostCheckoutHookSaysWhatIsWrong() throws {
        let project = try Project.signed()
        try project.git("branch", "good")
        try project.change("Unsigned")
        try project.git("checkout", "-q", "good")
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        let run = try project.run("git", ["checkout", "-q", "main"])
        #expect(run.status != 0)
        #expect(run.text.contains("asks for a commit statement"))
        #expect(try project.run("git", ["checkout", "-q", "good"]).status == 0)
    }
}
