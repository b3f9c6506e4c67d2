import Foundation
import HallmarkCore
import Testing

/// Shallow clones, what was seen before, anchors of releases, and checkpoints.
@Suite struct NotesAnchorTests {
    static let notes = "refs/notes/attestations"

    @Test func aShallowCloneSaysTheOneCommandThatMendsIt() throws {
        let project = try NotesRemote.published()
        try project.commit("Further")
        try project.expect(project.hallmark("attest", "commit"))
        try project.git("push", "-q", "origin", "main")
        try project.expect(project.hallmark("notes", "push"))
        let clone = try NotesRemote.clone(of: project, named: "shallow", "--depth", "1")
        let run = try project.hallmark("verify", "commit", "--format", "json", in: clone)
        #expect(run.status == 3)
        let reasons = try run.json()["artifacts"]?.array?.flatMap { $0["reasons"]?.array ?? [] } ?? []
        #expect(Set(reasons.compactMap { $0["code"]?.string }) == ["no-notes"])
        #expect(Set(reasons.compactMap { $0["mend"]?.string }) == ["hallmark verify commit --fetch"])
        let mended = try project.hallmark("verify", "commit", "--fetch", in: clone)
        #expect(mended.status == 0, "\(mended.text)")
        #expect(try project.git("rev-parse", "--is-shallow-repository", in: clone) == "true")
        #expect(try project.git("rev-list", "--count", "HEAD", in: clone) == "1")
        #expect(try project.hallmark("verify", in: clone).status == 0)
        try NotesRemote.note(project, "from a shallow clone", about: "HEAD", in: clone)
        try project.expect(project.hallmark("notes", "push", in: clone))
        try project.expect(project.hallmark("notes", "fetch"))
        #expect(try project.git("notes", "--ref", "attestations", "show", "HEAD").contains("from a shallow clone"))
    }

    @Test func aPartialCloneGetsTheNotesWhole() throws {
        let project = try NotesRemote.published()
        try project.git("config", "uploadpack.allowFilter", "true", in: NotesRemote.path(project))
        let clone = try NotesRemote.clone(of: project, named: "partial", "--filter=blob:none")
        let run = try project.hallmark("verify", "commit", "--fetch", in: clone)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func plainVerifyFetchesToo() throws {
        let project = try NotesRemote.published()
        let clone = try NotesRemote.clone(of: project)
        #expect(try project.hallmark("verify", in: clone).status == 3)
        #expect(try project.hallmark("verify", "--fetch", in: clone).status == 0)
        try project.git("remote", "remove", "origin", in: clone)
        let run = try project.hallmark("verify", "--fetch", "--format", "json", in: clone)
        #expect(run.status == 1)
        #expect(try run.codes() == ["no-remote"])
    }

    /// Case 1: a missing note; what was verified once must still be there.
    @Test func verifyNoticesNotesThatWereRewound() throws {
        let project = try NotesRemote.published()
        try NotesRemote.note(project, "further", about: "HEAD")
        #expect(try project.hallmark("verify").status == 0)
        try project.expect(project.hallmark("notes", "push"))
        try project.git("update-ref", Self.notes, "\(Self.notes)~1")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 1)
        #expect(try run.codes() == ["notes-rewound"])
        #expect(run.output.contains("\"mend\": \"hallmark notes fetch\""))
        // Still so a second time: a refused run moves no mark.
        #expect(try project.hallmark("verify").status == 1)
        try project.expect(project.hallmark("notes", "fetch"))
        #expect(try project.hallmark("verify").status == 0)
    }

    @Test func aDeletedReferenceBesideAnotherIsNoticed() throws {
        let project = try NotesRemote.published()
        try project.expect(project.hallmark("attest", "commit", "--record"))
        #expect(try project.hallmark("verify").status != 2)
        try project.git("update-ref", "-d", Self.notes)
        let run = try project.hallmark("verify", "commit", "--format", "json")
        #expect(run.status == 1)
        #expect(try run.codes().contains("notes-rewound"))
    }

