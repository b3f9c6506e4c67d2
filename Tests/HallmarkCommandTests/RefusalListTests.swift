import Foundation
import Testing

/// The list at the top of a work tree that makes its stubs visible to `git status`.
@Suite struct RefusalListTests {
    private static let model = "Models/tiny.safetensors"
    private static let list = "HALLMARK-REFUSED.txt"
    private static let untracked = "?? \(list)"

    private let project: Project

    init() throws {
        project = try FilterTests.guarded()
    }

    private func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path.hasPrefix("/") ? path : "\(project.repository)/\(path)")
    }

    private func text(_ path: String = list) throws -> String {
        String(decoding: try project.bytes(of: path), as: UTF8.self)
    }

    @Test(arguments: [["checkout", "-q", "evil"], ["merge", "-q", "evil"], ["restore", "--source=evil", model]])
    func gitStatusShowsThatAModelWasRefused(command: [String]) throws {
        try project.expect(project.run("git", command))
        #expect(try project.git("status", "--porcelain").hasSuffix(Self.untracked))
        #expect(try text().contains("\n  \(Self.model): changed\n"))
        let status = try project.hallmark("status")
        #expect(status.output.contains("refused \(Self.model): a text stands for the model (changed)"))
        #expect(status.output.contains("rm \(Self.model) && git checkout -- \(Self.model)"))
    }

    @Test func theListGoesWithTheLastStub() throws {
        try project.git("checkout", "-q", "evil")
        let bytes = Project.safetensors("other weights")
        try project.write(bytes: bytes, to: Self.model)
        try project.write(bytes: Project.safetensors("third"), to: "Models/third.safetensors")
        try project.git("add", "Models/third.safetensors")
        try project.expect(project.hallmark("attest", "model", Self.model))
        for name in [Self.model, "Models/third.safetensors"] {
            try FileManager.default.removeItem(atPath: "\(project.repository)/\(name)")
            try project.git("checkout", "--", name)
        }
        // One was vouched for meanwhile, the other is refused.
        #expect(try project.bytes(of: Self.model) == bytes)
        #expect(try !text().contains(Self.model))
        #expect(try text().contains("  Models/third.safetensors: "))
        try project.git("rm", "-q", "-f", "Models/third.safetensors")
        try project.touch(Self.model)
        try project.git("checkout", "-q", "main")
        #expect(try project.git("status", "--porcelain") == "")
        #expect(!exists(".git/hallmark/refused"))
        #expect(try !project.hallmark("status").output.contains("refused Models"))
    }

    @Test func whatWritesNoFilesListsNothing() throws {
        let archive = ["archive", "--output", project.root + "/evil.tar", "evil"]
        for command in [archive, ["cat-file", "--filters", "evil:\(Self.model)"]] {
            let run = try project.run("git", command)
            #expect(run.status == 0)
            #expect(run.errors.contains("\(Self.model) was refused"))
            #expect(try project.git("status", "--porcelain") == "")
        }
        let bare = project.root + "/bare.git"
        try project.git("clone", "-q", "--mirror", project.repository, bare)
        try project.copyFilter(to: bare)
        let run = try project.run("git", archive, in: bare)
        #expect(run.status == 0 && run.errors.contains("\(Self.model) was refused"))
        #expect(!run.errors.contains(Self.list))
        #expect(!exists("\(bare)/\(Self.list)"))
    }

    @Test func aWorkTreeElsewhereHasAListOfItsOwn() throws {
        let linked = project.root + "/linked"
        try project.git("worktree", "add", "-q", linked, "evil")
        #expect(try project.git("status", "--porcelain", in: linked) == Self.untracked)
        #expect(try project.git("status", "--porcelain") == "")
        let bare = project.root + "/bare.git"
        try project.git("clone", "-q", "--mirror", project.repository, bare)
        try project.copyFilter(to: bare)
        let folder = project.root + "/elsewhere"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let git = ["--git-dir", bare, "--work-tree", folder]
        try project.expect(project.run("git", git + ["checkout", "-q", "-f", "evil"], in: project.root))
        #expect(try project.isStub("\(folder)/\(Self.model)"))
        #expect(exists("\(folder)/\(Self.list)"))
        try project.expect(project.run("git", git + ["checkout", "-q", "-f", "main"], in: project.root))
        #expect(!exists("\(folder)/\(Self.list)"))
    }

    @Test func aLinkInItsPlaceIsNotFollowed() throws {
        let victim = project.root + "/victim"
        for place in [Self.list, ".git/hallmark/refused"] {
            let before = exists(victim) ? try text(victim) : "mine\n"
            try project.write(before, to: victim)
            let path = "\(project.repository)/\(place)"
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
            let run = try project.run("git", ["checkout", "-q", "evil"])
            #expect(run.status == 0)
            #expect(run.errors.contains("\(Self.list) is not up to date"))
            #expect(try project.isStub(Self.model))
            #expect(try text(victim) == before)
            try project.git("checkout", "-q", "main")
            #expect(try text(victim) == before)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == victim)
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test func aFileOfSomebodyElseInItsPlaceStays() throws {
        try project.write("notes of mine\n", to: Self.list)
        let run = try project.run("git", ["checkout", "-q", "evil"])
        #expect(run.status == 0)
        #expect(run.errors.contains("is not ours and was left alone"))
        #expect(run.errors.contains("hallmark status names the stubs"))
        #expect(try project.hallmark("status").output.contains("refused \(Self.model)"))
        try project.git("checkout", "-q", "main")
        #expect(try text() == "notes of mine\n")
    }

    @Test func committingAllCommitsTheModelAndNotTheList() throws {
        try project.git("checkout", "-q", "evil")
        try project.write("changed\n", to: "notes.txt")
        try project.touch(Self.model)
        try project.git("commit", "-q", "-a", "-m", "all")
        #expect(try project.git("diff", "--name-only", "HEAD~1", "HEAD") == "notes.txt")
        #expect(try project.git("status", "--porcelain") == Self.untracked)
    }

    @Test func theHookCommitsNoList() throws {
        try project.expect(project.run(project.root + "/prefix/bin/hallmark", ["hooks", "install"]))
        try FileManager.default.removeItem(atPath: project.repository + "/.git/hooks/post-checkout")
        try project.git("checkout", "-q", "evil")
        try project.git("add", "-A")
        let run = try project.run("git", ["commit", "-q", "-m", "all"])
        #expect(run.status != 0)
        #expect(run.errors.contains("\(Self.list) names the models that were refused in this work tree"))
        try project.git("rm", "-q", "--cached", Self.list)
        // A file of somebody else's may be called so.
        try project.write("notes of mine\n", to: Self.list)
        try project.git("add", Self.list)
        try project.git("commit", "-q", "-m", "mine")
    }

    @Test func takingTheFilterAwayTellsOfStubs() throws {
        try project.git("checkout", "-q", "evil")
        let run = try project.run(project.root + "/prefix/bin/hallmark", ["hooks", "uninstall"])
        #expect(run.status == 0)
        #expect(run.errors.contains("1 texts still stand for refused models"))
        try project.git("checkout", "-q", "-f", "main")
        try project.installFilter([])
        #expect(try project.run(project.root + "/prefix/bin/hallmark", ["hooks", "uninstall"]).errors == "")
    }

    @Test func whatIsRememberedCountsOnlyWhereAStubStands() throws {
        try project.git("checkout", "-q", "evil")
        let memory = ".git/hallmark/refused"
        #expect(try text(memory) == "\(Self.model)\0")
        // Nothing of what lies elsewhere, or behind a link, is looked at.
        try project.write("hallmark-refused: x\n", to: project.root + "/outside.safetensors")
        try FileManager.default.createSymbolicLink(
            atPath: project.repository + "/behind",
            withDestinationPath: project.root
        )
        let lies = ["../outside.safetensors", "behind/outside.safetensors", "LICENSE", "", "/etc/passwd"]
        try project.write((lies + [Self.model]).map { $0 + "\0" }.joined(), to: memory)
        try project.touch(Self.model)
        try project.git("add", Self.model)
        #expect(try text(memory) == "\(Self.model)\0")
        #expect(try text().split(separator: "\n").filter { $0.hasPrefix("  ") && $0.contains(": ") }.count == 1)
    }

    @Test func namesAreEscaped() throws {
        let name = "Models/a\n  LICENSE: forged\u{1B}[2J.safetensors"
        try project.write(bytes: Project.safetensors("odd"), to: name)
        try project.commit("Odd")
        try FileManager.default.removeItem(atPath: "\(project.repository)/\(name)")
        try project.git("checkout", "--", ".")
        #expect(try text().contains("\n  Models/a\\u{a}  LICENSE: forged\\u{1b}[2J.safetensors: "))
        #expect(try !project.bytes(of: Self.list).contains(0x1B))
    }

    @Test func refusingNeedsNoList() throws {
        try project.installFilter(["--refuse"])
        #expect(try project.run("git", ["checkout", "-q", "evil"]).status != 0)
        #expect(!exists(Self.list))
    }
}

extension Project {
    /// Sets another repository up with the filter as this one has it.
    fileprivate func copyFilter(to bare: String) throws {
        try FileManager.default.createDirectory(atPath: bare + "/info", withIntermediateDirectories: true)
        try write(bytes: bytes(of: ".git/info/attributes"), to: bare + "/info/attributes")
        for key in ["filter.hallmark.process", "filter.hallmark.required"] {
            try git("config", key, git("config", key), in: bare)
        }
    }
}
