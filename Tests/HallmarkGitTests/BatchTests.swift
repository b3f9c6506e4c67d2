@testable import HallmarkGit
import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// Batches of any size: one tree, one commit, and a pack where there are many objects.
struct BatchTests {
    private func lines(_ objects: some Sequence<ObjectID>, _ text: String = "note") -> [ObjectID: [[UInt8]]] {
        Dictionary(uniqueKeysWithValues: objects.map { ($0, [Array("\(text) \($0)".utf8)]) })
    }

    private func looseObjects(_ fixture: GitFixture) throws -> Int {
        let fields = try fixture.git("count-objects", "-v").split(separator: "\n")
        return try #require(fields.first.flatMap { Int($0.split(separator: " ")[1]) })
    }

    @Test func aLargeBatchIsOnePackAndOneCommit() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(3000)
        let repository = try fixture.open()
        try NoteStore(.attestations).add(lines(objects), to: repository, message: "m", wait: pause)
        #expect(try fixture.git("rev-list", "--count", "refs/notes/attestations") == "1")
        // The commit alone lies in a file of its own.
        #expect(try looseObjects(fixture) == 1)
        #expect(try fixture.git("count-objects", "-v").contains("packs: 1\n"))
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
        for object in objects.prefix(20) { #expect(try repository.note(about: object) == ["note \(object)"]) }
        try NoteStore(.attestations).add(lines(objects, "more"), to: repository, message: "m", wait: pause)
        #expect(try fixture.git("rev-list", "--count", "refs/notes/attestations") == "2")
        #expect(try repository.note(about: objects[7]) == ["more \(objects[7])", "note \(objects[7])"])
        #expect(try fixture.git("notes", "--ref", "attestations", "list").split(separator: "\n").count == 3000)
    }

