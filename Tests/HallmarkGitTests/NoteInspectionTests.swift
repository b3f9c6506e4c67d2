import HallmarkGit
import HallmarkStatement
import Testing

/// What `notes check` finds, and the history that `notes log` lists.
@Suite struct NoteInspectionTests {
    private func kinds(_ fixture: GitFixture) throws -> Set<NoteInspection.Kind> {
        Set(try NoteInspection(of: .attestations, in: fixture.open()).problems.map(\.kind))
    }

    @Test func soundNotesHaveNoProblem() throws {
        let fixture = try GitFixture()
        #expect(try kinds(fixture) == [])
        let repository = try fixture.open()
        let blob = try fixture.writeBlob("x")
        let line = #"{"hallmarkRef":{"object":"\#(blob)","envelope":"sha256:\#(String(repeating: "0", count: 64))"}}"#
        for object in makeObjects(300) { try repository.addNote([line], about: object) }
        let found = try NoteInspection(of: .attestations, in: repository)
        #expect(found.problems.isEmpty)
        #expect((found.notes, found.lines) == (300, 300))
    }

    @Test func everyProblemIsNamed() throws {
        let fixture = try GitFixture()
        let object = makeObjects(1)[0]
        let junk = try fixture.writeBlob("not JSON\n")
        try fixture.setNotes(fixture.writeTree([("100644", object.hex, junk)]))
        #expect(try kinds(fixture) == [.junkLine])
        // Case 9: something else beside notes; case 11: a link in the place of a note.
        try fixture.setNotes(fixture.writeTree([("120000", object.hex, junk), ("100644", "zz", junk)]))
        #expect(try kinds(fixture) == [.nonNote])
        // Case 7: one object at two depths.
        let below = try fixture.writeTree([("100644", String(object.hex.dropFirst(2)), junk)])
        let both = [("40000", String(object.hex.prefix(2)), below), ("100644", object.hex, junk)]
        try fixture.setNotes(fixture.writeTree(both))
        #expect(try kinds(fixture) == [.duplicate, .fanOut, .junkLine])
        let unsorted = try fixture.writeBlob("b\n\na\n")
        try fixture.setNotes(fixture.writeTree([("100644", object.hex, unsorted)]))
        #expect(try kinds(fixture) == [.form, .junkLine])
        let huge = try fixture.writeBlob((0...Note.maximumLines).map { "line \($0)\n" }.joined())
        try fixture.setNotes(fixture.writeTree([("100644", object.hex, huge)]))
        #expect(try kinds(fixture) == [.unreadable])
        let zeros = String(repeating: "0", count: 64)
        let dangling = try fixture.writeBlob(
            #"{"hallmarkRef":{"object":"\#(object)","envelope":"sha256:\#(zeros)"}}"# + "\n"
        )
        try fixture.setNotes(fixture.writeTree([("100644", object.hex, dangling)]))
        #expect(try kinds(fixture) == [.danglingReference])
    }

    @Test func aReferenceToSomethingElseIsNamed() throws {
        // Case 17: the reference names a tag, a blob, or another reference.
        let fixture = try GitFixture()
        try fixture.commitAll()
        try fixture.git("tag", "-a", "-m", "m", "t")
        try fixture.git("update-ref", "refs/notes/attestations", "refs/tags/t")
        #expect(try kinds(fixture) == [.notACommit])
        try fixture.git("update-ref", "refs/notes/attestations", fixture.writeBlob("x").hex)
        #expect(try kinds(fixture) == [.notACommit])
        try fixture.git("update-ref", "-d", "refs/notes/attestations")
        try fixture.git("symbolic-ref", "refs/notes/attestations", "refs/heads/main")
        #expect(try kinds(fixture) == [.symbolicReference])
    }

    @Test func problemsAreListedUpToALimit() throws {
        let fixture = try GitFixture()
        let lines = (0..<NoteInspection.maximumProblems + 5).map { "junk \($0)" }
        try fixture.open().addNote(lines, about: makeObjects(1)[0])
        let found = try NoteInspection(of: .attestations, in: fixture.open())
        #expect(found.problems.count == NoteInspection.maximumProblems)
        #expect(found.unlisted == 5)
    }

    @Test func historyListsWhatCameAndWhatVanished() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let object = makeObjects(1)[0]
        try repository.addNote(["a", "b"], about: object)
        try fixture.git("notes", "--ref", "attestations", "add", "-f", "-m", "b", object.hex)
        let history = try NoteHistory(of: .attestations, in: repository, limit: 10)
        #expect(Set(history.entries.map(\.added)) == [[object: 2], [:]])
        #expect(Set(history.entries.map(\.removed)) == [[object: 1], [:]])
        #expect(try NoteHistory(of: .attestations, in: repository, limit: 1).isCut)
        #expect(try NoteHistory(of: .blobs, in: repository, limit: 1).entries.isEmpty)
    }
}
