import Foundation
import HallmarkCore
import Testing

/// What `hallmark verify` accepts and refuses, each with its own message and exit code.
@Suite struct ChainTests {
    @Test func acceptsWhatWasSetUpAndSigned() throws {
        let project = try Project.signed()
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 0, "\(run.text)")
        #expect(try run.json()["decision"] == "accepted")
        #expect(try run.json()["exit"] == 0)
        let kinds = try #require(try run.json()["artifacts"]?.array).compactMap { $0["kind"]?.string }
        #expect(kinds == ["root", "policy", "commit", "package", "model"])
    }

    @Test func gitReadsTheNotesThatWeWrite() throws {
        let project = try Project.signed()
        let lines = try project.git("notes", "--ref", "attestations", "show", "HEAD").split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines {
            let envelope = try JSONParser.parse(Array(line.utf8))
            #expect(envelope["payloadType"] == "application/vnd.in-toto+json")
        }
    }

    @Test func refusesAChangedByteOfAModel() throws {
        let project = try Project.signed()
        var bytes = try project.bytes(of: "Models/tiny.safetensors")
        bytes[bytes.count - 1] ^= 1
        try project.write(bytes: bytes, to: "Models/tiny.safetensors")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes() == ["changed"])
    }

    @Test func refusesAChangedModelInACommit() throws {
        let project = try Project.signed()
        try project.write(bytes: Project.safetensors("weightz"), to: "Models/tiny.safetensors")
        try project.commit("Change")
        try project.expect(project.hallmark("attest", "commit"))
        let run = try project.hallmark("verify", "commit", "HEAD", "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes().contains("changed"))
    }

    @Test(arguments: ["Models/new.safetensors", "new.GGUF", "assets/data.txt"])
    func refusesAModelWithoutAStatement(path: String) throws {
        let project = try Project.signed()
        try project.write(bytes: Project.safetensors("other"), to: path)
        let run = try project.hallmark("verify")
        #expect(run.status == 3)
        #expect(run.output.contains("missing   model \(path), in the work tree"))
        #expect(run.output.contains("mend:     hallmark attest model \(path)"))
    }

    @Test func refusesADeletedNote() throws {
        let project = try Project.signed()
        try project.git("notes", "--ref", "attestations", "remove", "HEAD", "HEAD^{tree}")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 3)
        #expect(try run.codes() == ["no-statement"])
    }

    @Test func refusesANoteCopiedFromAnotherCommit() throws {
        let project = try Project.signed()
        try project.write("public let farewell = \"bye\"\n", to: "Sources/App/Bye.swift")
        try project.commit("Further")
        try project.git("notes", "--ref", "attestations", "copy", "HEAD~", "HEAD")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes() == ["other-content"])
    }

    @Test func refusesAnEnvelopeSignedByAnUnknownKey() throws {
        let project = try Project.signed()
        try project.change("Further")
        try project.expect(project.hallmark("keys", "generate", "--output", project.root + "/stranger"))
        try project.expect(project.hallmark("attest", "commit", "--key", project.root + "/stranger"))
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 3)
        #expect(try run.codes() == ["unknown-key"])
    }

    @Test(arguments: [
        ("Package.swift", "// a comment\n"), ("Package@swift-6.3.swift", "// swift-tools-version: 6.3\n"),
        ("Packages/Local/Package.swift", "// swift-tools-version: 6.0\n"), ("Package.resolved", "{}"),
        (".swiftpm/configuration/mirrors.json", "{}"), ("attestations/suppliers.json", "{}"), ("LICENSE", "other\n"),
    ])
    func refusesAnSBOMWhoseInputsChanged(path: String, text: String) throws {
        let project = try Project.signed()
        let before = (try? project.bytes(of: path)) ?? []
        try project.write(bytes: before + Array(text.utf8), to: path)
        try project.git("add", "--force", path)
        try project.commit("Change an input")
        try project.expect(project.hallmark("attest", "commit"))
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes().contains("sbom-inputs"))
        #expect(run.output.contains(path))
    }

    @Test func refusesALinkInThePlaceOfAnInput() throws {
        let project = try Project.signed()
        try FileManager.default.createSymbolicLink(
            atPath: project.repository + "/Package@swift-6.3.swift",
            withDestinationPath: "/tmp/manifest"
        )
        try project.commit("A link")
        try project.expect(project.hallmark("attest", "commit"))
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes() == ["sbom-inputs", "unlisted"])
    }

    @Test func refusesALinkInThePlaceOfAModel() throws {
        let project = try Project.signed()
        try FileManager.default.createSymbolicLink(
            atPath: project.repository + "/Models/linked.safetensors",
            withDestinationPath: "tiny.safetensors"
        )
        let run = try project.hallmark("verify")
        #expect(run.status == 3)
        #expect(run.output.contains("model Models/linked.safetensors"))
    }

    @Test func refusesAPolicyNobodySigned() throws {
        let project = try Project.signed()
        try project.edit("attestations/policy.yaml", "version: 1", "version: 2")
        try project.commit("A new policy")
        try project.expect(project.hallmark("attest", "commit"))
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 3)
        #expect(try run.codes() == ["no-statement"])
        #expect(run.output.contains("hallmark attest policy"))
    }

    @Test func refusesAPolicyChangedAfterItWasSigned() throws {
        let project = try Project.signed()
        try project.edit("attestations/policy.yaml", "threshold: 1", "threshold: 2")
        try project.commit("A changed policy")
        try project.expect(project.hallmark("attest", "commit"))
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes().contains("changed"))
    }

    @Test func theNewestPolicyAcceptedJudgesAnOlderRevision() throws {
        let project = try Project.signed()
        try project.edit("attestations/policy.yaml", "version: 1", "version: 2")
        try project.commit("A new policy")
        try project.expect(project.hallmark("attest"))
        try project.expect(project.hallmark("verify"))
        let run = try project.hallmark("verify", "commit", "HEAD~")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("version 2, newer than this tree's 1"))
    }

    @Test func refusesAFolderThatIsNoRepository() throws {
        let project = try Project.plain()
        let run = try project.hallmark("verify", in: project.root + "/tmp")
        #expect(run.status == 1)
        #expect(run.errors.contains("is neither a git repository nor an archive with an attestations folder"))
    }

    @Test func refusesARepositoryWithoutAttestations() throws {
        let project = try Project.plain()
        let run = try project.hallmark("verify")
        #expect(run.status == 3)
        #expect(run.errors.contains("has no attestations folder: there is nothing to verify"))
        #expect(run.errors.contains("mend: hallmark init"))
    }

    @Test func aCloneWithoutNotesNamesTheCommandThatFetchesThem() throws {
        let project = try Project.signed()
        let clone = project.root + "/clone"
        try project.git("clone", "-q", project.repository, clone)
        let run = try project.hallmark("verify", in: clone)
        #expect(run.status == 3)
        let mend = try #require(run.output.firstMatch(of: /mend: +hallmark ([^\n]+)/)).1
        let words = mend.split(separator: " ").map { String($0) }
        #expect(words == ["verify", "commit", "--fetch"])
        try project.expect(project.run(Project.executable, words, in: clone))
        #expect(try project.hallmark("verify", in: clone).status == 0)
    }

    @Test func replaceObjectsAreNotLookedAt() throws {
        let project = try Project.signed()
        let model = try project.git("rev-parse", "HEAD:Models/tiny.safetensors")
        let other = try project.git("hash-object", "-w", "LICENSE")
        try project.git("replace", model, other)
        #expect(try project.hallmark("verify", "commit", "HEAD").status == 0)
    }

    @Test func aSubmoduleIsUndecided() throws {
        let project = try Project.signed()
        try project.git("clone", "-q", project.repository, project.root + "/other")
        try project.git("submodule", "--quiet", "add", project.root + "/other", "sub")
        try project.commit("A submodule")
        let run = try project.hallmark("verify")
        #expect(run.status == 1)
        #expect(run.errors.contains("sub is a submodule, whose content no tree digest covers"))
    }

    @Test(arguments: [
        ["verify", "commit", "no-such-branch"], ["verify", "model", "nothing.gguf"], ["verify", "-C", "/no"],
    ])
    func whatIsNotThereIsUndecided(arguments: [String]) throws {
        let project = try Project.signed()
        let run = try project.run(Project.executable, arguments + ["--format", "json"])
        #expect(run.status == 1)
        #expect(try run.json()["decision"] == "undecided")
        #expect(try run.json()["exit"] == 1)
    }

    @Test(arguments: [
        ["verify", "--nonsense"], ["nonsense"], ["verify", "--at", "yesterday"], ["sbom", "check", "x"],
    ])
    func wrongUsageIs64(arguments: [String]) throws {
        let project = try Project.signed()
        #expect(try project.run(Project.executable, arguments).status == 64)
    }
}
