import Foundation
import Testing

/// Hostile cases of git around a checkout: what git shows, what lies in the work tree, and what hooks can be told.
@Suite struct CheckoutHostileTests {
    private let project: Project

    init() throws {
        project = try Project.signed()
    }

    private var model: String { project.repository + "/Models/tiny.safetensors" }

    /// Case 21.
    @Test func aReplacedCommitIsNotWhatIsVerifiedOrCheckedOut() throws {
        let good = try project.git("rev-parse", "HEAD")
        let evil = try project.change("Evil")
        try project.git("checkout", "-q", "--detach", good)
        try project.git("replace", good, evil)
        #expect(try project.hallmark("verify", "commit", good).status == 0)
        try project.expect(project.hallmark("checkout", good))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/changes.txt"))
        #expect(try project.hallmark("verify", "commit", evil).status == 3)
    }

    /// Case 22.
    @Test func aReplacedBlobDoesNotReachTheWorkTree() throws {
        let weights = try project.bytes(of: model)
        let blob = try project.git("rev-parse", "HEAD:Models/tiny.safetensors")
        let evil = try project.run("git", ["hash-object", "-w", "--stdin"], input: "evil").output.prefix(40)
        try project.git("branch", "good")
        try project.write(bytes: Project.safetensors("others"), to: model)
        try project.commit("Another model")
        try project.git("replace", blob, String(evil))
        try project.expect(project.hallmark("checkout", "good"))
        #expect(try project.bytes(of: model) == weights)
        try project.git("checkout", "-q", "main")
        // What plain git does with it.
        try project.git("checkout", "-q", "good")
        #expect(try project.bytes(of: model) == Array("evil".utf8))
        #expect(try project.hallmark("verify").status != 0)
    }

    /// Cases 21, 22 and 24, for whom the hooks guard.
    @Test(arguments: ["refs/replace", "info/grafts"])
    func theHooksSayWhereGitShowsOtherObjects(what: String) throws {
        try project.git("branch", "good")
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        try project.git("checkout", "-q", "good")
        let id = try project.git("rev-parse", "HEAD")
        if what == "info/grafts" {
            try project.write(id + "\n", to: ".git/info/grafts")
        } else {
            try project.git("replace", id, try project.git("commit-tree", "-m", "other", "HEAD~1^{tree}"))
        }
        let run = try project.run("git", ["checkout", "-q", "main"])
        #expect(run.status != 0)
        #expect(run.text.contains("other objects than those that were verified"))
        if what == "refs/replace" {
            try project.git("config", "core.useReplaceRefs", "false")
            #expect(try project.run("git", ["checkout", "-q", "good"]).status == 0)
        }
    }

    /// Case 25.
    @Test func aShallowCloneVerifiesItsTip() throws {
        let clone = project.root + "/clone"
        try project.git("clone", "-q", "--depth", "1", "file://" + project.repository, clone)
        try project.git("fetch", "-q", "origin", "refs/notes/attestations*:refs/notes/attestations*", in: clone)
        #expect(try project.hallmark("verify", "commit", in: clone).status == 0)
        #expect(try project.hallmark("checkout", "main", in: clone).status == 0)
    }

    /// Cases 29 to 33: conversions on the way into the work tree, where `git status` is clean.
    @Test(arguments: [
        "*.safetensors text eol=crlf", "*.safetensors ident", "*.safetensors working-tree-encoding=UTF-16LE-BOM",
    ])
    func aConversionOfAModelIsSeen(attribute: String) throws {
        try project.write(bytes: Project.safetensors("line\n$Id$\n"), to: "Models/lines.safetensors")
        try project.write(attribute + "\n", to: ".git/info/attributes")
        try project.write(bytes: Project.safetensors("line\n$Id$\n"), to: "../raw")
        let blob = try project.git("hash-object", "-w", "--no-filters", "../raw")
        try project.git("update-index", "--add", "--cacheinfo", "100644,\(blob),Models/lines.safetensors")
        try project.git("commit", "-q", "-m", "A model")
        let file = project.repository + "/Models/lines.safetensors"
        try project.write("", to: ".git/info/attributes")
        try FileManager.default.removeItem(atPath: file)
        try project.git("checkout", "-q", "--", "Models")
        try project.expect(project.hallmark("attest"))
        #expect(try project.hallmark("verify").status == 0)
        try project.write(attribute + "\n", to: ".git/info/attributes")
        try FileManager.default.removeItem(atPath: file)
        let checkout = try project.run("git", ["checkout", "-q", "--", "Models"])
        guard checkout.status == 0, try project.bytes(of: file) != Project.safetensors("line\n$Id$\n") else {
            return  // git would not convert these bytes
        }
        #expect(try project.hallmark("verify").status != 0)
    }

    /// Cases 34 and 35.
    @Test(arguments: ["--assume-unchanged", "--skip-worktree"])
    func aChangeThatGitDoesNotShowIsSeen(flag: String) throws {
        try project.git("update-index", flag, "Models/tiny.safetensors")
        try project.write(bytes: Project.safetensors("evil!!!"), to: model)
        #expect(try project.git("status", "--porcelain") == "")
        #expect(try project.hallmark("verify").status != 0)
    }

