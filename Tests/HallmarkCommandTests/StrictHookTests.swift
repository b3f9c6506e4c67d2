import Foundation
import Testing

/// The hooks that refuse: reference-transaction in a clone, pre-receive on a server.
@Suite struct StrictHookTests {
    private let project: Project
    private let executable: String

    init() throws {
        project = try Project.signed()
        // Notes that can be taken back.
        try project.expect(project.hallmark("attest", "commit"))
        executable = try project.install()
    }

    private func strict() throws {
        try project.expect(project.run(executable, ["hooks", "install", "--strict"]))
    }

    private func tip(_ reference: String = "main") throws -> String { try project.git("rev-parse", reference) }

    private func refused(_ arguments: String...) throws -> Project.Run {
        let run = try project.run("git", arguments)
        #expect(run.status != 0, "\(arguments)")
        return run
    }

    @Test func commitsThatAreMadeHereMayPass() throws {
        try strict()
        try project.change("One")
        try project.git("commit", "-q", "--amend", "-m", "Two")
        try project.git("checkout", "-q", "--detach", "HEAD~1")
        try project.write("x", to: "other.txt")
        try project.commit("Three")
        try project.git("rebase", "-q", "main")
        #expect(try project.git("log", "--format=%s", "-1") == "Three")
    }

    @Test(arguments: ["merge --ff-only evil", "merge --no-ff evil", "reset --hard evil", "branch copy evil"])
    func noBranchMovesToWhatIsNotVerified(command: String) throws {
        try project.git("checkout", "-q", "-b", "evil")
        try project.change("Evil")
        try project.change("Worse")
        try project.git("checkout", "-q", "main")
        try strict()
        let before = try tip()
        let run = try project.run("git", command.split(separator: " ").map(String.init))
        #expect(run.status != 0)
        #expect(run.errors.contains("is not verified"))
        #expect(try tip() == before)
        #expect(try project.run("git", ["rev-parse", "-q", "--verify", "refs/heads/copy"]).status != 0)
    }

    @Test func noBranchMovesToWhatWasFetchedAndIsNotVerified() throws {
        let other = project.root + "/other"
        try project.git("clone", "-q", project.repository, other)
        try project.write("evil", to: other + "/evil.txt")
        try project.git("add", "-A", in: other)
        try project.git("commit", "-q", "-m", "Evil", in: other)
        try strict()
        _ = try refused("fetch", "-q", other, "main:refs/heads/taken")
        _ = try refused("pull", "-q", "--ff-only", other, "main")
        // Where nothing is in their way both pass.
        try project.expect(project.run(executable, ["hooks", "uninstall"]))
        try project.git("fetch", "-q", other, "main:refs/heads/taken")
    }

    @Test func aVerifiedBranchMoves() throws {
        try project.git("branch", "behind")
        try project.change("Good")
        try project.expect(project.hallmark("attest"))
        try strict()
        try project.git("checkout", "-q", "behind")
        try project.git("merge", "-q", "--ff-only", "main")
        try project.git("branch", "copy")
        try project.git("branch", "-D", "copy")
        #expect(try tip("behind") == tip())
    }

    @Test func notesAreOnlyAddedTo() throws {
        try strict()
        let notes = "refs/notes/attestations"
        let before = try tip(notes)
        let other = try project.git("commit-tree", "-m", "none", "HEAD^{tree}")
        _ = try refused("update-ref", notes, "\(notes)~1")
        _ = try refused("update-ref", "-d", notes)
        _ = try refused("update-ref", notes, other)
        _ = try refused("update-ref", "refs/notes/attestations-blobs/x", other)
        #expect(try tip(notes) == before)
        try project.git("notes", "--ref", "attestations", "append", "-m", "more", "HEAD")
        #expect(try tip(notes) != before)
        try project.git("update-ref", "refs/notes/other", other)
        try project.git("update-ref", "-d", "refs/notes/other")
    }

