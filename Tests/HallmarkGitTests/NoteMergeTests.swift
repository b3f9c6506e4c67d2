import HallmarkCore
import HallmarkGit
import HallmarkStatement
import Testing

/// Differences, unions and rewritings of notes, on trees that git and attackers make.
@Suite struct NoteMergeTests {
    private func tree(_ fixture: GitFixture, _ revision: String) throws -> ObjectID {
        try fixture.id("\(revision)^{tree}")
    }

    private func texts(_ lines: [ObjectID: [[UInt8]]]) -> [ObjectID: [String]] {
        lines.mapValues { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Two histories of notes from one beginning; the second is in `refs/heads/theirs`.
    private func diverged(_ ours: [String], _ theirs: [String], about object: ObjectID) throws -> GitFixture {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        try repository.addNote(["base"], about: object)
        let base = try fixture.id("refs/notes/attestations")
        try repository.addNote(theirs, about: object)
        try fixture.git("update-ref", "refs/heads/theirs", "refs/notes/attestations")
        try fixture.git("update-ref", "refs/notes/attestations", base.hex)
        if !ours.isEmpty { try repository.addNote(ours, about: object) }
        return fixture
    }

    private func merge(
        _ fixture: GitFixture,
        _ compactions: [NoteCompaction] = []
    ) throws -> NoteMerge.Change {
        try NoteMerge(into: "refs/notes/attestations").merge(
            fixture.id("refs/heads/theirs"),
            in: fixture.open(),
            compactions: compactions,
            message: "m",
            wait: pause
        ).change
    }

    @Test func differenceNamesLinesThatVanishedAndThatCame() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let objects = makeObjects(600)
        let lines = Dictionary(uniqueKeysWithValues: objects.map { ($0, [Array("a".utf8), Array("b".utf8)]) })
        try NoteStore(.attestations).add(lines, to: repository, message: "m", wait: pause)
        let before = try fixture.id("refs/notes/attestations")
        try fixture.git("notes", "--ref", "attestations", "remove", objects[3].hex)
        try fixture.git("notes", "--ref", "attestations", "add", "-f", "-m", "a", objects[4].hex)
        try repository.addNote(["c"], about: objects[5])
        let difference = try NoteDifference(
            from: tree(fixture, before.hex),
            to: tree(fixture, "refs/notes/attestations"),
            in: repository
        )
        #expect(texts(difference.removed) == [objects[3]: ["a", "b"], objects[4]: ["b"]])
        #expect(texts(try difference.added(in: repository).lines) == [objects[5]: ["c"]])
        let equal = try NoteDifference(from: tree(fixture, before.hex), to: tree(fixture, before.hex), in: repository)
        #expect(equal.removed.isEmpty)
    }

    @Test func differenceReadsOnlyWhatDiffers() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        // The directory `ab` names a tree that is nowhere: whoever read it would fail.
        let missing = try #require(makeObject("1234"))
        let note = try fixture.writeBlob("line\n")
        let rest = String(repeating: "0", count: 38)
        let below = try fixture.writeTree([("100644", rest, note)])
        let older = try fixture.writeTree([("40000", "ab", missing), ("40000", "cd", below)])
        let newer = try fixture.writeTree([("40000", "ab", missing)])
        let difference = try NoteDifference(from: older, to: newer, in: repository)
        #expect(difference.removed.count == 1)
        #expect(throws: GitError.self) { try NoteDifference(from: older, to: nil, in: repository) }
    }

