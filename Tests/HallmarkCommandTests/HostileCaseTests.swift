import Foundation
import HallmarkCore
import Testing

/// Cases that were accepted, lost or said wrongly once.
@Suite struct HostileCaseTests {
    @Test(arguments: [".gitignore", ".git/info/exclude"])
    func ignoreRulesHideNothingThatIsTracked(file: String) throws {
        let project = try Project.signed()
        let before = String(decoding: (try? project.bytes(of: file)) ?? [], as: UTF8.self)
        try project.write(before + "*.safetensors\nModels/\n", to: file)
        try project.commit("Ignore")
        try project.expect(project.hallmark("attest"))
        #expect(try project.hallmark("verify").status == 0)
        try project.write(bytes: Project.safetensors("weightz"), to: "Models/tiny.safetensors")
        #expect(try project.hallmark("verify").status == 2)
        #expect(try project.hallmark("models", "lock").output.contains("1 models"))
    }

    @Test(arguments: ["link", "pipe", "git"])
    func anArtifactThatNothingIsSignedAboutIsRefused(kind: String) throws {
        let project = try Project.signed()
        let dist = project.root + "/dist"
        try project.write("b", to: dist + "/app")
        try project.git("tag", "v1")
        try project.expect(project.hallmark("attest", "build", "--artifacts", dist))
        try project.expect(project.hallmark("attest", "release", "v1", "--artifacts", dist))
        #expect(try project.hallmark("verify", "release", "v1", "--artifacts", dist).status == 0)
        switch kind {
        case "link":
            try FileManager.default.createSymbolicLink(atPath: dist + "/evil", withDestinationPath: "/etc/passwd")
        case "pipe": try project.expect(project.run("mkfifo", [dist + "/evil"]))
        default: try project.write("e", to: dist + "/.git/evil")
        }
        #expect(try project.hallmark("verify", "release", "v1", "--artifacts", dist).status == 2)
        guard kind != "git" else { return }
        #expect(try project.hallmark("attest", "release", "v1", "--artifacts", dist).status == 2)
    }

    @Test func anOutputFileStaysWhatItIs() throws {
        let project = try Project.plain()
        try project.write("old", to: "../target.json")
        try FileManager.default.createSymbolicLink(
            atPath: project.root + "/link.json",
            withDestinationPath: "target.json"
        )
        try project.expect(project.hallmark("sbom", "generate", "--output", "../link.json"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: project.root + "/link.json") == "target.json")
        #expect(try project.bytes(of: "../target.json").starts(with: "{".utf8))
        try project.expect(project.run("mkfifo", [project.root + "/pipe"]))
        let run = try project.run(
            "sh",
            ["-c", "cat ../pipe > ../copy & \(Project.executable) sbom generate --output ../pipe && wait"]
        )
        #expect(run.status == 0)
        #expect(try project.bytes(of: "../copy") == project.bytes(of: "../target.json"))
        let kind = try FileManager.default.attributesOfItem(atPath: project.root + "/pipe")[.type] as? FileAttributeType
        #expect(kind != .typeRegular)
    }

    @Test func thePreCommitHookSeesAChangeOfType() throws {
        let project = try Project.signed()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        try FileManager.default.createSymbolicLink(
            atPath: project.repository + "/m.pkl",
            withDestinationPath: "LICENSE"
        )
        try project.git("add", "m.pkl")
        try project.git("commit", "-q", "--no-verify", "-m", "A link")
        try FileManager.default.removeItem(atPath: project.repository + "/m.pkl")
        try project.write(bytes: Project.hostilePickle, to: "m.pkl")
        try project.git("add", "m.pkl")
        #expect(try project.run("git", ["commit", "-q", "-m", "A pickle"]).status != 0)
    }

    @Test func thePreCommitHookTakesManyFiles() throws {
        let project = try Project.signed()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        let name = String(repeating: "n", count: 100)
        for number in 0..<25_000 {
            try Data([0x41]).write(to: URL(filePath: "\(project.repository)/\(name)-\(number).txt"))
        }
        try project.commit("Many")
    }