    /// Case 36.
    @Test func aChangeOfTheSameSizeAndTimeIsSeen() throws {
        #expect(try project.hallmark("verify").status == 0)
        let date = try FileManager.default.attributesOfItem(atPath: model)[.modificationDate]
        try project.write(bytes: Project.safetensors("WEIGHTS"), to: model)
        try FileManager.default.setAttributes([.modificationDate: date ?? Date()], ofItemAtPath: model)
        #expect(try project.hallmark("verify").status != 0)
    }

    /// Case 48.
    @Test func trackedHooksOfARefusedRevisionDoNotRun() throws {
        try project.git("branch", "good")
        let hook = project.repository + "/.githooks/post-checkout"
        try project.write("#!/bin/sh\ntouch '\(project.root)/ran'\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try project.commit("Evil")
        try project.git("checkout", "-q", "good")
        try project.git("config", "core.hooksPath", ".githooks")
        #expect(try project.hallmark("checkout", "main").status == 3)
        #expect(!FileManager.default.fileExists(atPath: project.root + "/ran"))
    }

    /// Cases 49 to 52: whoever goes past the hooks is not stopped by them, and verification still sees it.
    @Test(arguments: [
        ["-c", "core.hooksPath=/dev/null", "checkout", "-q", "main"], ["reset", "-q", "--hard", "main"],
    ])
    func whoGoesPastTheHooksIsSeenAfterwards(command: [String]) throws {
        try project.git("branch", "good")
        try project.change("Evil")
        try project.git("checkout", "-q", "good")
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        #expect(try project.run("git", command).status == 0)
        #expect(try project.hallmark("verify").status == 3)
    }

    /// Case 50.
    @Test func configurationOfTheEnvironmentDoesNotReachOurGit() throws {
        try project.git("branch", "good")
        try project.change("Further")
        try project.write("#!/bin/sh\ntouch '\(project.root)/ran'\n", to: project.root + "/evil-hooks/post-checkout")
        let path = project.root + "/evil-hooks/post-checkout"
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        project.environment["GIT_CONFIG_COUNT"] = "1"
        project.environment["GIT_CONFIG_KEY_0"] = "core.hooksPath"
        project.environment["GIT_CONFIG_VALUE_0"] = project.root + "/evil-hooks"
        try project.expect(project.hallmark("checkout", "good"))
        #expect(!FileManager.default.fileExists(atPath: project.root + "/ran"))
    }

    /// Case 55: a name that moves between verification and checkout, here by a hook that git runs in between.
    @Test func aBranchThatMovesMeanwhileIsNotFollowed() throws {
        try project.git("branch", "good")
        let good = try project.git("rev-parse", "HEAD")
        let evil = try project.change("Evil")
        try project.git("checkout", "-q", "--detach", "HEAD")
        let hook = project.repository + "/.git/hooks/post-checkout"
        try project.write("#!/bin/sh\ngit update-ref refs/heads/good \(evil)\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let run = try project.hallmark("checkout", "good")
        #expect(run.status == 1)
        #expect(run.errors.contains("has moved since it was verified"))
        #expect(try project.git("rev-parse", "HEAD") == good)
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/changes.txt"))
    }

    /// Case 55: HEAD itself.
    @Test func aHeadThatMovesMeanwhileIsNoSuccess() throws {
        try project.git("branch", "good")
        let evil = try project.change("Evil")
        let hook = project.repository + "/.git/hooks/post-checkout"
        try project.write("#!/bin/sh\ngit update-ref --no-deref HEAD \(evil)\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let run = try project.hallmark("checkout", "good")
        #expect(run.status == 1)
        #expect(run.errors.contains("HEAD was moved by something else"))
    }

    /// Case 56.
    @Test func aDirtyWorkTreeIsToldFromTheCommit() throws {
        try project.write(bytes: Project.safetensors("evil"), to: model)
        #expect(try project.hallmark("verify", "commit").status == 0)
        let run = try project.hallmark("verify")
        #expect(run.status != 0)
        #expect(run.output.contains("in the work tree"))
    }

    /// Case 57.
    @Test(arguments: ["LICENSE export-ignore", "changes.txt export-subst"])
    func anArchiveThatDiffersFromTheTreeIsRefused(attribute: String) throws {
        try project.write(attribute + "\n", to: ".gitattributes")
        try project.write("$Format:%H$\n", to: "changes.txt")
        try project.commit("Attributes")
        for kind in ["policy", "commit", "sbom"] { try project.expect(project.hallmark("attest", kind, "--record")) }
        try project.expect(project.hallmark("attest", "model", "Models/tiny.safetensors", "--record"))
        try project.commit("Record statements")
        let folder = project.root + "/archive"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try project.expect(project.run("sh", ["-c", "git archive HEAD | tar -xf - -C \(folder)"]))
        let run = try project.hallmark("verify", "--format", "json", in: folder)
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes().contains("other-content"))
    }
}
