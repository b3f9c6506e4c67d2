import Foundation
import HallmarkGit
import HallmarkStatement
import Testing

let isStressed = ProcessInfo.processInfo.environment["HALLMARK_STRESS"] == "1"

struct NoteStoreTests {
    @Test func gitPrintsWhatWeWrite() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        try repository.addNote(["b", "a", "ü"], about: commit)
        let printed = try fixture.bytes(["notes", "--ref", "attestations", "show", commit.hex])
        #expect(printed == Array("a\nb\nü\n".utf8))
        #expect(try fixture.git("log", "-1", "--format=%s", "refs/notes/attestations") == "m")
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
    }

    @Test func weReadWhatGitWrites() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        try fixture.git("notes", "--ref", "attestations", "add", "-m", "b", commit.hex)
        try fixture.git("notes", "--ref", "attestations", "append", "-m", "a", commit.hex)
        let repository = try fixture.open()
        #expect(try repository.note(about: commit) == ["a", "b"])
        #expect(try NoteStore(.attestations).objects(in: repository) == [commit])
        #expect(try NoteStore(.blobs).objects(in: repository) == [])
    }

    @Test func theTwoNamespacesAreApart() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        try NoteStore(.blobs).add([commit: [Array("x".utf8)]], to: repository, message: "m", wait: pause)
        #expect(try repository.note(about: commit) == [])
        #expect(try fixture.git("notes", "--ref", "attestations-blobs", "show", commit.hex) == "x")
    }

    @Test func withoutNotesThereIsAnEmptyNote() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        #expect(try repository.note(about: makeObjects(1)[0]) == [])
        #expect(try NoteStore(.attestations).objects(in: repository) == [])
    }

    @Test func addingAgainChangesNothing() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        try repository.addNote(["a", "b"], about: commit)
        let before = try fixture.git("rev-parse", "refs/notes/attestations")
        try repository.addNote(["b"], about: commit)
        try repository.addNote([], about: commit)
        try repository.addNote(["a\nb", ""], about: commit)
        #expect(try fixture.git("rev-parse", "refs/notes/attestations") == before)
        try repository.addNote(["c"], about: commit)
        #expect(try fixture.git("rev-parse", "refs/notes/attestations^") == before)
        #expect(try repository.note(about: commit) == ["a", "b", "c"])
    }

    /// Git's `cat_sort_uniq` and our own merge give the same bytes, whoever merges.
    @Test func mergesAsGitsOwnSetUnionDoes() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        try repository.addNote(["m"], about: commit)
        try fixture.git("update-ref", "refs/notes/other", "refs/notes/attestations")
        try repository.addNote(["a", "z"], about: commit)
        try fixture.git("notes", "--ref", "other", "append", "-m", "b", commit.hex)
        try fixture.git("notes", "--ref", "attestations", "merge", "-q", "-s", "cat_sort_uniq", "other")
        let merged = try fixture.notesTree
        try repository.addNote(["z", "b", "a", "m"], about: commit)
        #expect(try fixture.notesTree == merged)
        #expect(try repository.note(about: commit) == ["a", "b", "m", "z"])
    }

    @Test func refusesToWriteWhatNoReaderWouldTake() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        try repository.addNote((0..<Note.maximumLines).map(String.init), about: commit)
        let before = try fixture.notesTree
        let error = #expect(throws: GitError.self) { try repository.addNote(["one more"], about: commit) }
        #expect(error?.code == .tooManyLines)
        #expect(try fixture.notesTree == before)
        #expect(try repository.note(about: commit).count == Note.maximumLines)
    }

    @Test func aNoteOverBudgetHidesNoOther() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(2)
        let huge = try fixture.writeBlob((0...Note.maximumLines).map { "\($0)\n" }.joined())
        try fixture.setNotes(fixture.writeTree([("100644", objects[0].hex, huge)]))
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) { try repository.note(about: objects[0]) }
        #expect(error?.code == .tooManyLines)
        try repository.addNote(["a"], about: objects[1])
        #expect(try repository.note(about: objects[1]) == ["a"])
        #expect(try NoteStore(.attestations).objects(in: repository).count == 2)
        #expect(try fixture.git("notes", "--ref", "attestations", "list", objects[0].hex) == huge.hex)
    }

    @Test func bytesThatAreNoTextSurvive() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        let line: [UInt8] = [0x61, 0x00, 0xFF, 0x0D]
        try NoteStore(.attestations).add([commit: [line]], to: repository, message: "m", wait: pause)
        #expect(try NoteStore(.attestations).note(about: commit, in: repository).lines == [line])
        #expect(try fixture.bytes(["notes", "--ref", "attestations", "show", commit.hex]) == line + [0x0A])
    }

    @Test func aSymbolicReferenceIsNotFollowed() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        try fixture.git("symbolic-ref", "refs/notes/attestations", "refs/heads/main")
        let repository = try fixture.open()
        for code in [
            #expect(throws: GitError.self) { try repository.note(about: commit) }?.code,
            #expect(throws: GitError.self) { try repository.addNote(["a"], about: commit) }?.code,
        ] {
            #expect(code == .malformed)
        }
        #expect(try fixture.id("refs/heads/main") == commit)
    }

    @Test func aReferenceToSomethingElseIsAnError() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        try fixture.git("update-ref", "refs/notes/attestations", fixture.writeBlob("x").hex)
        let repository = try fixture.open()
        #expect(throws: GitError.self) { try repository.note(about: commit) }
        #expect(throws: GitError.self) { try repository.addNote(["a"], about: commit) }
        try fixture.git("update-ref", "-d", "refs/notes/attestations")
        try fixture.git("update-ref", "refs/notes/attestations/x", commit.hex)
        #expect(throws: GitError.self) { try repository.addNote(["a"], about: commit) }
    }

    @Test func aLockThatIsHeldIsAConflictAfterTheAttempts() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        try repository.addNote(["a"], about: commit)
        let lock = repository.commonDirectory + "refs/notes/attestations.lock"
        try Data().write(to: URL(filePath: lock))
        var attempts: [Int] = []
        let error = #expect(throws: GitError.self) {
            try NoteStore(.attestations).add([commit: [[0x62]]], to: repository, message: "m") { attempts.append($0) }
        }
        #expect(error?.code == .conflict)
        #expect(attempts == Array(1...NoteStore.maximumAttempts))
        // Whoever holds the lock lets go: the next attempt succeeds.
        try NoteStore(.attestations).add([commit: [[0x62]]], to: repository, message: "m") { attempt in
            if attempt == 3 { try? FileManager.default.removeItem(atPath: lock) }
        }
        #expect(try repository.note(about: commit) == ["a", "b"])
    }

    @Test func aReferenceMovesOnlyFromWhereItWas() throws {
        let fixture = try GitFixture()
        let first = try fixture.commitAll("1")
        let second = try fixture.commitAll("2")
        let repository = try fixture.open()
        let name = "refs/notes/attestations"
        func set(_ id: ObjectID, expected: ObjectID?) -> GitError.Code? {
            do {
                try repository.setReference(name, to: id, expected: expected, log: "m")
                return nil
            } catch {
                return error.code
            }
        }
        #expect(set(first, expected: second) == .conflict)
        #expect(set(first, expected: nil) == nil)
        #expect(set(second, expected: nil) == .conflict)
        #expect(set(second, expected: second) == .conflict)
        try fixture.git("pack-refs", "--all")
        #expect(set(second, expected: first) == nil)
        try fixture.git("update-ref", "-d", name)
        #expect(set(first, expected: second) == .conflict)
        #expect(try repository.reference(name) == nil)
    }

    @Test func worksInBareRepositoriesAndLinkedWorkTrees() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        try fixture.git("worktree", "add", "-q", fixture.root + "/linked")
        let linked = try Repository(at: fixture.root + "/linked")
        try linked.addNote(["a"], about: commit)
        #expect(try fixture.open().note(about: commit) == ["a"])
        #expect(try linked.commonDirectory == fixture.open().commonDirectory)
        try fixture.git("clone", "-q", "--mirror", fixture.path, fixture.root + "/bare.git")
        let bare = try Repository(at: fixture.root + "/bare.git")
        #expect(bare.workDirectory == nil)
        try bare.addNote(["b"], about: commit)
        #expect(
            try fixture.git(["notes", "--ref", "attestations", "show", commit.hex], in: fixture.root + "/bare.git")
                == "a\nb"
        )
    }
}