    @Test func aStateFileCarriesTheMarksToAnotherClone() throws {
        let project = try NotesRemote.published()
        try NotesRemote.note(project, "further", about: "HEAD")
        try project.expect(project.hallmark("notes", "push"))
        let root = project.repository + "/attestations/roots/1.json"
        let state = project.root + "/ci-state.json"
        let trust = ["--trust-root", root, "--state", state]
        project.environment["XDG_STATE_HOME"] = project.root + "/nobody"
        let first = try NotesRemote.clone(of: project, named: "first", "--depth", "1")
        let run = try project.run(Project.executable, ["verify", "commit", "--fetch"] + trust, in: first)
        #expect(run.status == 0, "\(run.text)")
        let server = NotesRemote.path(project)
        try project.git("update-ref", Self.notes, "\(Self.notes)~1", in: server)
        let second = try NotesRemote.clone(of: project, named: "second", "--depth", "1")
        let rewound = try project.run(Project.executable, ["verify", "commit", "--fetch"] + trust, in: second)
        #expect(rewound.status == 2)
        // Fetched past us with git itself, it is still noticed.
        try project.git("fetch", "-q", "origin", "refs/notes/*:refs/notes/*", in: second)
        let plain = try project.run(Project.executable, ["verify", "commit", "--format", "json"] + trust, in: second)
        #expect(plain.status == 1)
        #expect(try plain.codes() == ["notes-rewound"])
    }

    /// Cases 4 and 5: a note that was copied to another commit says nothing about it, also when it comes with a fetch.
    @Test func aCopiedNoteIsNoStatement() throws {
        let project = try NotesRemote.published()
        let first = try project.git("rev-parse", "HEAD")
        try project.write("public let more = 1\n", to: "Sources/App/More.swift")
        let second = try project.commit("Unsigned")
        try project.git("push", "-q", "origin", "main")
        try project.git("notes", "--ref", "attestations", "copy", first, second)
        try project.git("push", "-q", "origin", Self.notes)
        let clone = try NotesRemote.clone(of: project)
        #expect(try project.hallmark("verify", "commit", "--fetch", in: clone).status == 2)
    }

    // MARK: - Releases

    private func released(anchored: Bool = true) throws -> Project {
        let project = try NotesRemote.published()
        try project.write("program", to: project.root + "/dist/app")
        try project.expect(project.hallmark("attest", "build", "--artifacts", "../dist"))
        try NotesRemote.note(project, "seen before the release", about: "HEAD~1")
        let anchor = try project.hallmark("notes", "anchor")
        #expect(anchor.output.contains("Hallmark-Notes: \(Self.notes) \(try NotesRemote.tip(project))\n"))
        try project.git("tag", "-a", "v1.0.0", "-m", "v1.0.0", "-m", anchored ? anchor.output : "none")
        try project.expect(project.hallmark("attest", "release", "v1.0.0", "--artifacts", "../dist"))
        return project
    }

    private func verify(_ project: Project) throws -> Project.Run {
        try project.hallmark("verify", "release", "v1.0.0", "--artifacts", "../dist", "--format", "json")
    }

    @Test func aReleaseIsAnchoredInItsTag() throws {
        let project = try released()
        let run = try verify(project)
        #expect(run.status == 0, "\(run.text)")
        // Somebody rewrites the note about another commit, whose lines no rule asks for.
        try project.git("notes", "--ref", "attestations", "remove", "HEAD~1")
        try FileManager.default.removeItem(atPath: project.root + "/state")
        try project.expect(project.hallmark("trust", "pin", "attestations/roots/1.json"))
        let rewound = try verify(project)
        #expect(rewound.status == 2, "\(rewound.text)")
        #expect(try rewound.codes() == ["notes-rewound"])
    }

    @Test func anAnchorThatCannotBeReadIsUndecided() throws {
        let project = try released(anchored: false)
        #expect(try verify(project).status == 0)
        let head = try project.git("rev-parse", "HEAD")
        try project.git("tag", "-a", "-f", "v1.0.0", "-m", "v1.0.0", "-m", "Hallmark-Notes: refs/heads/main \(head)")
        let run = try verify(project)
        #expect(run.status == 1)
        #expect(try run.codes() == ["malformed-anchor"])
    }

    @Test func withoutStateAReleaseNeedsItsAnchor() throws {
        let project = try released(anchored: false)
        let trust = ["--trust-root", "attestations/roots/1.json", "--format", "json"]
        let command = ["verify", "release", "v1.0.0", "--artifacts", "../dist"] + trust
        let run = try project.run(Project.executable, command)
        #expect(run.status == 3)
        #expect(try run.codes() == ["no-anchor"])
        #expect(try project.run(Project.executable, command + ["--state", "../state.json"]).status == 0)
        let anchored = try released()
        #expect(try anchored.run(Project.executable, command).status == 0)
        // A clone without notes lacks evidence; with --fetch it gets it.
        try anchored.git("push", "-q", "origin", "v1.0.0")
        try anchored.expect(anchored.hallmark("notes", "push"))
        let clone = try NotesRemote.clone(of: anchored)
        #expect(try anchored.run(Project.executable, command, in: clone).status == 3)
        #expect(try anchored.run(Project.executable, command + ["--fetch"], in: clone).status == 0)
    }