    @Test func checkoutChangesTheRepositoryThatItVerified() throws {
        let project = try Project.signed()
        try project.git("branch", "feature")
        try project.git("clone", "-q", project.repository, project.root + "/other")
        try project.git("branch", "feature", in: project.root + "/other")
        project.environment["GIT_DIR"] = project.root + "/other/.git"
        #expect(try project.hallmark("checkout", "feature").status == 0)
        project.environment["GIT_DIR"] = nil
        #expect(try project.git("symbolic-ref", "HEAD") == "refs/heads/feature")
        #expect(try project.git("symbolic-ref", "HEAD", in: project.root + "/other") == "refs/heads/main")
    }

    @Test func checkoutPutsNoBranchIntoTwoWorkTrees() throws {
        let project = try Project.signed()
        try project.git("branch", "feature")
        try project.git("worktree", "add", "-q", "../second", "feature")
        let run = try project.hallmark("checkout", "feature")
        #expect(run.status == 1)
        #expect(run.errors.contains("is checked out in the work tree"))
        #expect(try project.git("symbolic-ref", "HEAD") == "refs/heads/main")
    }

    @Test(arguments: [
        ["checkout", "HEAD"], ["checkout", "nosuch"], ["status"], ["status", "-C", "/nowhere"], ["scan", "nosuch"],
        ["verify", "-C", "/nowhere"], ["verify", "release", "nosuch", "--artifacts", "."],
    ])
    func jsonIsJSONWhateverHappens(arguments: [String]) throws {
        let project = try Project.signed()
        let run = try project.run(Project.executable, arguments + ["--format", "json"])
        let json = try run.json()
        #expect(json["schema"]?.string?.hasPrefix("https://hallmark-swift.github.io/") == true)
        #expect(json["decision"]?.string != nil)
        #expect(json["exit"]?.integer == Int64(run.status))
    }

    @Test func aPathThatCannotBeReadHidesNoOther() throws {
        let project = try Project.plain()
        try project.write(bytes: Project.hostilePickle, to: "mix/e.pkl")
        let run = try project.hallmark("scan", "mix", "nosuch")
        #expect(run.status == 2)
        #expect(run.output.contains("PKL001") && run.output.contains("no such file"))
        #expect(try project.hallmark("scan", "").status == 64)
    }

    @Test func anInputThatCannotBeUsedKeepsNothingElseFromBeingSigned() throws {
        let project = try Project.signed()
        try FileManager.default.createSymbolicLink(
            atPath: project.repository + "/Models/l.safetensors",
            withDestinationPath: "tiny.safetensors"
        )
        try project.commit("A link")
        let run = try project.hallmark("attest")
        #expect(run.status == 1)
        #expect(run.output.contains("signed commit"))
        #expect(run.errors.contains("left alone: "))
    }

