import Foundation
import HallmarkCore
import Testing

/// The filter under real git: what reaches the work tree, and what is staged.
@Suite struct FilterTests {
    private static let model = "Models/tiny.safetensors"
    private static let evil = Project.safetensors("other weights")
    private static let stub = "hallmark-refused: "

    /// A signed project with the filter, on branch main, and a branch `evil` whose model nobody vouches for.
    static func guarded(_ options: String...) throws -> Project {
        let project = try Project.signed()
        try project.git("checkout", "-q", "-b", "evil")
        try project.write(bytes: evil, to: model)
        try project.write("more\n", to: "notes.txt")
        try project.commit("Evil")
        try project.git("checkout", "-q", "main")
        try project.installFilter(options)
        return project
    }

    @Test func aModelThatIsVouchedForIsCheckedOutToTheByte() throws {
        let project = try Self.guarded("--refuse")
        let bytes = try project.bytes(of: Self.model)
        try FileManager.default.removeItem(atPath: "\(project.repository)/\(Self.model)")
        try project.git("checkout", "--", Self.model)
        #expect(try project.bytes(of: Self.model) == bytes)
        #expect(try project.git("status", "--porcelain") == "")
    }

    @Test(arguments: [
        ["checkout", "-q", "evil"], ["switch", "-q", "evil"], ["reset", "-q", "--hard", "evil"],
        ["checkout", "evil", "--", model], ["restore", "--source=evil", model], ["merge", "-q", "evil"],
        ["read-tree", "-u", "-m", "main", "evil"], ["cherry-pick", "evil"],
    ])
    func aStubStandsForAModelThatNobodyVouchesFor(command: [String]) throws {
        let project = try Self.guarded()
        let run = try project.run("git", command)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.errors.contains("\(Self.model) was refused"))
        let text = String(decoding: try project.bytes(of: Self.model), as: UTF8.self)
        #expect(text.hasPrefix(Self.stub))
        #expect(text.contains("\nblob: \(try project.git("rev-parse", "evil:\(Self.model)"))\n"))
        #expect(text.contains("content: \(Digest.sha256(Self.evil))"))
        #expect(text.contains("git checkout -- \(Self.model)"))
    }

    @Test(arguments: [
        ["checkout", "-q", "evil"], ["switch", "-q", "evil"], ["reset", "-q", "--hard", "evil"],
        ["checkout", "evil", "--", model], ["restore", "--source=evil", model], ["merge", "-q", "evil"],
        ["read-tree", "-u", "-m", "main", "evil"], ["cherry-pick", "evil"],
    ])
    func refusingFailsTheCheckout(command: [String]) throws {
        let project = try Self.guarded("--refuse")
        let run = try project.run("git", command)
        #expect(run.status != 0)
        #expect(run.errors.contains("\(Self.model) was refused"))
        #expect((try? project.bytes(of: Self.model)) != Self.evil)
    }

    @Test func newWorkTreesAndClonesGetStubs() throws {
        let project = try Self.guarded()
        try project.git("worktree", "add", "-q", project.root + "/other", "evil")
        #expect(try project.isStub(project.root + "/other/" + Self.model))
        try project.git("worktree", "add", "-q", "--detach", project.root + "/good", "main")
        #expect(try project.bytes(of: project.root + "/good/" + Self.model) == project.bytes(of: Self.model))
        // A clone gets its attributes from a template; without notes nothing is vouched for.
        let template = project.root + "/template"
        try FileManager.default.createDirectory(atPath: template + "/info", withIntermediateDirectories: true)
        let attributes = project.repository + "/.git/info/attributes"
        try FileManager.default.copyItem(atPath: attributes, toPath: template + "/info/attributes")
        let process = try project.git("config", "filter.hallmark.process")
        let options = ["-c", "filter.hallmark.process=\(process)", "-c", "filter.hallmark.required=true"]
        let clone = ["clone", "-q", "--template", template, project.repository, project.root + "/clone"]
        try project.expect(project.run("git", options + clone))
        #expect(try project.isStub(project.root + "/clone/" + Self.model))
    }

    @Test(arguments: [["commit", "-q", "-a", "-m", "all"], ["add", "-A"], ["stash", "-q"]])
    func stagingAStubStagesTheModelAsItWas(command: [String]) throws {
        let project = try Self.guarded()
        try project.git("checkout", "-q", "evil")
        try project.write("changed\n", to: "notes.txt")
        // The stub looks changed to git, so that it goes through the filter.
        try project.touch(Self.model)
        try project.expect(project.run("git", command))
        #expect(try project.git("rev-parse", ":\(Self.model)") == project.git("rev-parse", "evil~0:\(Self.model)"))
        #expect(try project.git("diff", "--name-only", "evil", "--", Self.model) == "")
    }

    @Test func aStubThatDoesNotSayItsBlobIsNotStaged() throws {
        let project = try Self.guarded()
        let tip = try project.git("rev-parse", "HEAD:\(Self.model)")
        for text in [
            "\(Self.stub)\n", "\(Self.stub)\nblob: \(String(repeating: "0", count: 40))\n", "\(Self.stub)\nblob: x\n",
        ] {
            try project.write(text, to: Self.model)
            let run = try project.run("git", ["add", Self.model])
            #expect(run.status != 0)
            #expect(run.errors.contains("is a stub and is not staged"))
            #expect(try project.git("rev-parse", ":\(Self.model)") == tip)
        }
    }

    @Test func theWayBackFromARefusedRevisionIsOpen() throws {
        let project = try Self.guarded()
        let bytes = try project.bytes(of: Self.model)
        try project.git("checkout", "-q", "evil")
        try project.touch(Self.model)
        try project.git("checkout", "-q", "main")
        #expect(try project.bytes(of: Self.model) == bytes)
    }

    @Test func aStatementThatComesLaterOpensTheModel() throws {
        let project = try Self.guarded()
        try project.git("checkout", "-q", "evil")
        try FileManager.default.createDirectory(atPath: project.root + "/desk", withIntermediateDirectories: true)
        try project.write(bytes: Self.evil, to: Self.model)
        try project.expect(project.hallmark("attest", "model", Self.model))
        try FileManager.default.removeItem(atPath: "\(project.repository)/\(Self.model)")
        try project.git("checkout", "--", Self.model)
        #expect(try project.bytes(of: Self.model) == Self.evil)
    }

    @Test(arguments: [true, false])
    func withoutAWorkingFilterNoModelIsCheckedOut(isMissing: Bool) throws {
        let project = try Self.guarded()
        let executable = project.root + "/prefix/bin/hallmark"
        if isMissing {
            try FileManager.default.removeItem(atPath: executable)
        } else {
            try project.write("#!/bin/sh\nexit 0\n", to: executable)
        }
        #expect(try project.run("git", ["checkout", "-q", "evil"]).status != 0)
        #expect((try? project.bytes(of: Self.model)) != Self.evil)
        let status = try project.run(Project.executable, ["hooks", "status"])
        #expect(status.output.contains("filter: broken") == isMissing)
    }

    @Test(arguments: ["*.safetensors -filter\n", "*.safetensors text eol=crlf\n", "* !filter ident\n", ""])
    func noAttributeOfATreeTurnsItOff(attributes: String) throws {
        let project = try Self.guarded()
        try project.git("checkout", "-q", "evil")
        try project.write(attributes, to: ".gitattributes")
        try project.write(attributes, to: "Models/.gitattributes")
        try project.commit("Attributes")
        try project.git("checkout", "-q", "main")
        try project.git("checkout", "-q", "evil")
        #expect(try project.isStub(Self.model))
    }

    @Test func endingsInAnyCaseAreModels() throws {
        let project = try Self.guarded()
        for name in ["M.SafeTensors", "M.GGUF", "deep/er/m.PKL"] { try project.write(bytes: Self.evil, to: name) }
        try project.commit("Case")
        try project.git("rm", "-q", "-r", "M.SafeTensors", "M.GGUF", "deep")
        try project.git("reset", "-q", "--hard")
        for name in ["M.SafeTensors", "M.GGUF", "deep/er/m.PKL"] { #expect(try project.isStub(name)) }
    }

    @Test func filesOfABundleAreKnownByTheStatementAboutIt() throws {
        let project = try Self.guarded()
        let example = URL(filePath: #filePath).appending(path: "../../../Examples/ModelApp/Models/Regressor.mlpackage")
            .standardizedFileURL.path(percentEncoded: false)
        let bundle = project.repository + "/Models/R.mlpackage"
        try FileManager.default.copyItem(atPath: example, toPath: bundle)
        try project.commit("Bundle")
        try project.expect(project.hallmark("attest", "model", "Models/R.mlpackage"))
        let weights = "Models/R.mlpackage/Data/com.apple.CoreML/weights/weight.bin"
        let bytes = try project.bytes(of: weights)
        try project.git("checkout", "-q", "-b", "changed")
        try project.write("changed", to: weights)
        try project.write("more", to: "Models/R.mlpackage/Data/more.txt")
        try project.commit("Changed")
        try FileManager.default.removeItem(atPath: bundle)
        try project.git("checkout", "--", "Models")
        #expect(try project.isStub(weights))
        #expect(try project.isStub("Models/R.mlpackage/Data/more.txt"))
        #expect(try !project.isStub("Models/R.mlpackage/Manifest.json"))
        try project.git("checkout", "-q", "main")
        #expect(try project.bytes(of: weights) == bytes)
    }

    @Test func aCommittedStubIsRefusedAndKeptAsItIs() throws {
        let project = try Self.guarded()
        let text = "\(Self.stub)x\nblob: \(try project.git("rev-parse", "HEAD:LICENSE"))\n"
        let blob = try project.run("git", ["hash-object", "-w", "--stdin"], input: text).output
            .trimmingCharacters(in: .newlines)
        try project.git("update-index", "--add", "--cacheinfo", "100644,\(blob),Models/x.gguf")
        try project.git("commit", "-q", "-m", "Stub")
        try project.git("checkout", "--", "Models/x.gguf")
        try project.touch("Models/x.gguf")
        try project.git("add", "Models/x.gguf")
        #expect(try project.git("rev-parse", ":Models/x.gguf") == blob)
    }

    @Test func whatIsNoModelPassesAlsoWhereNothingIsTrusted() throws {
        let project = try Self.guarded("--refuse")
        try project.write("import os\n", to: "Models/paths.pth")
        try project.commit("Path file of Python")
        try FileManager.default.removeItem(atPath: project.root + "/state")
        try FileManager.default.removeItem(atPath: project.repository + "/Models/paths.pth")
        try project.git("checkout", "--", "Models/paths.pth")
        #expect(try project.bytes(of: "Models/paths.pth") == Array("import os\n".utf8))
        try FileManager.default.removeItem(atPath: "\(project.repository)/\(Self.model)")
        let run = try project.run("git", ["checkout", "--", Self.model])
        #expect(run.status != 0)
        #expect(run.errors.contains("no root of trust is pinned"))
    }

    @Test func aLargeModelPassesInManyPackets() throws {
        let project = try Self.guarded("--refuse")
        let bytes = Project.safetensors(String(repeating: "weights ", count: 2_000_000))
        try project.write(bytes: bytes, to: "Models/large.safetensors")
        try project.commit("Large")
        try project.expect(project.hallmark("attest", "model", "Models/large.safetensors"))
        try FileManager.default.removeItem(atPath: project.repository + "/Models/large.safetensors")
        try project.git("checkout", "--", "Models/large.safetensors")
        #expect(try project.bytes(of: "Models/large.safetensors") == bytes)
    }

    @Test(arguments: [
        "", "zzzz", "0016git-filter-client\n000eversion=3\n0000", "0016git-filter-server\n000eversion=2\n0000",
        "\(greeting)0004", "\(greeting)0013command=smudge\n", "\(greeting)0013command=smudge\n0000",
        "\(greeting)\(request)", "\(greeting)\(request)000dc", "\(greeting)\(request)0001",
    ])
    func aConversationOfAnotherFormHandsOutNothing(input: String) throws {
        let project = try Project.signed()
        let run = try project.run(Project.executable, ["filter-process"], input: input)
        #expect((run.status == 0) == input.isEmpty)
        #expect(!run.output.contains("status=success"))
    }

    @Test func removingItLeavesOtherLinesAndEntries() throws {
        let project = try Project.signed()
        let attributes = project.repository + "/.git/info/attributes"
        let earlier = "*.txt text\n# no line feed"
        try project.write(earlier, to: attributes)
        try project.installFilter(["--refuse"])
        let once = try project.bytes(of: attributes)
        try project.installFilter([])
        #expect(try project.bytes(of: attributes) == once)
        #expect(String(decoding: once, as: UTF8.self).hasPrefix(earlier + "\n"))
        let executable = project.root + "/prefix/bin/hallmark"
        #expect(try project.run(executable, ["hooks", "status"]).output.contains("filter: on"))
        try project.write(String(decoding: once, as: UTF8.self) + "*.gguf -filter\n", to: attributes)
        #expect(try project.run(executable, ["hooks", "status"]).status == 3)
        try project.expect(project.run(executable, ["hooks", "uninstall"]))
        #expect(try project.bytes(of: attributes) == Array((earlier + "\n*.gguf -filter\n").utf8))
        #expect(try project.run("git", ["config", "--get-regexp", "hallmark"]).output == "")
    }

    @Test func gitLFSIsWrappedWhereverItIsSetUp() throws {
        let project = try Project.signed()
        try project.git("config", "--global", "filter.lfs.process", "git-lfs filter-process --skip")
        try FileManager.default.removeItem(atPath: project.repository + "/.git/info")
        try project.installFilter([])
        let command = try project.git("config", "filter.lfs.process")
        #expect(command.hasSuffix("/hallmark filter-process --lfs 'git-lfs filter-process --skip'"))
        try project.installFilter([])
        #expect(try project.git("config", "filter.lfs.process") == command)
        try project.expect(project.run(project.root + "/prefix/bin/hallmark", ["hooks", "uninstall"]))
        #expect(try project.git("config", "filter.lfs.process") == "git-lfs filter-process --skip")
    }

    @Test func refuseBelongsToTheFilter() throws {
        let project = try Project.signed()
        #expect(try project.hallmark("hooks", "install", "--refuse").status == 64)
    }

    private static let greeting =
        "0016git-filter-client\n000eversion=2\n00000015capability=clean\n0016capability=smudge\n0000"
    private static let request = "0013command=smudge\n0011pathname=a.b\n0000"
}

extension Project {
    /// Installs the filter with a copy of the program outside of any work tree, and takes the hooks away, which would
    /// speak of the same models.
    func installFilter(_ options: [String]) throws {
        let there = root + "/prefix/bin/hallmark"
        let executable = FileManager.default.fileExists(atPath: there) ? there : try install()
        try expect(run(executable, ["hooks", "install", "--filter"] + options))
        for hook in ["post-checkout", "post-merge", "pre-push", "pre-commit"] {
            try FileManager.default.removeItem(atPath: "\(repository)/.git/hooks/\(hook)")
        }
    }

    /// Whether a file is the text that stands for a refused model.
    func isStub(_ path: String) throws -> Bool {
        try bytes(of: path).starts(with: "hallmark-refused: ".utf8)
    }

    /// Gives a file another time, so that git looks at its content.
    func touch(_ path: String) throws {
        let date = Date(timeIntervalSinceNow: -1000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: "\(repository)/\(path)")
    }
}