    // MARK: - Checkpoints

    /// A line that should never have been pushed, and its digest.
    private func leak(_ project: Project) throws -> String {
        try NotesRemote.note(project, "a secret", about: "HEAD")
        try project.expect(project.hallmark("notes", "push"))
        return Digest.sha256(Array("a secret".utf8)).description
    }

    @Test func aCheckpointLetsLinesVanishEverywhere() throws {
        let project = try NotesRemote.published()
        let digest = try leak(project)
        let clone = try NotesRemote.clone(of: project)
        try project.expect(project.hallmark("verify", "--fetch", in: clone))
        try NotesRemote.note(project, "unpushed", about: "HEAD", in: clone)
        let secret = try NotesRemote.tip(project)

        #expect(try project.hallmark("notes", "show", "HEAD").output.contains(digest))
        let compact = try project.hallmark("notes", "compact", "--drop", digest)
        #expect(compact.status == 0, "\(compact.text)")
        #expect(try project.hallmark("verify").status == 0)
        let plain = try project.hallmark("notes", "push")
        #expect(plain.status == 1)
        #expect(plain.errors.contains("hallmark notes push --checkpoint"))
        let push = try project.hallmark("notes", "push", "--checkpoint")
        #expect(push.status == 0, "\(push.text)")

        let fetch = try project.hallmark("notes", "fetch", in: clone)
        #expect(fetch.status == 0, "\(fetch.text)")
        #expect(fetch.output.contains("rewritten, as a signed checkpoint says"))
        let text = try project.git("notes", "--ref", "attestations", "show", "HEAD", in: clone)
        #expect(!text.contains("a secret") && text.contains("unpushed"))
        #expect(try project.hallmark("verify", in: clone).status == 0)
        try project.expect(project.hallmark("notes", "push", in: clone))
        try project.expect(project.hallmark("notes", "fetch"))
        for folder in [project.repository, clone, NotesRemote.path(project)] {
            let history = try project.git("rev-list", Self.notes, in: folder)
            #expect(!history.contains(secret))
        }
        let late = try NotesRemote.clone(of: project, named: "late")
        #expect(try project.hallmark("verify", "--fetch", in: late).status == 0)
    }

    @Test func aSecondCheckpointStandsForTheFirst() throws {
        let project = try NotesRemote.published()
        let first = try leak(project)
        let old = try NotesRemote.clone(of: project, named: "old")
        try project.expect(project.hallmark("notes", "fetch", in: old))
        try project.expect(project.hallmark("notes", "compact", "--drop", first))
        try project.expect(project.hallmark("notes", "push", "--checkpoint"))
        let between = try NotesRemote.clone(of: project, named: "between")
        try project.expect(project.hallmark("notes", "fetch", in: between))
        try NotesRemote.note(project, "another secret", about: "HEAD")
        try project.expect(project.hallmark("notes", "push"))
        let digest = Digest.sha256(Array("another secret".utf8)).description
        try project.expect(project.hallmark("notes", "compact", "--drop", digest))
        try project.expect(project.hallmark("notes", "push", "--checkpoint"))
        #expect(try !project.git("notes", "--ref", "attestations", "show", "HEAD").contains("secret"))
        for clone in [old, between] {
            let run = try project.hallmark("verify", "--fetch", in: clone)
            #expect(run.status == 0, "\(run.text)")
            #expect(try NotesRemote.tip(project, in: clone) == NotesRemote.tip(project))
        }
    }

    @Test func whatACheckpointDoesNotNameMayNotVanish() throws {
        let project = try NotesRemote.published()
        let digest = try leak(project)
        try NotesRemote.note(project, "wanted", about: "HEAD")
        try project.expect(project.hallmark("notes", "push"))
        let clone = try NotesRemote.clone(of: project)
        try project.expect(project.hallmark("notes", "fetch", in: clone))
        try project.expect(project.hallmark("notes", "compact", "--drop", digest))
        try project.expect(project.hallmark("notes", "push", "--checkpoint"))
        let server = NotesRemote.path(project)
        let head = try project.git("rev-parse", "HEAD")
        let text = try project.git("notes", "--ref", "attestations", "show", head, in: server)
        let fewer = text.split(separator: "\n").filter { $0 != "wanted" }.joined(separator: "\n")
        try project.git("notes", "--ref", "attestations", "add", "-f", "-m", fewer, head, in: server)
        let run = try project.hallmark("notes", "fetch", in: clone)
        #expect(run.status == 2)
        #expect(run.errors.contains(Digest.sha256(Array("wanted".utf8)).description))
        #expect(!run.errors.contains(digest))
    }

