import Foundation
import HallmarkCore
import Testing

/// `hallmark notes` between clones and bare remotes, driven with the real git.
@Suite struct NotesSyncTests {
    static let notes = "refs/notes/attestations"
    static let blobs = "refs/notes/attestations-blobs"

    private func published() throws -> Project { try NotesRemote.published() }

    @Test func pushSendsAndFetchBrings() throws {
        let project = try published()
        let clone = try NotesRemote.clone(of: project)
        #expect(try NotesRemote.tip(project, in: clone) == "")
        let run = try project.hallmark("notes", "fetch", in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("\(Self.notes): "))
        #expect(try NotesRemote.tip(project, in: clone) == NotesRemote.tip(project))
        #expect(
            try project.git("rev-parse", "refs/hallmark/remotes/origin/attestations-blobs", in: clone)
                == project.git("rev-parse", Self.blobs)
        )
        #expect(try project.hallmark("notes", "fetch", in: clone).output == "up to date\n")
        #expect(try project.hallmark("verify", in: clone).status == 0)
        let nothing = try project.hallmark("notes", "push", in: clone)
        #expect(nothing.status == 0)
        #expect(nothing.output.contains("nothing to push"))
    }

    @Test func aRemoteWithoutNotesIsFine() throws {
        let project = try Project.plain()
        try NotesRemote.add(to: project)
        let run = try project.hallmark("notes", "fetch")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("origin has no \(Self.notes)"))
        #expect(try project.hallmark("notes", "push").output.contains("nothing to push"))
    }

    @Test func refusesARemoteThatIsNotConfigured() throws {
        let project = try Project.plain()
        for name in ["origin", "--upload-pack=touch evil", "ext::sh -c true"] {
            let run = try project.hallmark("notes", "fetch", "--", name)
            #expect(run.status == 1)
            #expect(run.errors.contains("there is no remote"))
        }
        try project.git("remote", "add", "origin", project.root + "/nowhere.git")
        let run = try project.hallmark("notes", "push")
        #expect(run.status == 1)
        #expect(run.errors.contains("git ls-remote with the remote failed"))
    }

    @Test func bothClonesKeepWhatEachWrote() throws {
        let project = try published()
        let clone = try NotesRemote.clone(of: project)
        try project.expect(project.hallmark("notes", "fetch", in: clone))
        try NotesRemote.note(project, "here", about: "HEAD")
        try NotesRemote.note(project, "there", about: "HEAD", in: clone)
        try project.expect(project.hallmark("notes", "push"))
        let run = try project.hallmark("notes", "push", in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("sent \(Self.notes)"))
        try project.expect(project.hallmark("notes", "fetch"))
        #expect(try NotesRemote.tip(project) == NotesRemote.tip(project, in: clone))
        let text = try project.git("notes", "--ref", "attestations", "show", "HEAD")
        #expect(text.contains("here") && text.contains("there"))
    }

    /// Case 63: concurrent writers, of whom none loses what was acknowledged.
    @Test func racingPushesLoseNothing() async throws {
        let project = try published()
        let clones = try (0..<2).map { try NotesRemote.clone(of: project, named: "racer-\($0)") }
        for clone in clones { try project.expect(project.hallmark("notes", "fetch", in: clone)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, clone) in clones.enumerated() {
                group.addTask {
                    for round in 0..<4 {
                        try NotesRemote.note(project, "line-\(index)-\(round)", about: "HEAD", in: clone)
                        try project.expect(project.hallmark("notes", "push", in: clone))
                    }
                }
            }
            try await group.waitForAll()
        }
        try project.expect(project.hallmark("notes", "fetch"))
        let text = try project.git("notes", "--ref", "attestations", "show", "HEAD")
        for index in 0..<2 {
            for round in 0..<4 { #expect(text.contains("line-\(index)-\(round)")) }
        }
    }

    /// Case 2: a rewound reference, which git accepts with `+`; case 3: a deleted one; a rewritten line and a removed note.
    @Test(arguments: ["rewind", "delete", "rewrite", "remove"])
    func refusesARemoteThatLostSomething(_ attack: String) throws {
        let project = try published()
        try NotesRemote.note(project, "further", about: "HEAD")
        try project.expect(project.hallmark("notes", "push"))
        let clone = try NotesRemote.clone(of: project)
        try project.expect(project.hallmark("notes", "fetch", in: clone))
        let before = try NotesRemote.tip(project, in: clone)
        let server = NotesRemote.path(project)
        switch attack {
        case "rewind": try project.git("update-ref", Self.notes, "\(Self.notes)~1", in: server)
        case "delete": try project.git("update-ref", "-d", Self.notes, in: server)
        case "rewrite":
            let head = try project.git("rev-parse", "HEAD")
            try project.git("notes", "--ref", "attestations", "add", "-f", "-m", "other", head, in: server)
        default:
            let head = try project.git("rev-parse", "HEAD")
            try project.git("notes", "--ref", "attestations", "remove", head, in: server)
        }
        for command in ["fetch", "push"] {
            let run = try project.hallmark("notes", command, in: clone)
            #expect(run.status == 2, "\(run.text)")
            #expect(run.errors.contains("were rewound, deleted or rewritten"))
            #expect(run.errors.contains("the note about \(try project.git("rev-parse", "HEAD")) lost sha256:"))
            #expect(try NotesRemote.tip(project, in: clone) == before)
        }
        let verify = try project.hallmark("verify", "commit", "--fetch", "--format", "json", in: clone)
        #expect(verify.status == 2)
        #expect(try verify.codes() == ["notes-rewound"])
        try project.expect(project.hallmark("notes", "push", "--restore", in: clone))
        try project.expect(project.hallmark("notes", "fetch", in: clone))
        #expect(try project.git("notes", "--ref", "attestations", "show", "HEAD", in: clone).contains("further"))
        #expect(try project.git("merge-base", before, Self.notes, in: server) == before)
    }

    @Test func theUsersStateRemembersAcrossClones() throws {
        let project = try published()
        let clone = try NotesRemote.clone(of: project, named: "first")
        try project.expect(project.hallmark("notes", "fetch", in: clone))
        try FileManager.default.removeItem(atPath: clone)
        try project.git("update-ref", "-d", Self.blobs, in: NotesRemote.path(project))
        let again = try NotesRemote.clone(of: project, named: "second")
        let run = try project.hallmark("notes", "fetch", in: again)
        #expect(run.status == 2, "\(run.text)")
        #expect(run.errors.contains("no longer comes from the commit"))
        // Whoever knows why takes the remote as it is, in so many words.
        try project.expect(project.hallmark("notes", "push", "--restore", in: again))
        try project.expect(project.hallmark("notes", "fetch", in: again))
    }

    @Test func withoutAPinTheClonesOwnReferencesAreCompared() throws {
        let project = try published()
        let clone = try NotesRemote.clone(of: project)
        project.environment["XDG_STATE_HOME"] = project.root + "/nobody"
        let first = try project.hallmark("notes", "fetch", in: clone)
        #expect(first.status == 0)
        #expect(first.output.contains("no root of trust is pinned"))
        try project.git("update-ref", "-d", Self.notes, in: NotesRemote.path(project))
        #expect(try project.hallmark("notes", "fetch", in: clone).status == 2)
    }

    /// Case 18: a reference below the place of the notes.
    @Test func refusesAReferenceInTheWay() throws {
        let project = try published()
        let server = NotesRemote.path(project)
        let tip = try project.git("rev-parse", Self.notes, in: server)
        try project.git("update-ref", "-d", Self.notes, in: server)
        try project.git("update-ref", "\(Self.notes)/x", tip, in: server)
        let run = try project.hallmark("notes", "fetch")
        #expect(run.status == 2)
        #expect(run.errors.contains("the remote origin has \(Self.notes)/x"))
        #expect(run.errors.contains("git push origin --delete \(Self.notes)/x"))
        try project.git("push", "-q", "origin", "--delete", "\(Self.notes)/x")
        #expect(try project.hallmark("notes", "push", "--restore").status == 0)
    }

    /// Case 17: a reference that stands for a branch, onto which a push would put notes.
    @Test func refusesASymbolicReference() throws {
        let project = try published()
        let server = NotesRemote.path(project)
        let main = try project.git("rev-parse", "refs/heads/main", in: server)
        try project.git("symbolic-ref", Self.notes, "refs/heads/main", in: server)
        for command in ["fetch", "push"] {
            let run = try project.hallmark("notes", command)
            #expect(run.status == 2, "\(run.text)")
            #expect(run.errors.contains("stands for another: ref: refs/heads/main"))
        }
        #expect(try project.git("rev-parse", "refs/heads/main", in: server) == main)
        try project.git("symbolic-ref", "--delete", Self.notes, in: server)
        try project.git("symbolic-ref", Self.blobs, "refs/heads/main")
        #expect(try project.hallmark("notes", "check").status == 2)
        #expect(try project.hallmark("notes", "fetch").status == 1)
    }

    /// Case 17: a reference to a commit of files, a tag or a tree.
    @Test(arguments: ["refs/heads/main", "refs/tags/t", "refs/heads/main^{tree}"])
    func refusesWhatIsNoNotes(_ revision: String) throws {
        let project = try Project.signed()
        try project.git("tag", "-a", "-m", "m", "t")
        try NotesRemote.add(to: project)
        try project.git("push", "-q", "origin", "t")
        let server = NotesRemote.path(project)
        try project.git("update-ref", Self.notes, project.git("rev-parse", revision, in: server), in: server)
        let run = try project.hallmark("notes", "push")
        #expect(run.status == 2, "\(run.text)")
        #expect(run.errors.contains("\(Self.notes) of the remote origin is "))
    }

    @Test func junkOfOthersBlocksNothingElse() throws {
        let project = try published()
        let server = NotesRemote.path(project)
        let head = try project.git("rev-parse", "HEAD")
        let other = try project.git("rev-parse", "HEAD~1")
        // Case 65: escapes for a terminal; case 67: what is no JSON; a note that no reader takes.
        try project.git("notes", "--ref", "attestations", "append", "-m", "\u{1B}[2Jjunk", head, in: server)
        let many = (0..<5000).map { "line \($0)" }.joined(separator: "\n")
        try project.write(many, to: project.root + "/many")
        try project.git("notes", "--ref", "attestations", "add", "-F", project.root + "/many", other, in: server)
        let clone = try NotesRemote.clone(of: project)
        let run = try project.hallmark("verify", "commit", "--fetch", in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("notes over a limit, which no reader takes, about \(other)"))
        for command in [["notes", "show", "HEAD"], ["notes", "check"], ["notes", "log"]] {
            let run = try project.run(Project.executable, command, in: clone)
            #expect(!run.text.utf8.contains(0x1B))
        }
        let show = try project.hallmark("notes", "show", "HEAD", in: clone)
        #expect(show.status == 0)
        #expect(show.output.contains("junk: "))
        let check = try project.hallmark("notes", "check", "--format", "json", in: clone)
        #expect(check.status == 1)
        let problems = try check.json()["references"]?[Self.notes]?["problems"]?.array ?? []
        let kinds = Set(problems.compactMap { $0["kind"]?.string })
        #expect(kinds.isSuperset(of: ["junk-line", "unreadable"]))
    }

    /// Case 66: `git notes prune` in a shallow clone removes notes about commits that are not there; pushed, they are gone.
    @Test func aPruneInAShallowCloneIsPutRight() throws {
        let project = try published()
        let first = try project.git("rev-parse", "HEAD")
        try project.commit("Further")
        try project.expect(project.hallmark("attest", "commit"))
        try project.git("push", "-q", "origin", "main")
        try project.expect(project.hallmark("notes", "push"))
        let shallow = try NotesRemote.clone(of: project, named: "shallow", "--depth", "1")
        try project.expect(project.hallmark("notes", "fetch", in: shallow))
        try project.git("notes", "--ref", "attestations", "prune", in: shallow)
        #expect(try project.run("git", ["notes", "--ref", "attestations", "show", first], in: shallow).status != 0)
        try project.git("push", "-q", "origin", Self.notes, in: shallow)
        let run = try project.hallmark("notes", "fetch")
        #expect(run.status == 2)
        #expect(run.errors.contains("the note about \(first) lost"))
        try project.expect(project.hallmark("notes", "push", "--restore"))
        #expect(try project.git("notes", "--ref", "attestations", "show", first, in: NotesRemote.path(project)) != "")
    }

    /// Case 69: names that look like ours.
    @Test func referencesOfSimilarNamesAreLeftAlone() throws {
        let project = try published()
        let server = NotesRemote.path(project)
        let main = try project.git("rev-parse", "refs/heads/main", in: server)
        for name in ["refs/notes/Attestations", "refs/notes/attestations-old", "refs/heads/refs/notes/attestations"] {
            try project.git("update-ref", name, main, in: server)
        }
        try project.expect(project.hallmark("notes", "fetch"))
        let references = try project.git("for-each-ref", "--format=%(refname)", "refs/hallmark", "refs/notes")
        #expect(
            references.split(separator: "\n").sorted() == [
                "refs/hallmark/remotes/origin/attestations", "refs/hallmark/remotes/origin/attestations-blobs",
                "refs/notes/attestations", "refs/notes/attestations-blobs",
            ]
        )
    }

    @Test func keysOfThingsOutsideTravelToo() throws {
        let project = try published()
        let clone = try NotesRemote.clone(of: project)
        let subjects = "refs/hallmark/subjects"
        for (folder, text) in [(project.repository, "sha256:one"), (clone, "sha256:two")] {
            try project.write(text + "\n", to: project.root + "/key")
            let blob = try project.git("hash-object", "-w", project.root + "/key", in: folder)
            try project.git("notes", "--ref", "keys", "add", "-C", blob, blob, in: folder)
            try project.git("update-ref", subjects, "refs/notes/keys", in: folder)
            try project.git("update-ref", "-d", "refs/notes/keys", in: folder)
        }
        try project.expect(project.hallmark("notes", "push"))
        let run = try project.hallmark("notes", "push", in: clone)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("sent \(subjects)"))
        try project.expect(project.hallmark("notes", "fetch"))
        #expect(try project.git("ls-tree", "-r", subjects).split(separator: "\n").count == 2)
        #expect(try project.git("rev-parse", subjects) == project.git("rev-parse", subjects, in: clone))
        // Somebody puts something else there: no fetch stops at it.
        let server = NotesRemote.path(project)
        try project.git("update-ref", subjects, project.git("rev-parse", "refs/heads/main", in: server), in: server)
        let fetch = try project.hallmark("notes", "fetch")
        #expect(fetch.status == 0)
        #expect(fetch.output.contains("keeps no keys, and was left alone"))
    }

    @Test func aRemoteThatTakesNoNotesIsNamed() throws {
        let project = try published()
        let hook = NotesRemote.path(project) + "/hooks/update"
        try project.write("#!/bin/sh\nexit 1\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try NotesRemote.note(project, "further", about: "HEAD")
        let run = try project.hallmark("notes", "push")
        #expect(run.status == 1)
        #expect(run.errors.contains("takes no notes"))
    }

    @Test func noHookOfTheRepositoryRuns() throws {
        let project = try published()
        let hooks = project.repository + "/.git/hooks"
        for name in ["reference-transaction", "pre-push"] {
            try project.write("#!/bin/sh\ntouch \(project.root)/ran\n", to: "\(hooks)/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(hooks)/\(name)")
        }
        try NotesRemote.note(project, "further", about: "HEAD")
        try? FileManager.default.removeItem(atPath: project.root + "/ran")
        try project.expect(project.hallmark("notes", "push"))
        #expect(!FileManager.default.fileExists(atPath: project.root + "/ran"))
    }
}

