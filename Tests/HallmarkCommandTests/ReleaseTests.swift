import Foundation
import HallmarkCore
import Testing

/// `hallmark verify release`, which a release pipeline calls.
@Suite struct ReleaseTests {
    /// A tag with two artifacts, built and released.
    private func released() throws -> Project {
        let project = try Project.signed()
        try project.write("program", to: project.root + "/dist/app")
        try project.write("library", to: project.root + "/dist/lib/libapp.a")
        try project.expect(project.hallmark("attest", "build", "--artifacts", "../dist"))
        try project.git("tag", "v1.0.0")
        try project.expect(project.hallmark("attest", "release", "v1.0.0", "--artifacts", "../dist"))
        return project
    }

    private func verify(_ project: Project, tag: String = "v1.0.0") throws -> Project.Run {
        try project.hallmark("verify", "release", tag, "--artifacts", "../dist", "--format", "json")
    }

    @Test func acceptsWhatWasReleased() throws {
        let project = try released()
        let run = try verify(project)
        #expect(run.status == 0, "\(run.text)")
        let kinds = try #require(try run.json()["artifacts"]?.array).compactMap { $0["kind"]?.string }
        #expect(kinds == ["root", "policy", "commit", "package", "model", "release", "artifact", "artifact"])
    }

    @Test func aPipelineCallsTheScript() throws {
        let project = try released()
        project.environment["HALLMARK"] = Project.executable
        let script = URL(filePath: #filePath).appending(path: "../../../Scripts/verify-release").standardizedFileURL
        let path = script.path(percentEncoded: false)
        #expect(try project.run(path, ["v1.0.0", "../dist"]).status == 0)
        try project.write("other", to: project.root + "/dist/app")
        #expect(try project.run(path, ["v1.0.0", "../dist"]).status == 2)
        #expect(try project.run(path, ["v1.0.0"]).status == 64)
    }

    @Test func refusesAMovedTag() throws {
        let project = try released()
        try project.commit("Further")
        try project.expect(project.hallmark("attest", "commit"))
        try project.git("tag", "--force", "v1.0.0")
        let run = try verify(project)
        #expect(run.status == 2)
        #expect(try run.codes().contains("moved-tag"))
    }

    @Test func refusesATagThatWasNeverReleased() throws {
        let project = try released()
        try project.git("tag", "v2.0.0")
        let run = try verify(project, tag: "v2.0.0")
        #expect(run.status == 3)
        #expect(try run.codes() == ["no-statement"])
        #expect(try verify(project, tag: "v3.0.0").status == 3)
    }

    @Test func refusesAChangedArtifact() throws {
        let project = try released()
        try project.write("Program", to: project.root + "/dist/app")
        let run = try verify(project)
        #expect(run.status == 2)
        #expect(try run.codes().contains("changed"))
    }

    @Test func refusesAMissingAndAnAdditionalArtifact() throws {
        let project = try released()
        try FileManager.default.removeItem(atPath: project.root + "/dist/app")
        let missing = try verify(project)
        #expect(missing.status == 2)
        #expect(try missing.codes() == ["removed"])
        try project.write("program", to: project.root + "/dist/app")
        try project.write("extra", to: project.root + "/dist/extra")
        let additional = try verify(project)
        #expect(additional.status == 2)
        #expect(try additional.codes().isSuperset(of: ["unlisted"]))
    }

    @Test func nothingToReleaseIsMissing() throws {
        let project = try released()
        try FileManager.default.removeItem(atPath: project.root + "/dist")
        #expect(try verify(project).status == 3)
        try FileManager.default.createDirectory(atPath: project.root + "/dist", withIntermediateDirectories: false)
        #expect(try verify(project).status == 3)
    }

    @Test func aDirtyTreeIsNotWhatWasBuilt() throws {
        let project = try released()
        try project.write("public let more = 1\n", to: "Sources/App/More.swift")
        let run = try project.hallmark("attest", "build", "--artifacts", "../dist")
        #expect(run.status == 1)
        #expect(run.errors.contains("differs from HEAD"))
    }

    @Test func provenanceNamesCommitAndToolchain() throws {
        let project = try released()
        let key = try project.git("rev-parse", "HEAD")
        // Notes, and what they refer to: the statement is about two artifacts.
        let blobs = try project.git("ls-tree", "-r", "refs/notes/attestations-blobs").split(separator: "\n")
            .compactMap { $0.split(whereSeparator: \.isWhitespace).dropFirst(2).first.map(String.init) }
        let payloads = try blobs.flatMap { blob in
            try project.git("cat-file", "blob", blob).split(separator: "\n").compactMap { line in
                line.firstMatch(of: /"payload":"([^"]+)"/).flatMap { Data(base64Encoded: String($0.1)) }
            }
        }
        let texts = payloads.map { String(decoding: $0, as: UTF8.self) }
        let provenance = try #require(texts.first { $0.contains("https://slsa.dev/provenance/v1") })
        #expect(provenance.contains(key))
        #expect(provenance.contains("Swift version"))
        #expect(provenance.contains("buildType"))
    }
}
