@testable import HallmarkGit
import HallmarkCore
import Testing

/// Blobs that notes name: they live as long as the notes and travel with them.
struct KeptBlobsTests {
    private let fixture: GitFixture
    private let object = makeObjects(1)[0]

    init() throws { fixture = try GitFixture() }

    private func keep(_ blobs: ObjectID..., lines: [ObjectID: [[UInt8]]] = [:]) throws {
        try NoteStore(.attestations).add(lines, keeping: Set(blobs), to: fixture.open(), message: "m", wait: pause)
    }

    private var kept: String {
        get throws { try fixture.git("ls-tree", "--name-only", "refs/notes/attestations:kept") }
    }

    @Test func outliveTheCollectionOfGarbage() throws {
        let blob = try fixture.writeBlob("document")
        let other = try fixture.writeBlob("garbage")
        try keep(blob, lines: [object: [Array("x".utf8)]])
        try fixture.git("-c", "gc.reflogExpire=now", "gc", "-q", "--prune=now")
        #expect(try fixture.git("cat-file", "-t", blob.hex) == "blob")
        #expect(throws: GitFixture.Failure.self) { try fixture.git("cat-file", "-t", other.hex) }
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
    }

    @Test func travelWithTheNotes() throws {
        let blob = try fixture.writeBlob("document")
        try keep(blob, lines: [object: [Array("x".utf8)]])
        let clone = try GitFixture()
        try clone.git("fetch", "-q", fixture.path, "refs/notes/attestations:refs/notes/attestations")
        #expect(try clone.git("cat-file", "blob", blob.hex) == "document")
        #expect(try clone.open().note(about: object) == ["x"])
    }

    @Test func areNoNotesAndStayWhenGitOrWeAddSome() throws {
        let blob = try fixture.writeBlob("document")
        try keep(blob)
        #expect(try NoteStore(.attestations).objects(in: fixture.open()) == [])
        let lines = Dictionary(uniqueKeysWithValues: makeObjects(300).map { ($0, [Array("x".utf8)]) })
        try NoteStore(.attestations).add(lines, to: fixture.open(), message: "m", wait: pause)
        let commit = try fixture.commitAll()
        try fixture.git("notes", "--ref", "attestations", "add", "-m", "b", commit.hex)
        #expect(try kept == blob.hex)
        #expect(try NoteStore(.attestations).objects(in: fixture.open()).count == 301)
    }

    @Test func keepingAgainChangesNothing() throws {
        let blobs = try ["a", "b"].map { try fixture.writeBlob($0) }
        try keep(blobs[0])
        let before = try fixture.git("rev-parse", "refs/notes/attestations")
        try keep(blobs[0])
        try keep()
        #expect(try fixture.git("rev-parse", "refs/notes/attestations") == before)
        try keep(blobs[1])
        #expect(try kept == blobs.map(\.hex).sorted().joined(separator: "\n"))
    }

    @Test func whateverElseHasTheFoldersNameMakesRoom() throws {
        let text = try fixture.writeBlob("text")
        try fixture.setNotes(fixture.writeTree([("100644", "kept", text)]))
        let blob = try fixture.writeBlob("document")
        try keep(blob)
        #expect(try kept == blob.hex)
        // One id leads to one blob.
        let folder = try fixture.writeTree([("100644", blob.hex, text)])
        try fixture.setNotes(fixture.writeTree([("40000", "kept", folder)]))
        try keep(blob)
        #expect(try fixture.git("rev-parse", "refs/notes/attestations:kept/\(blob.hex)") == blob.hex)
        #expect(try kept == blob.hex)
    }
}
