import Foundation
import Testing

/// What is left of statements when commits are made anew: by their author, or by a server's button.
@Suite struct SurvivalTests {
    private let project: Project

    init() throws {
        project = try Project.signed()
    }

    private func tree(_ revision: String = "HEAD") throws -> String {
        try project.git("rev-parse", revision + "^{tree}")
    }

    private func status(_ revision: String = "HEAD") throws -> Int32 {
        try project.hallmark("verify", "commit", revision).status
    }

    /// A branch `topic` with two signed commits beside a `main` that has gone on, signed too.
    private func topic() throws {
        try project.git("checkout", "-q", "-b", "topic")
        try project.write("one", to: "one.txt")
        try project.commit("One")
        try project.write("two", to: "two.txt")
        try project.commit("Two")
        try project.expect(project.hallmark("attest"))
        try project.git("checkout", "-q", "main")
        try project.change("Main")
        try project.expect(project.hallmark("attest"))
    }

    @Test func anAmendedMessageKeepsWhatWasSaidOfTheContent() throws {
        try project.change("Further")
        try project.expect(project.hallmark("attest"))
        try project.git("commit", "-q", "--amend", "-m", "Better words")
        #expect(try status() == 0)
    }

    @Test func anAmendedContentIsAttestedAgain() throws {
        try project.change("Further")
        try project.expect(project.hallmark("attest"))
        try project.write("other", to: "changes.txt")
        try project.git("add", "-A")
        try project.git("commit", "-q", "--amend", "--no-edit")
        #expect(try status() != 0)
        let run = try project.hallmark("attest", "commit", "--again")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("still holds: model Models/tiny.safetensors"))
        #expect(run.output.contains("still holds: package ."))
        #expect(run.output.contains("still holds: policy"))
        #expect(try status() == 0)
    }

    @Test func whatDoesNotHoldIsSaid() throws {
        try project.write("other terms", to: "LICENSE")
        try project.commit("Another licence")
        let run = try project.hallmark("attest", "commit", "--again")
        #expect(run.output.contains("must be attested again: package ."))
        #expect(try status() != 0)
    }

    @Test func whatHoldsIsKeptAtTheNewCommit() throws {
        try project.change("Further")
        try project.expect(project.hallmark("attest", "commit"))
        let before = try project.git("notes", "--ref", "attestations", "show", "HEAD").split(separator: "\n").count
        try project.expect(project.hallmark("attest", "commit", "--again"))
        let after = try project.git("notes", "--ref", "attestations", "show", "HEAD").split(separator: "\n").count
        // A commit statement made again, and the SBOM's that was found at the commit before.
        #expect(after >= before + 1)
        #expect(try status() == 0)
    }

    @Test(arguments: ["rebase", "cherry-pick", "squash", "merge"])
    func aCommitOfNewContentIsAttestedAgain(how: String) throws {
        try topic()
        switch how {
        case "rebase":
            try project.git("checkout", "-q", "topic")
            try project.git("rebase", "-q", "main")
        case "cherry-pick": try project.git("cherry-pick", "main..topic")
        case "squash":
            try project.git("merge", "-q", "--squash", "topic")
            try project.git("commit", "-q", "-m", "Squash")
        default: try project.git("merge", "-q", "--no-ff", "--no-edit", "topic")
        }
        let run = try project.hallmark("verify", "commit")
        #expect(run.status != 0)
        #expect(run.output.contains("hallmark attest commit"))
        try project.expect(project.hallmark("attest", "commit", "--again"))
        #expect(try status() == 0)
    }

    @Test func aFastForwardedSquashKeepsWhatWasSaidOfTheContent() throws {
        try project.git("checkout", "-q", "-b", "topic")
        try project.change("One")
        try project.write("two", to: "two.txt")
        try project.commit("Two")
        try project.expect(project.hallmark("attest"))
        try project.git("checkout", "-q", "main")
        try project.git("merge", "-q", "--squash", "topic")
        try project.git("commit", "-q", "-m", "Squash")
        #expect(try tree() == tree("topic"))
        #expect(try status() == 0)
    }

    @Test func thePolicyMayAskForTheCommitItself() throws {
        try project.edit("attestations/policy.yaml", ", binding: content", "")
        try project.edit("attestations/policy.yaml", "version: 1", "version: 2")
        try project.commit("Bind to commits")
        try project.expect(project.hallmark("attest"))
        #expect(try status() == 0)
        try project.git("commit", "-q", "--amend", "-m", "Better words")
        #expect(try status() != 0)
    }

    @Test func thePostRewriteHookSaysWhatIsLostAndStopsNothing() throws {
        try topic()
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        try project.git("checkout", "-q", "topic")
        let run = try project.run("git", ["rebase", "main"])
        #expect(run.status == 0, "\(run.text)")
        #expect(run.text.contains("statements about these commits do not hold"))
        #expect(run.text.contains("hallmark attest commit --again"))
        try project.expect(project.hallmark("attest", "commit", "--again"))
        let amended = try project.run("git", ["commit", "--amend", "-m", "Better words"])
        #expect(amended.status == 0)
        #expect(amended.text.contains("its content was signed"))
    }

    @Test func thePrePushHookNamesCommitsWithoutStatements() throws {
        try project.git("init", "-q", "--bare", project.root + "/remote.git")
        try project.git("remote", "add", "origin", project.root + "/remote.git")
        try project.git("push", "-q", "origin", "main")
        try project.expect(project.run(try project.install(), ["hooks", "install"]))
        let bare = try project.change("Between")
        try project.write("tip", to: "tip.txt")
        try project.commit("Tip")
        try project.expect(project.hallmark("attest"))
        let run = try project.run("git", ["push", "-q", "origin", "main"])
        #expect(run.status == 0, "\(run.text)")
        #expect(run.text.contains("no statement is about 1 of the commits below the tip:\n  \(bare)"))
    }

    // MARK: A merge button

    /// Merges `topic` into `main` in a bare repository, as a server does, and gives a clone that has it.
    private func press(_ button: String, evil: Bool = false) throws -> String {
        try topic()
        let server = project.root + "/server.git"
        try project.git("clone", "-q", "--mirror", project.repository, server)
        var merged = try project.git("merge-tree", "--write-tree", "main", "topic", in: server)
        if evil {
            let blob = try project.run("git", ["hash-object", "-w", "--stdin"], in: server, input: "evil").output
            let entry = "100644 blob \(blob.prefix(40))\tevil.txt\n"
            let list = try project.git("ls-tree", merged, in: server) + "\n" + entry
            merged = try project.run("git", ["mktree"], in: server, input: list).output.trimmingCharacters(
                in: .newlines
            )
        }
        let id: String
        switch button {
        case "merge":
            id = try project.git("commit-tree", "-p", "main", "-p", "topic", "-m", "Merge", merged, in: server)
        case "squash": id = try project.git("commit-tree", "-p", "main", "-m", "Squash", merged, in: server)
        default:
            let one = try project.git("merge-tree", "--write-tree", "main", "topic~1", in: server)
            let first = try project.git("commit-tree", "-p", "main", "-m", "One", one, in: server)
            id = try project.git("commit-tree", "-p", first, "-m", "Two", merged, in: server)
        }
        try project.git("update-ref", "refs/heads/main", id, in: server)
        let clone = project.root + "/ci"
        try project.git("clone", "-q", server, clone)
        return clone
    }

    private func attest(in clone: String) throws -> Project.Run {
        let script = URL(filePath: #filePath).appending(path: "../../../Scripts/ci/attest-on-push").standardizedFileURL
        project.environment["HALLMARK"] = Project.executable
        return try project.run("bash", [script.path(percentEncoded: false), "origin/topic"], in: clone)
    }

    @Test(arguments: ["merge", "squash", "rebase"])
    func aMergeButtonIsAttestedOnPush(button: String) throws {
        let clone = try press(button)
        let run = try attest(in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.hallmark("verify", "commit", in: clone).status == 0)
        let other = project.root + "/other"
        #expect(try project.hallmark("clone", project.root + "/server.git", other).status == 0)
        #expect(try attest(in: clone).output.contains("is vouched for already"))
    }

    @Test(arguments: ["merge", "squash", "rebase"])
    func aMergeButtonThatAddsSomethingIsNotAttested(button: String) throws {
        let clone = try press(button, evil: true)
        let run = try attest(in: clone)
        #expect(run.status == 2, "\(run.text)")
        #expect(run.errors.contains("is not what merging"))
        #expect(try project.hallmark("verify", "commit", in: clone).status != 0)
    }

    @Test func aMergeOfWhatNobodySignedIsNotAttested() throws {
        try topic()
        try project.git("checkout", "-q", "topic")
        try project.change("Unsigned")
        try project.git("checkout", "-q", "main")
        try project.git("merge", "-q", "--no-ff", "--no-edit", "-X", "theirs", "topic")
        try project.git("clone", "-q", project.repository, project.root + "/ci")
        let run = try attest(in: project.root + "/ci")
        #expect(run.status == 3, "\(run.text)")
        #expect(run.errors.contains("nothing is attested"))
    }
}
