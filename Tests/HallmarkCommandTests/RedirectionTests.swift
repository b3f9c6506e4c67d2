import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// What leads git, or a verifier that trusts git's names, to other bytes than those that were signed.
@Suite struct RedirectionTests {
    /// Makes a commit with other content, and goes back.
    private func makeEvil(_ project: Project) throws -> (good: String, evil: String) {
        let good = try project.git("rev-parse", "HEAD")
        try project.write("public let greeting = \"evil\"\n", to: "Sources/App/App.swift")
        let evil = try project.commit("Evil")
        try project.git("reset", "-q", "--hard", good)
        return (good, evil)
    }

    /// Hostile cases 21, 22 and 24: what git shows in the place of an object, and verification does not.
    @Test(arguments: ["commit", "blob", "grafts"])
    func whatReplacesAnObjectIsNotLookedAt(what: String) throws {
        let project = try Project.signed()
        let (good, evil) = try makeEvil(project)
        let path = "Sources/App/App.swift"
        switch what {
        case "commit": try project.git("replace", good, evil)
        case "blob": try project.git("replace", "\(good):\(path)", "\(evil):\(path)")
        default: try project.write("\(good)\n", to: ".git/info/grafts")
        }
        if what == "commit" { #expect(try project.git("show", "\(good):\(path)").contains("evil"), "git is misled") }
        let run = try project.hallmark("verify", "commit", good)
        #expect(run.status == 0, "\(run.text)")
        // And nothing is signed in its place.
        try project.expect(project.hallmark("attest", "commit"))
        #expect(try project.hallmark("verify", "commit", evil).status != 0)
    }

    /// Hostile case 27: an object is what its id says, wherever it comes from.
    @Test func anAlternateCannotBringOtherBytesUnderAnID() throws {
        let project = try Project.signed()
        let blob = try project.git("rev-parse", "HEAD:Sources/App/App.swift")
        let evil = project.root + "/evil"
        try project.git("init", "-q", "--bare", evil)
        try project.write("evil\n", to: project.root + "/file")
        let other = try project.git("hash-object", "-w", project.root + "/file", in: evil)
        func path(_ folder: String, _ id: String) -> String { "\(folder)/objects/\(id.prefix(2))/\(id.dropFirst(2))" }
        let manager = FileManager.default
        try manager.createDirectory(atPath: "\(evil)/objects/\(blob.prefix(2))", withIntermediateDirectories: true)
        try manager.copyItem(atPath: path(evil, other), toPath: path(evil, blob))
        try manager.removeItem(atPath: path(project.repository + "/.git", blob))
        try project.write(evil + "/objects\n", to: ".git/objects/info/alternates")
        let run = try project.hallmark("verify", "commit")
        #expect(run.status == 1, "\(run.text)")
        #expect(run.text.contains("hash"), "\(run.text)")
    }

    /// Hostile case 28: a SHA-1 id alone proves nothing.
    @Test func aStatementThatNamesOnlyTheCommitDoesNotCount() throws {
        let project = try Project.signed()
        try project.write("public let greeting = 2\n", to: "Sources/App/App.swift")
        let commit = try project.commit("More")
        let signer = KeySigner(try PrivateKey(pem: project.bytes(of: project.key), passphrase: nil))
        let subject = Subject(
            name: CommitPredicate.commitSubject,
            digest: DigestSet([DigestSet.Name.gitCommit: commit])
        )
        let predicate = CommitPredicate(repository: Project.repositoryURI)
        let envelope = try signer.envelope(Statement(subjects: [subject], predicate: predicate))
        try project.write(String(decoding: envelope.jsonBytes, as: UTF8.self) + "\n", to: project.root + "/note")
        let blob = try project.git("hash-object", "-w", project.root + "/note")
        try project.git("notes", "--ref", "attestations", "add", "--force", "-C", blob, "HEAD")
        let run = try project.hallmark("verify", "commit", "--format", "json")
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes().contains("other-content"))
    }

    /// Hostile case 68: a commit of another repository, signed by the same person.
    @Test func anAttestationOfAnotherRepositoryDoesNotCount() throws {
        let project = try Project.signed()
        let other = try Project.plain()
        other.environment["HALLMARK_KEY"] = project.key
        other.environment["XDG_STATE_HOME"] = project.environment["XDG_STATE_HOME"]
        try other.expect(
            other.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", "https://example.com/fork/app")
        )
        try other.commit("Add attestations")
        try other.expect(other.hallmark("attest"))
        #expect(try other.hallmark("verify").status == 0)
        #expect(try project.hallmark("verify").status == 0)
        try project.git("fetch", "-q", "--force", other.repository, "main", "refs/notes/*:refs/notes/*")
        let run = try project.hallmark("verify", "commit", "FETCH_HEAD", "--format", "json")
        #expect(run.status == 2, "\(run.text)")
    }
}