    @Test func anEarlierHookOfTransactionsSeesEachOfThem() throws {
        let hook = project.repository + "/.git/hooks/reference-transaction"
        try project.write("#!/bin/sh\necho \"$1\" >> .git/states\ncat >> .git/lines\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try strict()
        try project.git("branch", "copy")
        let states = String(decoding: try project.bytes(of: ".git/states"), as: UTF8.self)
        #expect(states.contains("prepared") && states.contains("committed"))
        #expect(String(decoding: try project.bytes(of: ".git/lines"), as: UTF8.self).contains("refs/heads/copy"))
    }

    // MARK: A server

    /// A bare repository with everything of the project, a pin and the hook.
    private func server() throws -> String {
        let server = project.root + "/server.git"
        try project.git("clone", "-q", "--mirror", project.repository, server)
        let pins = try project.hallmark("trust", "show").output
        let digest = try #require(pins.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("sha256:") })
        try project.expect(project.run(executable, ["trust", "pin", String(digest)], in: server))
        try project.expect(project.run(executable, ["hooks", "install", "--server"], in: server))
        try project.git("remote", "add", "origin", server)
        return server
    }

    private let notes = ["refs/notes/attestations", "refs/notes/attestations-blobs"]

    @Test func theServerTakesABranchWithItsNotesInOnePush() throws {
        let server = try server()
        try project.change("Good")
        try project.expect(project.hallmark("attest"))
        let run = try project.run("git", ["push", "-q", "origin", "main"] + notes)
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.git("rev-parse", "main", in: server) == tip())
        #expect(try project.git("rev-parse", notes[0], in: server) == tip(notes[0]))
    }

    @Test func theServerTakesNotesFirstAndTheBranchAfterwards() throws {
        _ = try server()
        try project.change("Good")
        try project.expect(project.hallmark("attest"))
        try project.git("push", "-q", "origin", notes[0], notes[1])
        try project.git("push", "-q", "origin", "main")
    }

    @Test func theServerRefusesABranchWithoutStatements() throws {
        let server = try server()
        let before = try project.git("for-each-ref", in: server)
        try project.change("Evil")
        let run = try refused("push", "-q", "origin", "main")
        #expect(run.errors.contains("refs/heads/main:"))
        #expect(run.errors.contains("hallmark attest commit"))
        _ = try refused("push", "-q", "origin", "main:refs/heads/new")
        #expect(try project.git("for-each-ref", in: server) == before)
        // Nothing of the push is left, and the repository is whole.
        try project.git("fsck", "--strict", in: server)
        let left = try FileManager.default.contentsOfDirectory(atPath: project.root + "/tmp")
        #expect(left.filter { $0.hasPrefix("hallmark-push") }.isEmpty)
    }

    @Test func theServerTakesNoNotesAway() throws {
        let server = try server()
        let before = try project.git("rev-parse", notes[0], in: server)
        _ = try refused("push", "-q", "origin", ":\(notes[0])")
        _ = try refused("push", "-q", "-f", "origin", "\(notes[0])~1:\(notes[0])")
        _ = try refused("push", "-q", "-f", "origin", "main:\(notes[0])")
        _ = try refused("push", "-q", "origin", "main:\(notes[1])/x")
        #expect(try project.git("rev-parse", notes[0], in: server) == before)
        try project.git("push", "-q", "origin", "main:refs/heads/copy")
        try project.git("push", "-q", "origin", ":refs/heads/copy")
    }

    @Test func theServerJudgesEachNewCommit() throws {
        let server = try server()
        let before = try tip()
        // A branch that nobody has judged hides nothing behind a tag.
        let first = try project.change("One")
        try project.git("tag", "early")
        try project.git("push", "-q", "origin", "early")
        try project.change("Two")
        try project.expect(project.hallmark("attest", "commit"))
        let run = try refused("push", "-q", "origin", "main", notes[0], notes[1])
        #expect(run.errors.contains("missing   commit \(first)"))
        #expect(run.errors.contains("git rebase --exec"))
        #expect(try project.git("rev-parse", "main", in: server) == before)
        try project.git("rebase", "-q", "--exec", "'\(executable)' attest commit", before)
        try project.git("push", "-q", "origin", "main", notes[0], notes[1])
        #expect(try project.git("rev-parse", "main", in: server) == tip())
        // What a branch of the server has is new on no other.
        try project.git("push", "-q", "origin", "main:refs/heads/copy", "\(before):refs/heads/old")
    }

