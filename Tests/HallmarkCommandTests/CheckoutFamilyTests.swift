import Foundation
import Testing

/// `hallmark switch`, `pull` and `clone`: verified by id, before git touches a file.
@Suite struct CheckoutFamilyTests {
    private let project: Project

    init() throws {
        project = try Project.signed()
    }

    private var clone: String { project.root + "/clone" }

    private func head(_ folder: String) throws -> String { try project.git("rev-parse", "HEAD", in: folder) }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func cloneIt() throws {
        try project.expect(project.hallmark("clone", project.repository, clone))
    }

    @Test func switchesToABranchThatVerifies() throws {
        try project.git("branch", "good")
        try project.change("Further")
        let run = try project.hallmark("switch", "good")
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.git("symbolic-ref", "HEAD") == "refs/heads/good")
        #expect(try project.git("status", "--porcelain") == "")
    }

    @Test func aRefusedSwitchChangesNothing() throws {
        try project.git("branch", "good")
        try project.change("Further")
        try project.git("checkout", "-q", "good")
        #expect(try project.hallmark("switch", "main").status == 3)
        #expect(try project.git("symbolic-ref", "HEAD") == "refs/heads/good")
        #expect(!isThere(project.repository + "/changes.txt"))
    }

    @Test func switchesToNoTagAndNoCommit() throws {
        try project.git("tag", "v1")
        for name in ["v1", try head(project.repository), "HEAD", "no-such", "HEAD~1"] {
            let run = try project.hallmark("switch", name)
            #expect(run.status == 1, "\(name)")
            #expect(run.errors.contains("there is no branch"))
        }
    }

    @Test func makesTheBranchOfTheRemoteThatWasVerified() throws {
        try project.git("branch", "topic")
        try cloneIt()
        let run = try project.hallmark("switch", "topic", in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.git("symbolic-ref", "HEAD", in: clone) == "refs/heads/topic")
        #expect(try project.git("rev-parse", "--abbrev-ref", "@{upstream}", in: clone) == "origin/topic")
    }

    @Test func aRefusedBranchOfTheRemoteIsNotMade() throws {
        try cloneIt()
        try project.git("checkout", "-q", "-b", "topic")
        try project.change("Evil")
        try project.git("fetch", "-q", in: clone)
        #expect(try project.hallmark("switch", "topic", in: clone).status == 3)
        #expect(try project.run("git", ["rev-parse", "-q", "--verify", "refs/heads/topic"], in: clone).status != 0)
        #expect(!isThere(clone + "/changes.txt"))
    }

    @Test func clonesWithNotesAndThenFiles() throws {
        let run = try project.hallmark("clone", project.repository, clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.git("status", "--porcelain", in: clone) == "")
        #expect(try project.git("symbolic-ref", "HEAD", in: clone) == "refs/heads/main")
        #expect(isThere(clone + "/Package.swift"))
    }

    @Test(arguments: ["app", "app.git", "app.git/", "app/.git"])
    func namesTheFolderAsGitDoes(name: String) throws {
        let source = "\(project.root)/remotes/\(name)"
        try project.git("init", "-q", "--bare", "-b", "main", source)
        try project.git("push", "-q", source, "main", "refs/notes/attestations", "refs/notes/attestations-blobs")
        try FileManager.default.createDirectory(atPath: project.root + "/here", withIntermediateDirectories: true)
        let run = try project.hallmark("clone", "file://" + source, in: project.root + "/here")
        #expect(run.status == 0, "\(run.text)")
        #expect(isThere(project.root + "/here/app/Package.swift"))
    }

    @Test func aRefusedCloneHasNoFilesAndSaysWhatRemains() throws {
        try project.change("Evil")
        let run = try project.hallmark("clone", project.repository, clone)
        #expect(run.status == 3)
        #expect(run.errors.contains("holds the repository, with no files checked out"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: clone) == [".git"])
    }

    @Test func aCloneWithoutAPinPrintsTheLineToPaste() throws {
        project.environment["XDG_STATE_HOME"] = project.root + "/other-state"
        let run = try project.hallmark("clone", project.repository, clone)
        #expect(run.status == 1)
        #expect(run.errors.contains("export HALLMARK_TRUST_ROOT=sha256:"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: clone) == [".git"])
        let line = try #require(run.errors.split(separator: "\n").first { $0.contains("export HALLMARK_TRUST_ROOT=") })
        project.environment["HALLMARK_TRUST_ROOT"] = String(line.split(separator: "=")[1])
        #expect(try project.hallmark("checkout", "main", in: clone).status == 0)
        #expect(isThere(clone + "/Package.swift"))
    }

    @Test func aCloneIntoAFolderWithFilesTouchesNone() throws {
        try project.write("mine", to: clone + "/mine.txt")
        #expect(try project.hallmark("clone", project.repository, clone).status == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: clone) == ["mine.txt"])
    }

    @Test func hooksOfATemplateDoNotRunBeforeVerification() throws {
        let hook = project.root + "/template/hooks/reference-transaction"
        try project.write("#!/bin/sh\ntouch '\(project.root)/ran'\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        project.environment["GIT_TEMPLATE_DIR"] = project.root + "/template"
        try project.change("Evil")
        #expect(try project.hallmark("clone", project.repository, clone).status == 3)
        #expect(!isThere(project.root + "/ran"))
    }

    @Test func pullsWhatVerifies() throws {
        try cloneIt()
        let id = try project.change("Further")
        try project.expect(project.hallmark("attest"))
        let run = try project.hallmark("pull", in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(try head(clone) == id)
        #expect(try project.git("status", "--porcelain", in: clone) == "")
        let again = try project.hallmark("pull", in: clone)
        #expect(again.status == 0)
        #expect(again.output.contains("has all of refs/remotes/origin/main already"))
    }

    @Test func aRefusedPullMovesNoBranch() throws {
        try cloneIt()
        let before = try head(clone)
        try project.change("Evil")
        #expect(try project.hallmark("pull", in: clone).status == 3)
        #expect(try head(clone) == before)
        #expect(!isThere(clone + "/changes.txt"))
    }

    @Test func aPullThatIsNoFastForwardStopsBeforeMerging() throws {
        try cloneIt()
        try project.change("Further")
        try project.expect(project.hallmark("attest"))
        try project.write("mine", to: clone + "/mine.txt")
        try project.git("add", "-A", in: clone)
        try project.git("commit", "-q", "-m", "Mine", in: clone)
        let before = try head(clone)
        let run = try project.hallmark("pull", in: clone)
        #expect(run.status == 1)
        #expect(run.errors.contains("have both gone on: nothing was merged"))
        #expect(try head(clone) == before)
        #expect(!isThere(clone + "/changes.txt"))
    }

    @Test func pullsOnABranchWithAnUpstreamOnly() throws {
        try project.git("checkout", "-q", "--detach")
        #expect(try project.hallmark("pull").errors.contains("HEAD is on no branch"))
        try project.git("checkout", "-q", "main")
        #expect(try project.hallmark("pull").errors.contains("follows no branch of a remote"))
    }

    @Test(arguments: [false, true])
    func aPullTakesNoNotesAwayFromUs(hasForcingRefspec: Bool) throws {
        try cloneIt()
        if hasForcingRefspec {
            try project.git("config", "--add", "remote.origin.fetch", "+refs/notes/*:refs/notes/*", in: clone)
        }
        try NotesRemote.note(project, "ours", about: "HEAD", in: clone)
        try NotesRemote.note(project, "theirs", about: "HEAD")
        let run = try project.hallmark("pull", in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.errors.contains("refs/notes/attestations: 1 lines about 1 objects"))
        let note = try project.git("notes", "--ref", "attestations", "show", "HEAD", in: clone)
        #expect(note.contains("ours") && note.contains("theirs"))
    }

    @Test func aPullFromARemoteThatLostNotesIsRefused() throws {
        try NotesRemote.note(project, "further", about: "HEAD")
        try cloneIt()
        let (before, notes) = (try head(clone), try NotesRemote.tip(project, in: clone))
        try project.git("update-ref", "refs/notes/attestations", "refs/notes/attestations~1")
        try project.change("Further")
        try project.expect(project.hallmark("attest"))
        let run = try project.hallmark("pull", in: clone)
        #expect(run.status == 2, "\(run.text)")
        #expect(run.errors.contains("the notes of the remote origin were rewound, deleted or rewritten"))
        #expect(try head(clone) == before)
        #expect(try NotesRemote.tip(project, in: clone) == notes)
    }

    @Test func aNewCloneIsHeldAgainstWhatTheUserHasSeen() throws {
        try NotesRemote.note(project, "further", about: "HEAD")
        try cloneIt()
        try FileManager.default.removeItem(atPath: clone)
        try project.git("update-ref", "refs/notes/attestations", "refs/notes/attestations~1")
        let run = try project.hallmark("clone", project.repository, clone)
        #expect(run.status == 2, "\(run.text)")
        #expect(run.errors.contains("the notes of the remote origin were rewound, deleted or rewritten"))
        #expect(run.errors.contains("holds the repository, with no files checked out"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: clone) == [".git"])
    }

    @Test func theRemoteOfACloneIsCalledOrigin() throws {
        try project.git("config", "--global", "clone.defaultRemoteName", "upstream")
        try cloneIt()
        #expect(try project.git("remote", in: clone) == "origin")
        #expect(try NotesRemote.tip(project, in: clone) == NotesRemote.tip(project))
    }

    @Test func pullsFromNoURLThatIsNoRemote() throws {
        try cloneIt()
        try project.git("config", "branch.main.remote", "file://" + project.repository, in: clone)
        try NotesRemote.note(project, "theirs", about: "HEAD")
        let notes = try NotesRemote.tip(project, in: clone)
        let run = try project.hallmark("pull", in: clone)
        #expect(run.status == 1)
        #expect(run.errors.contains("follows no branch of a remote"))
        #expect(try NotesRemote.tip(project, in: clone) == notes)
    }
}
