import Foundation
import HallmarkCore
import Testing

/// `verify dependencies`: what a dependency's maintainers signed, read from the copy that SwiftPM keeps.
@Suite struct DependencyTests {
    @Test func whatItsMaintainersSignedIsVerified() throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        try project.updateNotes()
        let result = try project.verify()
        #expect(result.status == 0, "\(result.run.text)")
        #expect(result.word == "verified")
        #expect(try project.app.hallmark("verify", "dependencies").output.contains("greeter@1.0.0: verified"))
        #expect(!project.manifestRan)
    }

    @Test func aCopyWithoutNotesIsStaleUntilTheyAreFetched() throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        let stale = try project.verify()
        #expect(stale.status == 3, "\(stale.run.text)")
        #expect(stale.word == "stale")
        #expect(stale.codes.contains("stale-notes"))
        #expect(stale.run.output.contains("hallmark verify dependencies --fetch"))

        let fetched = try project.verify("--fetch")
        #expect(fetched.status == 0, "\(fetched.run.text)")
        #expect(fetched.word == "verified")
        #expect(
            try project.app.git("for-each-ref", "refs/notes", in: project.mirror) == "",
            "SwiftPM's copy is not ours"
        )
        // What was fetched is kept.
        #expect(try project.verify().word == "verified")
    }

    @Test func onlyAfterAFetchIsADependencyUnsigned() throws {
        let project = try DependencyProject.make()
        #expect(try project.verify().word == "stale")
        let result = try project.verify("--fetch")
        #expect(result.status == 3, "\(result.run.text)")
        #expect(result.word == "unsigned")
        #expect(result.codes == ["no-statement"])
    }

    @Test func aFetchThatFailsLeavesItStaleAndSaysSo() throws {
        let project = try DependencyProject.make()
        try project.app.write("", to: project.app.root + "/gitconfig")
        project.app.environment["GIT_ALLOW_PROTOCOL"] = "file"
        let result = try project.verify("--fetch")
        #expect(result.status == 3, "\(result.run.text)")
        #expect(result.word == "stale")
        #expect(result.run.output.contains("was not fetched"))
    }

    /// A location is data, whatever it looks like to git, and whatever the user's configuration allows.
    @Test(arguments: ["ext::touch MARKER", "--upload-pack=touch MARKER", "-c core.sshCommand='touch MARKER'"])
    func aLocationRunsNothing(location: String) throws {
        let project = try DependencyProject.make()
        let marker = project.app.root + "/ran"
        let configuration = String(decoding: try project.app.bytes(of: "../gitconfig"), as: UTF8.self)
        try project.app.write(configuration + "[protocol \"ext\"]\n\tallow = always\n", to: "../gitconfig")
        try project.app.edit(
            "Package.resolved",
            "\"\(DependencyProject.url)\"",
            "\"\(location.replacing("MARKER", with: marker))\""
        )
        try project.app.commit("Pin a command")
        let result = try project.verify("--fetch")
        #expect(result.status == 3, "\(result.run.text)")
        #expect(result.word == "stale")
        #expect(result.codes == ["no-mirror"])
        #expect(result.run.output.contains("was not fetched"))
        #expect(!FileManager.default.fileExists(atPath: marker))
        #expect(try project.app.hallmark("resolve").status != 0)
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test func aReviewOfOursVouchesForIt() throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        let result = try project.verify()
        #expect(result.status == 0, "\(result.run.text)")
        #expect(result.word == "vouched for")
    }

    /// Hostile cases 1 to 3, at a dependency: SwiftPM takes over whatever its repository serves.
    @Test(arguments: ["deleted", "rewound", "rewritten"])
    func notesThatWereTakenAwayAreRefused(how: String) throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        try project.greeter.commit("More")
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        try project.updateNotes()
        #expect(try project.verify().word == "verified")
        switch how {
        case "deleted": try project.greeter.git("update-ref", "-d", "refs/notes/attestations")
        case "rewound": try project.greeter.git("update-ref", "refs/notes/attestations", "refs/notes/attestations~1")
        default:
            let tree = try project.greeter.git("rev-parse", "refs/notes/attestations^{tree}")
            let commit = try project.greeter.git("commit-tree", "-m", "anew", tree)
            try project.greeter.git("update-ref", "refs/notes/attestations", commit)
        }
        try project.updateNotes()
        let result = try project.verify()
        #expect(result.status == 2, "\(result.run.text)")
        #expect(result.word == "refused")
        #expect(result.codes.contains("notes-rollback"))
        // The remedy is said, and works.
        let command = try #require(result.run.output.components(separatedBy: "confirmed it: ").last).prefix {
            $0 != "\""
        }
        try project.app.expect(project.app.run("sh", ["-c", String(command)]))
        #expect(try project.verify().word == (how == "deleted" ? "stale" : "verified"))
    }

    @Test func notesThatWereTakenAwayUpstreamAreRefusedAtTheFetch() throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        #expect(try project.verify("--fetch").word == "verified")
        let copies = project.app.root + "/state/hallmark/dependencies"
        for name in try FileManager.default.contentsOfDirectory(atPath: copies) where name.hasSuffix(".git") {
            try FileManager.default.removeItem(atPath: "\(copies)/\(name)")
        }
        let behind = try project.verify()
        #expect(behind.word == "stale")
        #expect(behind.run.output.contains("older than those that were seen before"))
        try project.greeter.git("update-ref", "-d", "refs/notes/attestations")
        let result = try project.verify("--fetch")
        #expect(result.status == 2, "\(result.run.text)")
        #expect(result.word == "refused")
        #expect(result.codes.contains("notes-rollback"))
    }

    /// Hostile cases 21 to 24 and 27, in SwiftPM's copy.
    @Test(arguments: ["replaced-objects", "grafts", "alternates"])
    func aCopyInWhichGitIsMisledIsRefused(code: String) throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        #expect(try project.verify().word == "vouched for")
        let mirror = try project.mirror
        let commit = try project.greeter.git("rev-parse", "HEAD")
        switch code {
        case "replaced-objects":
            try project.app.git("replace", commit, try project.greeter.git("rev-parse", "HEAD~1"), in: mirror)
            try project.app.git("pack-refs", "--all", in: mirror)
        case "grafts": try project.app.write(commit + "\n", to: mirror + "/info/grafts")
        default:
            try project.app.write(
                project.greeter.repository + "/.git/objects\n",
                to: mirror + "/objects/info/alternates"
            )
        }
        let result = try project.verify()
        #expect(result.status == 2, "\(result.run.text)")
        #expect(result.word == "refused")
        #expect(result.codes == [code])
    }

    /// Hostile case 4, at a dependency: a note that was copied from another commit.
    @Test func aStatementAboutAnotherCommitIsRefused() throws {
        let project = try DependencyProject.make()
        let pinned = try project.greeter.git("rev-parse", "1.0.0")
        try project.greeter.write("public let hi = 2\n", to: "Sources/Greeter/Greeter.swift")
        try project.greeter.commit("More")
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        try project.greeter.git("notes", "--ref", "attestations", "copy", "HEAD", pinned)
        try project.updateNotes()
        let result = try project.verify()
        #expect(result.status == 2, "\(result.run.text)")
        #expect(result.word == "refused")
        #expect(result.codes.contains("other-commit"))
    }

    /// Principals of our own root say nothing as maintainers of a dependency, nor they as ours.
    @Test func aStatementOfSomebodyElseDoesNotCount() throws {
        let project = try DependencyProject.make()
        project.greeter.environment["HALLMARK_KEY"] = project.app.key
        let attested = try project.greeter.hallmark("attest", "commit")
        #expect(attested.status == 0, "\(attested.text)")
        let result = try project.verify("--fetch")
        #expect(result.status == 3, "\(result.run.text)")
        #expect(result.word == "unsigned")
        #expect(result.codes == ["unknown-key", "no-statement"])
    }

    /// A copy that has gone back to before a root gives nothing back that the root took away.
    @Test func aRoleThatALaterRootTookAwayStaysTakenAway() throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        try project.updateNotes()
        #expect(try project.verify().word == "verified")
        let pinned = try project.greeter.git("rev-parse", "1.0.0")
        try project.greeter.write(try project.nextRoot(withoutRole: "review"), to: "attestations/roots/2.json")
        try project.greeter.commit("Take the role away")
        try project.app.git("fetch", "-q", project.greeter.repository, "+refs/heads/*:refs/heads/*", in: project.mirror)
        let later = try project.verify()
        #expect(later.status == 3, "\(later.run.text)")
        #expect(later.codes.contains("wrong-role"))
        try project.app.git("update-ref", "refs/heads/main", pinned, in: project.mirror)
        let result = try project.verify()
        #expect(result.status == 3, "\(result.run.text)")
        #expect(result.codes.contains("wrong-role"))
    }

    /// Nor does a copy that has gone back to before a list give back the word of a key that the maintainers revoked.
    @Test func aKeyThatItsMaintainersRevokedStaysRevoked() throws {
        let project = try DependencyProject.make()
        let (app, greeter) = (project.app, project.greeter)
        try greeter.expect(greeter.hallmark("attest", "commit"))
        let pinned = try greeter.git("rev-parse", "1.0.0")
        let spare = greeter.root + "/spare"
        try greeter.expect(greeter.hallmark("keys", "generate", "--output", spare))
        try greeter.expect(greeter.hallmark("trust", "rotate", "--add-key", "maintainer=\(spare).pub"))
        try greeter.commit("Add a spare key")
        try project.updateNotes()
        #expect(try project.verify().word == "verified")
        try greeter.expect(
            greeter.hallmark("trust", "revoke", greeter.key + ".pub", "--reason", "it leaked", "--key", spare)
        )
        try greeter.commit("Revoke")
        try app.git("fetch", "-q", greeter.repository, "+refs/heads/*:refs/heads/*", in: project.mirror)
        let later = try project.verify()
        #expect(later.status == 3, "\(later.run.text)")
        #expect(later.codes.contains("revoked-key"))
        #expect(later.run.output.contains("it leaked"))
        try app.git("update-ref", "refs/heads/main", pinned, in: project.mirror)
        let back = try project.verify()
        #expect(back.status == 3, "\(back.run.text)")
        #expect(back.codes.contains("revoked-key"))
    }

    /// A dependency's own root is no anchor: only the digest that our policy names is.
    @Test func anotherRootThanTheOneThatThePolicyNamesIsRefused() throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        try project.updateNotes()
        let other = Digest.sha256(Array("another root".utf8)).description
        try project.app.edit("attestations/policy.yaml", try project.greeterRoot(), other)
        try project.app.edit("attestations/policy.yaml", "version: 2", "version: 3")
        try project.app.commit("Name another root")
        try project.app.expect(project.app.hallmark("attest", "policy"))
        let result = try project.verify()
        #expect(result.status == 2, "\(result.run.text)")
        #expect(result.word == "refused")
        #expect(result.codes == ["not-the-pinned-root"])
    }

    @Test func anotherPackagesCopyOfTheSameNameIsNotLookedAt() throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        let twin = project.app.repository + "/.build/repositories/greeter-00000000"
        try project.app.git("clone", "-q", "--mirror", project.greeter.repository, twin)
        try project.app.git("config", "remote.origin.url", "https://example.com/other/greeter", in: twin)
        try project.app.git("replace", "HEAD", "HEAD~1", in: twin)
        #expect(try project.verify().word == "vouched for")
        // Of the same repository, it would count.
        try project.app.git("config", "remote.origin.url", DependencyProject.url + ".git", in: twin)
        #expect(try project.verify().word == "refused")
    }

    @Test func withANamedRootAndNoStateRollbackIsSaidToBeUnchecked() throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        let root = project.app.repository + "/attestations/roots/1.json"
        let without = try project.verify("--trust-root", root)
        #expect(without.status == 0, "\(without.run.text)")
        #expect(without.run.output.contains("rolled back was not checked"))
        let with = try project.verify("--trust-root", root, "--state", project.app.root + "/ci-state")
        #expect(with.status == 0, "\(with.run.text)")
        #expect(!with.run.output.contains("rolled back was not checked"))
    }

    @Test func aCopyThatCannotBeReadIsNamed() throws {
        let project = try DependencyProject.make()
        project.app.environment["XDG_CACHE_HOME"] = project.app.root + "/empty-cache"
        try project.app.write("[core]\n\trepositoryformatversion = 9\n", to: project.mirror + "/config")
        let result = try project.verify()
        #expect(result.status == 1, "\(result.run.text)")
        #expect(result.word == "unreadable")
        #expect(result.codes == ["unreadable-dependency"])
    }
}
