import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// `vouch import`, and policies that say whose word counts.
@Suite struct VouchImportTests {
    /// Another team, which pins what a project pins and has reviewed some of it.
    private func team(_ project: VouchProject, vouchingFor names: String...) throws -> Project {
        let team = try Project.plain()
        try team.expect(
            team.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", "https://example.com/tools/app")
        )
        try team.write(bytes: project.app.bytes(of: "Package.resolved"), to: "Package.resolved")
        try team.git("add", "--force", "Package.resolved")
        try team.commit("Pin")
        let copies = team.repository + "/.build"
        try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: project.app.repository + "/.build/repositories",
            toPath: copies + "/repositories"
        )
        for name in names { try team.expect(team.hallmark("vouch", "add", name, "--yes")) }
        return team
    }

    private func review(_ team: Project) throws -> String {
        "statement: review, team: tools, root: \"\(try VouchProject.root(of: team))\", role: review"
    }

    private func take(_ team: Project, into project: VouchProject) throws -> Project.Run {
        let run = try project.app.hallmark("vouch", "import", team.repository, "--team", "tools")
        if run.status == 0 { try project.app.commit("Import") }
        return run
    }

    @Test func reviewsOfATeamWhoseRootThePolicyNamesCount() throws {
        let project = try VouchProject()
        try project.add("alpha")
        let team = try team(project, vouchingFor: "alpha")
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours, try review(team)))
        let before = try project.verify()
        #expect(before.status == 3, "\(before.run.text)")
        #expect(before.codes["alpha"]?.contains("no-roots") == true)
        let run = try take(team, into: project)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("wrote attestations/teams/tools/roots/1.json"))
        #expect(run.output.contains("\(project.package("alpha"))@1.0.0: safe-to-deploy"))
        let result = try project.verify()
        #expect(result.words == ["alpha": "vouched for"], "\(result.run.text)")
        #expect(result.run.output.contains("tools: "))
        #expect(
            try project.app.git("for-each-ref", "--format=%(refname)", "refs/hallmark/imports")
                == "refs/hallmark/imports/tools/attestations-blobs"
        )
        #expect(try project.app.git("rev-parse", "--is-shallow-repository") == "false")
        // Once more changes nothing.
        #expect(try take(team, into: project).status == 0)
        #expect(try project.verify().words == ["alpha": "vouched for"])
    }

    @Test func reviewsOfATeamThatThePolicyDoesNotNameDoNotCount() throws {
        let project = try VouchProject()
        try project.add("alpha")
        let team = try team(project, vouchingFor: "alpha")
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours))
        let run = try take(team, into: project)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("team: tools, root: \"\(try VouchProject.root(of: team))\""))
        let result = try project.verify()
        #expect(result.status == 3)
        #expect(result.codes["alpha"]?.contains("unknown-key") == true, "\(result.run.text)")
    }

    @Test func aTeamWhoseRootIsAnotherIsNotTakenOver() throws {
        let project = try VouchProject()
        try project.add("alpha")
        let team = try team(project, vouchingFor: "alpha")
        let other = Digest.sha256(Array("another root".utf8))
        try project.policy(
            VouchProject.rule("pkg:swift/**", "statement: review, team: tools, root: \"\(other)\", role: review")
        )
        let run = try take(team, into: project)
        #expect(run.status == 2, "\(run.text)")
        #expect(run.errors.contains("pinned is \(other)"))
        #expect(!FileManager.default.fileExists(atPath: project.app.repository + "/attestations/teams"))
        #expect(try project.verify().words == ["alpha": "unsigned"])
    }

    /// Roots that were put into our tree by hand are held against the policy's as well.
    @Test func aRootInOurTreeThatIsAnotherIsRefused() throws {
        let project = try VouchProject()
        try project.add("alpha")
        let team = try team(project, vouchingFor: "alpha")
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours))
        try project.app.expect(take(team, into: project))
        let other = Digest.sha256(Array("another root".utf8))
        try project.policy(
            VouchProject.rule("pkg:swift/**", "statement: review, team: tools, root: \"\(other)\", role: review")
        )
        let result = try project.verify()
        #expect(result.status == 2, "\(result.run.text)")
        #expect(result.codes["alpha"] == ["not-the-pinned-root"])
    }

    @Test func junkInTheTeamsNotesIsLeftWhereItIs() throws {
        let project = try VouchProject()
        try project.add("alpha")
        let team = try team(project, vouchingFor: "alpha")
        let stranger = try self.team(project, vouchingFor: "alpha")
        let object = try team.git("notes", "--ref", "attestations-blobs", "list").split(separator: " ").last.map(
            String.init
        )
        let note = try #require(object)
        let strange = try stranger.git("notes", "--ref", "attestations-blobs", "show", note)
        let mine = try team.git("notes", "--ref", "attestations-blobs", "show", note)
        let junk = "\(mine)\n\(strange)\nno json \u{202E}\n{\"a\":1}\n"
        try team.write(junk, to: team.root + "/junk")
        try team.git("notes", "--ref", "attestations-blobs", "add", "-f", "-F", team.root + "/junk", note)
        try project.policy(VouchProject.rule("pkg:swift/**", try review(team)))
        let run = try take(team, into: project)
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("3 lines beside them"))
        #expect(try project.verify().words == ["alpha": "vouched for"])
        let ours = try project.app.git("notes", "--ref", "attestations-blobs", "show", note)
        #expect(ours.split(separator: "\n").count == 1)
    }

    @Test(arguments: ["ext::touch MARKER", "--upload-pack=touch MARKER"])
    func aSourceRunsNothing(source: String) throws {
        let project = try VouchProject()
        try project.add("alpha")
        let marker = project.app.root + "/ran"
        let run = try project.app.hallmark(
            "vouch",
            "import",
            "--team",
            "tools",
            "--",
            source.replacing("MARKER", with: marker)
        )
        #expect(run.status == 1, "\(run.text)")
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    /// Signs an exception for a dependency, by two people.
    private func except(_ name: String, in project: VouchProject) throws {
        let ada = project.app.root + "/ada"
        try project.app.expect(project.app.hallmark("keys", "generate", "--output", ada))
        try project.app.expect(
            project.app.hallmark(
                "trust",
                "rotate",
                "--add-principal",
                "ada",
                "--public-key",
                ada + ".pub",
                "--role",
                "policy"
            )
        )
        try project.app.commit("Root 2")
        let rule = project.package(name).filter { $0.isLetter || $0.isNumber }
        try project.app.expect(
            project.app.hallmark(
                "attest",
                "exception",
                "dependency:\(name)",
                "--rule",
                rule,
                "--reason",
                "it goes next month",
                "--owner",
                "app team"
            )
        )
        let folder = project.app.repository + "/attestations/exceptions"
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        try project.app.expect(project.app.hallmark("cosign", "\(folder)/\(file)", "--key", ada))
        try project.app.commit("Except it")
    }

    /// The maintainers' statement, our review, a team's, a difference and an exception: none can be left out.
    @Test func fiveDependenciesAreCoveredEachByAnotherWord() throws {
        let project = try VouchProject()
        let names = ["difference", "excepted", "imported", "maintained", "reviewed"]
        for name in names { try project.add(name, ["A.swift": "let a = \"\(name)\"\n"]) }
        // Its maintainers have a root of their own.
        let maintained = try project.maintain("maintained", version: "1.1.0")
        let team = try team(project, vouchingFor: "imported")
        try project.policy(
            ([
                VouchProject.rule(
                    project.package("maintained"),
                    "statement: commit, root: \"\(maintained)\", role: review"
                ), VouchProject.rule(project.package("imported"), try review(team)),
            ]
                + ["difference", "excepted", "reviewed"].map {
                    VouchProject.rule(project.package($0), VouchProject.ours)
                })
                .joined(separator: "\n")
        )
        try project.app.expect(take(team, into: project))
        for name in ["difference", "reviewed"] { try project.app.expect(project.vouch(name)) }
        try except("excepted", in: project)
        try project.release("difference", "1.1.0", ["A.swift": "let a = 2\n"])
        try project.app.expect(project.vouch("difference"))
        let accepted = try project.verify()
        #expect(accepted.status == 0, "\(accepted.run.text)")
        #expect(
            accepted.words == [
                "difference": "vouched for", "excepted": "excepted", "imported": "vouched for",
                "maintained": "verified", "reviewed": "vouched for",
            ]
        )
        // Without the maintainers' notes, without each of the reviews, and without the base of the difference.
        let copy = project.mirror("maintained")
        let theirs = try project.app.git("rev-parse", "refs/notes/attestations", in: copy)
        try project.forget()
        try project.app.git("update-ref", "-d", "refs/notes/attestations", in: copy)
        #expect(try project.verify().words["maintained"] == "stale")
        try project.app.git("update-ref", "refs/notes/attestations", theirs, in: copy)
        let all = try project.app.git("rev-parse", "refs/notes/attestations-blobs")
        let notes = try project.app.git("notes", "--ref", "attestations-blobs", "list").split(separator: "\n")
        var fallen: Set<String> = []
        for line in notes {
            let object = String(line.split(separator: " ")[1])
            try project.forget()
            try project.app.git("notes", "--ref", "attestations-blobs", "remove", object)
            let result = try project.verify()
            let lost = result.words.filter { !["vouched for", "verified", "excepted"].contains($0.value) }.map(\.key)
            if !lost.isEmpty { #expect(result.status == 3, "\(result.run.text)") }
            fallen.formUnion(lost)
            try project.app.git("update-ref", "refs/notes/attestations-blobs", all)
        }
        #expect(fallen == ["difference", "imported", "reviewed"])
        try project.forget()
        #expect(try project.verify().status == 0)
        try project.app.git("rm", "-q", "-r", "attestations/exceptions")
        try project.app.commit("Take the exception away")
        let without = try project.verify()
        #expect(without.status == 3)
        #expect(without.words["excepted"] == "unsigned")
    }

    @Test func whatATeamHasWithdrawnDoesNotCountAndIsNotForgotten() throws {
        let project = try VouchProject()
        try project.add("alpha")
        let team = try team(project, vouchingFor: "alpha")
        try project.policy(VouchProject.rule("pkg:swift/**", try review(team)))
        try project.app.expect(take(team, into: project))
        #expect(try project.verify().words == ["alpha": "vouched for"])
        let before = try project.app.git("rev-parse", "HEAD")
        try team.expect(team.hallmark("vouch", "withdraw", "alpha", "--reason", "it opens sockets"))
        try team.commit("Withdraw")
        let run = try take(team, into: project)
        #expect(run.output.contains("wrote attestations/teams/tools/withdrawals/"), "\(run.text)")
        let result = try project.verify()
        #expect(result.words["alpha"] != "vouched for")
        #expect(result.run.output.contains("it opens sockets"), "\(result.run.text)")
        // A tree from before gives nothing back.
        try project.app.git("reset", "-q", "--hard", before)
        #expect(try project.verify().words["alpha"] != "vouched for")
    }

    @Test func aCountAsksForSeveralWords() throws {
        let project = try VouchProject()
        try project.add("alpha")
        let team = try team(project, vouchingFor: "alpha")
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours, try review(team), count: 2))
        try project.app.expect(take(team, into: project))
        let one = try project.verify()
        #expect(one.status == 3)
        #expect(one.codes["alpha"]?.contains("count") == true, "\(one.run.text)")
        try project.app.expect(project.vouch("alpha"))
        let two = try project.verify()
        #expect(two.words == ["alpha": "vouched for"], "\(two.run.text)")
    }
}