    @Test func theServerTakesNoMoreCommitsThanItLooksAt() throws {
        _ = try server()
        let tree = try project.git("rev-parse", "HEAD^{tree}")
        let who = "committer C <c@example.com> 1700000000 +0000\ndata 1\nx\n"
        let commits = (0...10_001).map {
            "commit refs/heads/long\nmark :\($0 + 1)\n\(who)\($0 == 0 ? "from main\n" : "")\n"
        }
        try project.expect(project.run("git", ["fast-import", "--quiet"], input: commits.joined()))
        #expect(try project.git("rev-parse", "long^{tree}") == tree)
        try project.git("checkout", "-q", "long")
        try project.expect(project.hallmark("attest", "commit"))
        let run = try refused("push", "-q", "origin", "long", notes[0], notes[1])
        #expect(run.errors.contains("more than 10000 new commits at once"))
        #expect(run.errors.contains("push in steps, the oldest first"))
    }

    @Test func theServerTakesARewritingThatACheckpointCovers() throws {
        let server = try server()
        try project.git("notes", "--ref", "attestations", "append", "-m", "a secret", "HEAD")
        try project.expect(project.hallmark("notes", "push"))
        let leaked = try tip(notes[0])
        try project.expect(project.hallmark("notes", "compact", "--junk"))
        let run = try project.hallmark("notes", "push", "--checkpoint")
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.git("rev-parse", notes[0], in: server) == tip(notes[0]))
        #expect(try !project.git("notes", "--ref", "attestations", "show", "HEAD").contains("a secret"))
        // The way back, and the way around it, stay closed.
        let back = try refused("push", "-q", "-f", "origin", "\(leaked):\(notes[0])")
        #expect(back.errors.contains("\(notes[0]) lost 1 lines"))
        try project.change("Good")
        try project.expect(project.hallmark("attest"))
        try project.git("push", "-q", "origin", "main", notes[0], notes[1])
    }

    @Test func theServerTakesNoRewritingWithoutACheckpoint() throws {
        let server = try server()
        try project.git("notes", "--ref", "attestations", "append", "-m", "a line", "HEAD")
        try project.git("push", "-q", "origin", notes[0])
        let before = try tip(notes[0])
        let fewer = try project.git("commit-tree", "-m", "fewer", "\(notes[0])~1^{tree}")
        #expect(try refused("push", "-q", "-f", "origin", "\(fewer):\(notes[0])").errors.contains("lost 1 lines"))
        let same = try project.git("commit-tree", "-m", "same", "\(notes[0])^{tree}")
        let other = try refused("push", "-q", "-f", "origin", "\(same):\(notes[0])")
        #expect(other.errors.contains("which does not come after it"))
        // Nor one that goes on from what is there.
        let onward = try project.git("commit-tree", "-m", "fewer", "-p", notes[0], "\(notes[0])~1^{tree}")
        let run = try refused("push", "-q", "origin", "\(onward):\(notes[0])")
        #expect(run.errors.contains("lost 1 lines"))
        #expect(run.errors.contains("hallmark notes compact"))
        #expect(try project.git("rev-parse", notes[0], in: server) == before)
    }

    @Test func theServerTakesNoNotesThatAreNoCommit() throws {
        let server = try server()
        let before = try tip(notes[0])
        _ = try refused("push", "-q", "-f", "origin", "main:refs/notes/attestations")
        _ = try refused("push", "-q", "-f", "origin", "main^{tree}:refs/notes/attestations")
        #expect(try project.git("rev-parse", notes[0], in: server) == before)
    }

    @Test func theServerTakesNoReplacements() throws {
        _ = try server()
        let evil = try project.git("commit-tree", "-m", "evil", "HEAD^{tree}")
        try project.git("replace", "HEAD", evil)
        let run = try refused("push", "-q", "origin", "refs/replace/*")
        #expect(run.errors.contains("another object than the one that was verified"))
    }

    @Test func aServerWithoutAPinTakesNothing() throws {
        _ = try server()
        try FileManager.default.removeItem(atPath: project.root + "/state")
        try project.change("Good")
        let run = try refused("push", "-q", "origin", "main")
        #expect(run.errors.contains("no root of trust is pinned"))
    }
}