/// A bare remote beside a project, and clones of it.
enum NotesRemote {
    static func path(_ project: Project) -> String { project.root + "/server.git" }

    static func url(_ project: Project) -> String { "file://" + path(project) }

    /// Makes the remote, with the branch and without notes.
    static func add(to project: Project) throws {
        try project.git("init", "-q", "--bare", "-b", "main", path(project))
        try project.git("remote", "add", "origin", url(project))
        try project.git("push", "-q", "origin", "main")
    }

    /// A signed project whose branch and notes are on the remote.
    static func published() throws -> Project {
        let project = try Project.signed()
        try add(to: project)
        try project.expect(project.hallmark("notes", "push"))
        return project
    }

    static func clone(of project: Project, named name: String = "clone", _ options: String...) throws -> String {
        let clone = "\(project.root)/\(name)"
        let run = try project.run("git", ["clone", "-q"] + options + [url(project), clone], in: project.root)
        try project.expect(run)
        return clone
    }

    /// Adds a line of text to a note, as git does.
    static func note(_ project: Project, _ text: String, about object: String, in folder: String? = nil) throws {
        try project.git("notes", "--ref", "attestations", "append", "-m", text, object, in: folder)
    }

    /// What the notes are at; an empty text when there are none.
    static func tip(_ project: Project, in folder: String? = nil) throws -> String {
        try project.git("for-each-ref", "--format=%(objectname)", "refs/notes/attestations", in: folder)
    }
}