    @Test func anotherFanOutIsNoDifference() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let object = try #require(makeObject("abcd"))
        let note = try fixture.writeBlob("line\n")
        let flat = try fixture.writeTree([("100644", object.hex, note)])
        let below = try fixture.writeTree([("100644", String(object.hex.dropFirst(2)), note)])
        let split = try fixture.writeTree([("40000", "ab", below)])
        #expect(try NoteDifference(from: flat, to: split, in: repository).removed.isEmpty)
        #expect(try NoteDifference(from: flat, to: split, in: repository).added(in: repository).lines.isEmpty)
        // Case 6: the same object flat and below a directory, with the line in the part that stays.
        let other = try fixture.writeBlob("other\n")
        let both = try fixture.writeTree([("40000", "ab", below), ("100644", object.hex, note)])
        let fewer = try fixture.writeTree([("40000", "ab", below), ("100644", object.hex, other)])
        #expect(try NoteDifference(from: both, to: fewer, in: repository).removed.isEmpty)
    }

    @Test func aNoteOverALimitIsNoLossAndStopsNothingElse() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let objects = makeObjects(2)
        try repository.addNote(["good"], about: objects[0])
        try repository.addNote(["good"], about: objects[1])
        let before = try tree(fixture, "refs/notes/attestations")
        let huge = try fixture.writeBlob((0...Note.maximumLines).map { "line \($0)\n" }.joined())
        let note = try fixture.writeBlob("bad\n")
        let after = try fixture.writeTree(
            [(objects[0], huge), (objects[1], note)].sorted { $0.0.hex < $1.0.hex }.map { ("100644", $0.0.hex, $0.1) }
        )
        let difference = try NoteDifference(from: before, to: after, in: repository)
        #expect(difference.unreadable == [objects[0]])
        #expect(texts(difference.removed) == [objects[1]: ["good"]])
    }

    @Test func aTreeBombStopsAtTheBudget() throws {
        let fixture = try GitFixture()
        var inner = try fixture.writeTree([("100644", "x", fixture.writeBlob("x"))])
        for _ in 0..<5 {
            inner = try fixture.writeTree((0..<256).map { ("40000", Hex.encode([UInt8($0)]), inner) })
        }
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) {
            try NoteDifference(from: nil, to: inner, in: repository, maximumEntries: 10_000)
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func mergeTakesWhatGoesOnFromOurs() throws {
        let object = makeObjects(1)[0]
        let fixture = try diverged([], ["theirs"], about: object)
        #expect(try merge(fixture) == .added(lines: 1, objects: 1))
        #expect(try fixture.id("refs/notes/attestations") == fixture.id("refs/heads/theirs"))
        #expect(try merge(fixture) == .unchanged)
    }

    @Test func mergeIsTheUnionThatGitMakesToo() throws {
        let object = makeObjects(1)[0]
        let fixture = try diverged(["ours"], ["theirs"], about: object)
        try fixture.git("update-ref", "refs/notes/expected", "refs/notes/attestations")
        try fixture.git("update-ref", "refs/notes/theirs", "refs/heads/theirs")
        try fixture.git("notes", "--ref", "expected", "merge", "-q", "-s", "cat_sort_uniq", "refs/notes/theirs")
        let ours = try fixture.id("refs/notes/attestations")
        #expect(try merge(fixture) == .added(lines: 1, objects: 1))
        #expect(try fixture.notesTree == fixture.git("rev-parse", "refs/notes/expected^{tree}"))
        let parents = try fixture.git("log", "-1", "--format=%P", "refs/notes/attestations")
        #expect(parents == "\(ours) \(try fixture.id("refs/heads/theirs"))")
    }

    @Test func mergeKeepsWhatTheirsRemoved() throws {
        let object = makeObjects(1)[0]
        let fixture = try diverged(["ours"], ["theirs"], about: object)
        try fixture.git("update-ref", "refs/notes/theirs", "refs/heads/theirs")
        try fixture.git("notes", "--ref", "theirs", "remove", object.hex)
        try fixture.git("update-ref", "refs/heads/theirs", "refs/notes/theirs")
        _ = try merge(fixture)
        #expect(try fixture.open().note(about: object) == ["base", "ours"])
    }

    @Test func mergeCarriesBlobsThatNotesName() throws {
        let object = makeObjects(1)[0]
        let fixture = try diverged(["ours"], ["theirs"], about: object)
        let repository = try fixture.open()
        let blob = try fixture.writeBlob("an envelope")
        let kept = try fixture.writeTree([("100644", blob.hex, blob)])
        let entries = try repository.tree(tree(fixture, "refs/heads/theirs"))
        let top = try fixture.writeTree(
            entries.map { ("100644", String(decoding: $0.name, as: UTF8.self), $0.id) } + [("40000", "kept", kept)]
        )
        let commit = try fixture.git("commit-tree", "-m", "m", "-p", "refs/heads/theirs", top.hex)
        try fixture.git("update-ref", "refs/heads/theirs", commit)
        _ = try merge(fixture)
        #expect(try fixture.git("rev-parse", "refs/notes/attestations:kept/\(blob)") == blob.hex)
        #expect(try NoteInspection(of: .attestations, in: repository).problems.allSatisfy { $0.kind == .junkLine })
    }

    @Test func aRewritingLeavesLinesAndHistoryBehind() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let objects = makeObjects(300)
        let lines = Dictionary(uniqueKeysWithValues: objects.map { ($0, [Array("good".utf8)]) })
        try NoteStore(.attestations).add(lines, to: repository, message: "m", wait: pause)
        let clean = try fixture.notesTree
        try repository.addNote(["leaked"], about: objects[7])
        let old = try fixture.id("refs/notes/attestations")
        let rewriting = try #require(
            try NoteRewriting(of: .attestations, in: repository, message: "m") { $1 == Array("leaked".utf8) }
        )
        #expect(rewriting.old == old)
        #expect(try fixture.git("rev-parse", "\(rewriting.new)^{tree}") == clean)
        #expect(try fixture.git("rev-list", "--count", rewriting.new.hex) == "1")
        let key = try #require(NoteStore.checkpointKey)
        try rewriting.put(in: .attestations, adding: [key: [Array("sign".utf8)]], to: repository, message: "m")
        #expect(try repository.note(about: objects[7]) == ["good"])
        #expect(try repository.note(about: key) == ["sign"])
        #expect(throws: GitError.self) {
            try rewriting.put(in: .attestations, adding: [:], to: repository, message: "m")
        }
        #expect(try NoteRewriting(of: .attestations, in: repository, message: "m") { _, _ in false } == nil)
    }

    /// A line whose statement refers to a document in a blob.
    private func line(referringTo blob: ObjectID) -> [UInt8] {
        let reference = SBOMReference(packagePath: ".", digest: Digest.sha256([]), blob: blob.hex)
        let statement = Statement(
            subjects: [Subject(name: "Package.swift", digest: DigestSet(Digest.sha256([])))],
            predicate: reference.predicate(repository: "https://example.com/r")
        )
        return Envelope(payload: statement.jsonBytes, signatures: [.init(keyID: nil, bytes: [1])]).jsonBytes
    }

    @Test func aRewritingKeepsTheDocumentsOfStatements() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let objects = makeObjects(2)
        let document = try fixture.writeBlob("document")
        let dropped = try fixture.writeBlob("dropped with its statement")
        let leaked = line(referringTo: dropped)
        let lines = [objects[0]: [line(referringTo: document)], objects[1]: [leaked]]
        try NoteStore(.attestations).add(
            lines,
            keeping: [document, dropped],
            to: repository,
            message: "m",
            wait: pause
        )
        let rewriting = try #require(
            try NoteRewriting(of: .attestations, in: repository, message: "m") { $1 == leaked }
        )
        #expect(try fixture.git("ls-tree", "--name-only", "\(rewriting.new):kept") == document.hex)
    }

    @Test func aMergeAfterARewritingKeepsTheDocumentsOfOurs() throws {
        let object = makeObjects(1)[0]
        let fixture = try diverged([], [], about: object)
        let repository = try fixture.open()
        try repository.addNote(["theirs"], about: object)
        let rewriting = try #require(
            try NoteRewriting(of: .attestations, in: repository, message: "m") { $1 == Array("base".utf8) }
        )
        try fixture.git("update-ref", "refs/heads/theirs", rewriting.new.hex)
        let document = try fixture.writeBlob("document")
        let lines = [object: [line(referringTo: document)]]
        try NoteStore(.attestations).add(lines, keeping: [document], to: repository, message: "m", wait: pause)
        let compaction = NoteCompaction(commit: rewriting.new, dropped: [Digest.sha256(Array("base".utf8))])
        #expect(try merge(fixture, [compaction]) == .rewritten)
        #expect(try fixture.git("ls-tree", "--name-only", "refs/notes/attestations:kept") == document.hex)
    }

    @Test func aCheckpointThatDoesNotFitLeavesNotesAsTheyWere() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        try repository.addNote(["good", "leaked"], about: makeObjects(1)[0])
        let before = try fixture.id("refs/notes/attestations")
        let rewriting = try #require(
            try NoteRewriting(of: .attestations, in: repository, message: "m") { $1 == Array("leaked".utf8) }
        )
        let key = try #require(NoteStore.checkpointKey)
        let long = [UInt8](repeating: 0x61, count: Note.maximumLineSize + 1)
        let error = #expect(throws: GitError.self) {
            try rewriting.put(in: .attestations, adding: [key: [long]], to: repository, message: "m")
        }
        #expect(error?.code == .noteTooLarge)
        #expect(try fixture.id("refs/notes/attestations") == before)
    }

    @Test func aMergeAfterARewritingBringsNothingBack() throws {
        let object = makeObjects(1)[0]
        let fixture = try diverged(["ours"], [], about: object)
        let repository = try fixture.open()
        // Theirs: the note without "base", in a history of its own.
        try fixture.git("update-ref", "refs/notes/attestations", "refs/heads/theirs")
        try repository.addNote(["theirs"], about: object)
        let rewriting = try #require(
            try NoteRewriting(of: .attestations, in: repository, message: "m") { $1 == Array("base".utf8) }
        )
        try fixture.git("update-ref", "refs/heads/theirs", rewriting.new.hex)
        try fixture.git("update-ref", "-d", "refs/notes/attestations")
        try repository.addNote(["base"], about: object)
        try repository.addNote(["ours"], about: object)
        let compaction = NoteCompaction(commit: rewriting.new, dropped: [Digest.sha256(Array("base".utf8))])
        #expect(try merge(fixture, [compaction]) == .rewritten)
        #expect(try repository.note(about: object) == ["ours", "theirs"])
        #expect(try fixture.git("rev-list", "--count", "refs/notes/attestations") == "2")
    }

    @Test func whatLiesUnderTheReferenceByAccidentIsNoNotes() throws {
        let fixture = try GitFixture()
        try fixture.write("text", to: "ab/cd.txt")
        try fixture.write("text", to: "README")
        try fixture.commitAll()
        let repository = try fixture.open()
        #expect(try NoteStore.isForeign(tree(fixture, "HEAD"), in: repository))
        let note = try fixture.writeBlob("{}\n")
        let object = makeObjects(1)[0]
        let junk = try fixture.writeTree([("100644", object.hex, note), ("100644", "zz", note)])
        #expect(try !NoteStore.isForeign(junk, in: repository))
    }
}