    @Test func aSmallBatchMakesNoPack() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        try NoteStore(.attestations).add(lines(makeObjects(20)), to: repository, message: "m", wait: pause)
        #expect(try fixture.git("count-objects", "-v").contains("packs: 0\n"))
        #expect(try looseObjects(fixture) == 22)
    }

    /// Sizes around the borders of the varint in a pack's entry, and content that cannot be compressed.
    @Test func everySizeOfObjectIsPackedAsGitReadsIt() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let sizes = [1, 14, 15, 16, 2046, 2047, 2048, 262_142, 262_143, 262_144, 1 << 20]
        var generator = SystemRandomNumberGenerator()
        var batch = lines(makeObjects(200).dropFirst(sizes.count))
        var expected: [ObjectID: [UInt8]] = [:]
        for (object, size) in zip(makeObjects(200), sizes) {
            // No line feed, which would part the line.
            let line = (0..<size).map { _ in UInt8.random(in: 11...255, using: &generator) }
            batch[object] = [line]
            expected[object] = line + [0x0A]
        }
        try NoteStore(.attestations).add(batch, to: repository, message: "m", wait: pause)
        #expect(try fixture.git("count-objects", "-v").contains("packs: 1\n"))
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
        for (object, content) in expected {
            #expect(try fixture.bytes(["notes", "--ref", "attestations", "show", object.hex]) == content)
            #expect(try NoteStore(.attestations).note(about: object, in: repository).content == content)
        }
    }

    /// The ref moves last: whatever a killed writer leaves behind, the notes are the old ones, and whole.
    @Test func aPackWithoutItsReferenceChangesNothing() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(500)
        let repository = try fixture.open()
        try NoteStore(.attestations).add(lines(objects[..<10]), to: repository, message: "m", wait: pause)
        let before = try fixture.git("rev-parse", "refs/notes/attestations")
        try Data().write(to: URL(filePath: repository.commonDirectory + "refs/notes/attestations.lock"))
        #expect(throws: GitError.self) {
            try NoteStore(.attestations).add(lines(objects), to: repository, message: "m") { _ in }
        }
        #expect(try fixture.git("count-objects", "-v").contains("packs: 1\n"), "one, however many attempts there were")
        #expect(try fixture.git("rev-parse", "refs/notes/attestations") == before)
        #expect(try NoteStore(.attestations).objects(in: repository).count == 10)
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
        try FileManager.default.removeItem(atPath: repository.commonDirectory + "refs/notes/attestations.lock")
        try NoteStore(.attestations).add(lines(objects), to: repository, message: "m", wait: pause)
        #expect(try NoteStore(.attestations).objects(in: repository).count == 500)
    }

    /// A link in the place of the queue's folder is not followed, and a missing queue stops nobody.
    @Test func writersDoWithoutTheirQueue() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let place = repository.commonDirectory + "hallmark"
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: fixture.root + "/elsewhere")
        try repository.addNote(["a"], about: makeObjects(1)[0])
        #expect(!FileManager.default.fileExists(atPath: fixture.root + "/elsewhere"))
        try FileManager.default.removeItem(atPath: place)
        try Data().write(to: URL(filePath: place))
        try repository.addNote(["b"], about: makeObjects(1)[0])
        #expect(try repository.note(about: makeObjects(1)[0]) == ["a", "b"])
    }

    /// A writer that was killed leaves git's lock behind, which would stop every later one.
    @Test(arguments: [
        ("refs/notes/attestations", 0.0, true), ("refs/notes/attestations", -60.0, false),
        ("refs/notes/other", 0.0, false), ("", 0.0, false),
    ])
    func onlyAKilledWritersOwnLockIsRemoved(announced: String, age: Double, isRemoved: Bool) throws {
        let fixture = try GitFixture()
        let object = makeObjects(1)[0]
        let repository = try fixture.open()
        try repository.addNote(["a"], about: object)
        let note = repository.commonDirectory + "hallmark/writing"
        #expect(!FileManager.default.fileExists(atPath: note), "the writer before ended as it should")
        let lock = repository.commonDirectory + "refs/notes/attestations.lock"
        for path in [note, lock] { try Data(announced.utf8).write(to: URL(filePath: path)) }
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: age)], ofItemAtPath: note)
        func add() throws {
            try NoteStore(.attestations).add([object: [[0x62]]], to: repository, message: "m") { _ in }
        }
        if isRemoved {
            try add()
            #expect(try repository.note(about: object) == ["a", "b"])
        } else {
            #expect(#expect(throws: GitError.self) { try add() }?.code == .conflict)
            #expect(FileManager.default.fileExists(atPath: lock))
        }
    }

    @Test func aWriteOfAnotherReferenceForgetsNoKilledWriter() throws {
        let fixture = try GitFixture()
        let object = makeObjects(1)[0]
        let repository = try fixture.open()
        try repository.addNote(["a"], about: object)
        let lock = repository.commonDirectory + "refs/notes/attestations-blobs.lock"
        for path in [repository.commonDirectory + "hallmark/writing", lock] {
            try Data("refs/notes/attestations-blobs".utf8).write(to: URL(filePath: path))
        }
        try repository.addNote(["b"], about: object)
        #expect(FileManager.default.fileExists(atPath: lock))
        try NoteStore(.blobs).add([object: [[0x63]]], to: repository, message: "m") { _ in }
        #expect(try NoteStore(.blobs).note(about: object, in: repository).lines == [[0x63]])
    }

    @Test func idsAreOrderedAsTheirBytes() throws {
        let objects = makeObjects(500).sorted()
        #expect(objects.map(\.hex) == objects.map(\.hex).sorted())
        for object in objects.prefix(50) {
            var copy = ObjectID()
            for index in 0..<ObjectID.size { copy[index] = object.bytes[index] }
            #expect(copy == object)
            #expect(ObjectID(object.raw) == object)
            #expect((0..<ObjectID.size).map { copy[$0] } == object.bytes)
        }
    }

    /// From the standard's examples (FIPS 180-4).
    @Test func theChecksumIsSHA1() {
        #expect(Hex.encode(FileChecksum.sha1(of: Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(Hex.encode(FileChecksum.sha1(of: [])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    }
}
