import Foundation
import Testing

/// Recorded statements: files as a second store, for copies without notes and archives without `.git`.
@Suite struct ArchiveTests {
    /// A project whose policy binds commits by content and whose statements are recorded.
    private func recorded() throws -> Project {
        let project = try Project.signed()
        try project.edit("attestations/policy.yaml", "version: 1", "version: 2")
        try project.commit("A new policy")
        for kind in ["policy", "commit", "sbom"] { try project.expect(project.hallmark("attest", kind, "--record")) }
        try project.expect(project.hallmark("attest", "model", "Models/tiny.safetensors", "--record"))
        try project.commit("Record statements")
        return project
    }

    private func archive(_ project: Project) throws -> String {
        let folder = project.root + "/archive"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try project.expect(
            project.run("sh", ["-c", "git archive HEAD | tar -xf - -C \(folder)"])
        )
        return folder
    }

    @Test func anArchiveVerifiesByItsRecordedStatements() throws {
        let project = try recorded()
        let run = try project.hallmark("verify", in: try archive(project))
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func aCloneWithoutNotesVerifiesByRecordedStatements() throws {
        let project = try recorded()
        try project.git("clone", "-q", project.repository, project.root + "/clone")
        let run = try project.hallmark("verify", in: project.root + "/clone")
        #expect(run.status == 0, "\(run.text)")
    }

    @Test(arguments: ["Sources/App/App.swift", "Package.swift", "Models/tiny.safetensors", "added.txt"])
    func refusesAnArchiveWhoseContentIsNotWhatWasSigned(path: String) throws {
        let project = try recorded()
        let folder = try archive(project)
        let present = (try? project.bytes(of: "\(folder)/\(path)")) ?? []
        try project.write(bytes: present + Array("\n".utf8), to: "\(folder)/\(path)")
        let run = try project.hallmark("verify", "--format", "json", in: folder)
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes().contains("other-content"))
    }

    @Test func refusesAnArchiveWithoutStatements() throws {
        let project = try recorded()
        let folder = try archive(project)
        try FileManager.default.removeItem(atPath: folder + "/attestations/recorded")
        let run = try project.hallmark("verify", "--format", "json", in: folder)
        #expect(run.status == 3)
        #expect(try run.codes() == ["no-statement"])
    }

    // What no digest covers must be envelopes, or nothing was proved about it.
    @Test(arguments: [
        ("evil.sh", "payload"), ("junk.intoto.jsonl", "{}\n"), ("more/Package.swift", "import Foundation"),
    ])
    func refusesWhatLiesAmongTheRecordedStatementsAndIsNone(name: String, text: String) throws {
        let project = try recorded()
        let folder = try archive(project)
        try project.write(text, to: "\(folder)/attestations/recorded/\(name)")
        let run = try project.hallmark("verify", "--format", "json", in: folder)
        #expect(run.status == 2)
        #expect(try run.codes().contains("uncovered"))
    }

    // No revision can hold one, so that no digest would cover it.
    @Test func refusesAGitFolderBelowTheTop() throws {
        let project = try recorded()
        let folder = try archive(project)
        try project.write("let evil = 1", to: folder + "/Sources/App/.git/e.swift")
        let run = try project.hallmark("verify", in: folder)
        #expect(run.status == 1)
        #expect(run.errors.contains("can be in no revision"))
    }
}