    @Test(arguments: ["gone", "mode", "altered"])
    func aGuardThatDoesNotGuardIsNotOn(how: String) throws {
        let project = try Project.signed()
        let executable = try project.install()
        try project.expect(project.run(executable, ["hooks", "install"]))
        let hook = project.repository + "/.git/hooks/pre-commit"
        switch how {
        case "gone": try FileManager.default.removeItem(atPath: executable)
        case "mode": try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: hook)
        default: try project.edit(hook, "#!/bin/sh\n", "#!/bin/sh\nexit 0\n")
        }
        #expect(try project.hallmark("hooks", "status").status == 3)
        #expect(try project.hallmark("status").output.contains("mend: hallmark hooks install"))
        guard how == "altered" else { return }
        // The lines of somebody else are not thrown away, and no half of the guards is left.
        #expect(try project.run(executable, ["hooks", "uninstall"]).status == 1)
        #expect(FileManager.default.fileExists(atPath: project.repository + "/.git/hooks/post-checkout"))
        #expect(String(decoding: try project.bytes(of: hook), as: UTF8.self).contains("exit 0"))
    }

    @Test func hooksOfAnyKindAreKept() throws {
        let project = try Project.signed()
        let executable = try project.install()
        let folder = project.repository + "/.git/hooks"
        try FileManager.default.createSymbolicLink(atPath: folder + "/pre-commit", withDestinationPath: "/nonexistent")
        let large = [UInt8](repeating: 0xFF, count: 3 << 20)
        try project.write(bytes: large, to: folder + "/pre-push")
        try project.expect(project.run(executable, ["hooks", "install"]))
        try project.expect(project.run(executable, ["hooks", "uninstall"]))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/pre-commit") == "/nonexistent")
        #expect(try project.bytes(of: folder + "/pre-push") == large)
        try FileManager.default.createDirectory(atPath: folder + "/post-merge", withIntermediateDirectories: false)
        #expect(try project.run(executable, ["hooks", "install"]).status == 1)
        #expect(!FileManager.default.fileExists(atPath: folder + "/post-checkout"))
    }

    @Test func aLinkThroughAWorkTreeIsNotWhatHooksCall() throws {
        let project = try Project.signed()
        let executable = try project.install()
        try FileManager.default.createSymbolicLink(
            atPath: project.repository + "/through",
            withDestinationPath: executable
        )
        try FileManager.default.createSymbolicLink(
            atPath: project.root + "/called",
            withDestinationPath: project.repository + "/through"
        )
        try project.expect(project.run(executable, ["hooks", "install", "--executable", project.root + "/called"]))
        let hook = String(decoding: try project.bytes(of: ".git/hooks/pre-push"), as: UTF8.self)
        #expect(hook.contains("hallmark='\(executable)'"))
    }

    @Test func hooksThroughALinkIntoAWorkTreeAreRefused() throws {
        let project = try Project.signed()
        try FileManager.default.createSymbolicLink(atPath: project.root + "/linked", withDestinationPath: "repository")
        try project.git("config", "core.hooksPath", project.root + "/linked/.githooks")
        try FileManager.default.createDirectory(
            atPath: project.repository + "/.githooks",
            withIntermediateDirectories: false
        )
        #expect(try project.run(try project.install(), ["hooks", "install"]).status == 1)
        // Which keeps nobody from seeing the rest.
        let status = try project.hallmark("status")
        #expect(status.status == 0)
        #expect(status.output.contains("core.hooksPath names"))
    }

    @Test func notesAreKnownByWhereTheyGo() throws {
        let project = try Project.signed()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        try project.git("init", "-q", "--bare", project.root + "/remote.git")
        try project.change("Unsigned")
        try project.git("update-ref", "refs/notes/evil", "HEAD")
        let run = try project.run(
            "git",
            ["push", "-q", project.root + "/remote.git", "refs/notes/evil:refs/heads/evil"]
        )
        #expect(run.status != 0)
    }

    @Test func anArchiveInsideOfARepositoryIsNotJudgedAsThatRepository() throws {
        let project = try Project.signed()
        try project.write("vendor/\n", to: ".git/info/exclude")
        let vendored = project.repository + "/vendor/dep"
        try FileManager.default.createDirectory(atPath: vendored, withIntermediateDirectories: true)
        try project.expect(project.run("sh", ["-c", "git archive HEAD | tar -xf - -C \(vendored)"]))
        try project.write(bytes: Project.safetensors("weightz"), to: vendored + "/Models/tiny.safetensors")
        let run = try project.hallmark("verify", in: vendored)
        #expect(run.status == 1)
        #expect(run.errors.contains("has roots of trust of its own"))
        #expect(try project.hallmark("verify", in: project.repository + "/Sources").status == 0)
    }

    @Test func aNoteOverItsLimitMakesItsObjectUndecided() throws {
        let project = try Project.signed()
        let note = try project.git("notes", "--ref", "attestations", "show", "HEAD")
        try project.git("notes", "--ref", "attestations", "remove", "HEAD^{tree}")
        // Lines that are all different, since git would keep one of the same.
        try project.write(note + "\n" + (0..<5000).map { "\($0)\n" }.joined(), to: "../note")
        let blob = try project.git("hash-object", "-w", "../note")
        try project.git("notes", "--ref", "attestations", "add", "--force", "-C", blob, "HEAD")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 1)
        #expect(try run.codes() == ["unreadable-note"])
        let id = try project.git("rev-parse", "HEAD")
        #expect(run.output.contains("git notes --ref attestations remove \(id)"))
        try project.git("notes", "--ref", "attestations", "remove", id)
        try project.expect(project.hallmark("attest"))
        #expect(try project.hallmark("verify").status == 0)
    }

    @Test func aSecondInitKnowsTheRepository() throws {
        let project = try Project.signed()
        let run = try project.hallmark("init", "--yes", "--skip", "hooks")
        #expect(run.status == 0, "\(run.text)")
        let other = try project.hallmark(
            "init",
            "--yes",
            "--skip",
            "hooks",
            "--repository-uri",
            "https://example.com/o/n"
        )
        #expect(other.status == 1)
        #expect(other.errors.contains("the root of trust is about"))
    }

    @Test func aBrokenSignatureOfAKnownKeyIsCalledSo() throws {
        let project = try Project.signed()
        let note = try project.git("notes", "--ref", "attestations", "show", "HEAD")
        try project.git("notes", "--ref", "attestations", "remove", "HEAD^{tree}")
        try project.write(note.replacingOccurrences(of: "\"sig\":\"M", with: "\"sig\":\"N"), to: "../note")
        try project.git("notes", "--ref", "attestations", "add", "--force", "-F", "../note", "HEAD")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 3)
        #expect(try run.codes() == ["invalid-signature"])
    }

    @Test(arguments: ["working-tree-encoding=UTF-16", "text eol=crlf", "filter=x"])
    func thePreCommitHookReadsBlobsAndNoConversions(attribute: String) throws {
        let project = try Project.signed()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        try project.git("config", "filter.x.smudge", "echo hello")
        try project.git("config", "filter.x.clean", "cat")
        try project.write(bytes: Project.hostilePickle, to: "../e.dat")
        let blob = try project.git("hash-object", "-w", "--no-filters", "../e.dat")
        try project.write("e.dat \(attribute)\n", to: ".gitattributes")
        try project.git("add", ".gitattributes")
        try project.git("update-index", "--add", "--cacheinfo", "100644,\(blob),e.dat")
        let run = try project.run("git", ["commit", "-q", "-m", "evil"])
        #expect(run.status != 0)
        #expect(run.text.contains("PKL001"))
    }

    @Test func thePreCommitHookFollowsAPointerToItsObject() throws {
        let project = try Project.signed()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        for (name, bytes) in [("good.safetensors", Project.safetensors("lfs")), ("evil.pkl", Project.hostilePickle)] {
            let hex = Digest.sha256(bytes).hex
            try project.write(
                bytes: bytes,
                to: ".git/lfs/objects/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
            )
            try project.write(
                "version https://git-lfs.github.com/spec/v1\noid sha256:\(hex)\nsize \(bytes.count)\n",
                to: name
            )
        }
        try project.git("add", "good.safetensors")
        try project.git("commit", "-q", "-m", "good")
        try project.git("add", "evil.pkl")
        #expect(try project.run("git", ["commit", "-q", "-m", "evil"]).status != 0)
    }

    @Test func aResultThatCannotBeWrittenIsNoSuccess() throws {
        let project = try Project.signed()
        for command in ["verify", "verify --format json", "scan Models", "sbom generate"] {
            let script = "trap '' XFSZ; ulimit -f 0; exec \(Project.executable) \(command) > out"
            #expect(try project.run("bash", ["-c", script]).status == 1, "\(command)")
        }
    }

    @Test func aFullIdIsNeverABranch() throws {
        let project = try Project.signed()
        let id = try project.git("rev-parse", "HEAD")
        try project.commit("Two")
        try project.expect(project.hallmark("attest"))
        try project.git("update-ref", "refs/heads/\(id)", "HEAD")
        #expect(try project.hallmark("checkout", id).status == 0)
        #expect(try project.git("rev-parse", "HEAD") == id)
    }

    @Test(arguments: ["", "[]", "null", #"{"bomFormat":"CycloneDX","specVersion":"9"}"#])
    func checkGivesJSONAlsoOnWhatIsNone(text: String) throws {
        let project = try Project.plain()
        try project.write(text, to: "../bom.json")
        let run = try project.hallmark("sbom", "check", "--profile", "ntia", "../bom.json", "--format", "json")
        #expect(run.status == 1)
        #expect(try run.json()["exit"] == 1)
    }
}