    @Test func aCheckpointOfAStrangerCountsForNothing() throws {
        let project = try NotesRemote.published()
        let digest = try leak(project)
        try project.expect(project.hallmark("keys", "generate", "--output", "../stranger"))
        let run = try project.hallmark("notes", "compact", "--drop", digest, "--key", "../stranger")
        #expect(run.status == 1)
        #expect(run.errors.contains("no principal of the root with the role policy"))
        #expect(try project.git("notes", "--ref", "attestations", "show", "HEAD").contains("a secret"))
    }

    @Test func aCheckpointInAFileWaitsForFurtherSignatures() throws {
        let project = try NotesRemote.published()
        let digest = try leak(project)
        let file = project.root + "/checkpoint.json"
        try project.expect(project.hallmark("notes", "compact", "--drop", digest, "--output", file))
        #expect(try project.git("notes", "--ref", "attestations", "show", "HEAD").contains("a secret"))
        try project.expect(project.hallmark("notes", "compact", "--checkpoint", file))
        #expect(try !project.git("notes", "--ref", "attestations", "show", "HEAD").contains("a secret"))
        // The notes are others by now than those that it rewrites.
        let again = try project.hallmark("notes", "compact", "--checkpoint", file)
        #expect(again.status == 1)
        #expect(again.errors.contains("is not, or no longer, what the checkpoint rewrites"))
        try project.edit(file, "\"sig\":\"", "\"sig\":\"AAAA")
        let broken = try project.hallmark("notes", "compact", "--checkpoint", file)
        #expect(broken.status == 1)
        #expect(broken.errors.contains("not signed by enough principals"))
    }

    @Test func aRollbackBehindACheckpointIsRefused() throws {
        let project = try NotesRemote.published()
        let digest = try leak(project)
        let old = try NotesRemote.tip(project)
        try project.expect(project.hallmark("notes", "compact", "--drop", digest))
        try project.expect(project.hallmark("notes", "push", "--checkpoint"))
        let clone = try NotesRemote.clone(of: project)
        try project.expect(project.hallmark("notes", "fetch", in: clone))
        try project.git("fetch", "-q", project.repository, old, in: NotesRemote.path(project))
        try project.git("update-ref", Self.notes, old, in: NotesRemote.path(project))
        #expect(try project.hallmark("notes", "fetch", in: clone).status == 2)
    }

    @Test func junkIsLeftOut() throws {
        let project = try NotesRemote.published()
        _ = try leak(project)
        #expect(try project.hallmark("notes", "check").status == 1)
        try project.expect(project.hallmark("notes", "compact", "--junk"))
        #expect(try project.hallmark("notes", "check").status == 0)
        #expect(try project.hallmark("verify").status == 0)
        let run = try project.hallmark("notes", "compact", "--junk")
        #expect(run.status == 3)
        #expect(run.errors.contains("no note has such a line"))
        #expect(try project.hallmark("notes", "compact").status == 64)
        #expect(try project.hallmark("notes", "compact", "--drop", "secret").status == 64)
    }

    @Test func logAndShowSayWhatIsThere() throws {
        let project = try NotesRemote.published()
        let log = try project.hallmark("notes", "log", "--format", "json")
        let commits = try #require(try log.json()["references"]?[Self.notes]?.array)
        #expect(!commits.isEmpty)
        #expect(try project.hallmark("notes", "log").output.contains(try NotesRemote.tip(project)))
        let show = try project.hallmark("notes", "show", "HEAD")
        #expect(show.status == 0, "\(show.text)")
        #expect(show.output.contains("envelope https://hallmark-swift.github.io/commit/v1"))
        #expect(show.output.contains("signed by maintainer"))
        let model = try project.hallmark("notes", "show", "Models/tiny.safetensors", "--format", "json")
        let lines = try #require(try model.json()["references"]?["refs/notes/attestations-blobs"]?.array)
        #expect(lines.compactMap { $0["signers"]?.array?.first?.string } == ["maintainer"])
        #expect(try project.hallmark("notes", "show", "HEAD~1").status == 3)
        #expect(try project.hallmark("notes", "show", "nothing").status == 1)
    }
}
