import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// How statements lie in notes, and what becomes of them under git's own cleaning and under kills.
@Suite struct StatementStoreTests {
    private func key(of file: String, in project: Project) throws -> String {
        let digest = Digest.sha256(try project.bytes(of: file))
        let path = project.root + "/descriptor"
        try project.write("\(digest)\n", to: path)
        return try project.git("hash-object", path)
    }

    @Test func aStatementAboutManyIsStoredOnceAndSurvivesCleaning() throws {
        let project = try Project.signed()
        let names = ["app", "lib/libapp.a", "tool"]
        for name in names { try project.write("product \(name)", to: project.root + "/dist/\(name)") }
        try project.expect(project.hallmark("attest", "build", "--artifacts", "../dist"))
        var lines: Set<[UInt8]> = []
        for name in names {
            let key = try key(of: project.root + "/dist/\(name)", in: project)
            let note = try project.git("notes", "--ref", "attestations-blobs", "show", key)
            lines.insert(Array(note.utf8))
        }
        let note = try Note(content: #require(lines.first))
        #expect(lines.count == 1 && note.lines.count == 1, "the same reference everywhere")
        guard case .reference(let reference) = note.parsed[0] else {
            Issue.record("\(note.parsed) is no reference")
            return
        }
        let kept = "refs/notes/attestations-blobs:kept/\(reference.object)"
        #expect(try project.git("rev-parse", kept) == reference.object)

        try project.git("tag", "v1")
        try project.expect(project.hallmark("attest", "release", "v1", "--artifacts", "../dist"))
        try project.git("notes", "--ref", "attestations-blobs", "prune")
        try project.git("notes", "--ref", "attestations", "prune")
        try project.git("reflog", "expire", "--expire=now", "--all")
        try project.git("gc", "-q", "--prune=now")
        let run = try project.hallmark("verify", "release", "v1", "--artifacts", "../dist")
        #expect(run.status == 0, "\(run.text)")
        // A statement about one product alone lies in its note as it is.
        try project.write("alone", to: project.root + "/one/app")
        try project.expect(project.hallmark("attest", "build", "--artifacts", "../one"))
        let key = try key(of: project.root + "/one/app", in: project)
        #expect(try project.git("notes", "--ref", "attestations-blobs", "show", key).contains("payloadType"))
    }

    /// `Scripts/stress-notes` in small; its own default is eight writers of a hundred notes, twenty times.
    @Test func killedWritersLoseNothing() throws {
        let project = try Project.plain()
        let script = URL(filePath: #filePath).appending(path: "../../../Scripts/stress-notes").standardizedFileURL
            .path(percentEncoded: false)
        project.environment["WRITERS"] = "4"
        project.environment["NOTES"] = "25"
        let run = try project.run(script, ["--hallmark", Project.executable, "1"])
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("100 acknowledged, 0 lost, 0 strange"))
        #expect(try project.run(script, ["--hallmark", "/nowhere", "1"]).status == 64)
    }
}
