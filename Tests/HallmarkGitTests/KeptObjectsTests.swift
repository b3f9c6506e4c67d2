import Foundation
import HallmarkGit
import HallmarkStatement
import Testing

/// What stands for things outside of the repository survives git's own cleaning.
struct KeptObjectsTests {
    private func keys(_ count: Int) -> [[UInt8]] {
        (0..<count).map { Array("sha256:\(String(repeating: "0", count: 60))\(1000 + $0)\n".utf8) }
    }

    private func clean(_ fixture: GitFixture) throws {
        try fixture.git("notes", "--ref", "attestations-blobs", "prune")
        try fixture.git("reflog", "expire", "--expire=now", "--all")
        try fixture.git("gc", "-q", "--prune=now")
    }

    /// What is kept, as git lists it.
    private func kept(_ fixture: GitFixture) throws -> [String] {
        let list = try fixture.git("ls-tree", "-r", "--format=%(objectname)", KeptObjects.reference)
        return list.split(separator: "\n").map(String.init).sorted()
    }

    private func note(_ object: ObjectID, _ repository: borrowing Repository) throws -> [[UInt8]] {
        try NoteStore(.blobs).note(about: object, in: repository).lines
    }

    @Test(arguments: [1, 300])
    func pruningDropsNoNoteWhoseKeyIsKept(count: Int) throws {
        let fixture = try GitFixture()
        try fixture.commitAll()
        let repository = try fixture.open()
        let objects = try KeptObjects().add(keys(count), to: repository, message: "m", wait: pause)
        let lines = Dictionary(uniqueKeysWithValues: objects.map { ($0, [Array("x".utf8)]) })
        try NoteStore(.blobs).add(lines, to: repository, message: "m", wait: pause)
        try clean(fixture)
        let fresh = try fixture.open()
        for (object, key) in zip(objects, keys(count)) {
            #expect(try note(object, fresh) == [Array("x".utf8)])
            #expect(try fresh.blob(object) == key)
        }
        #expect(try kept(fixture) == objects.map(\.hex).sorted())
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
    }

    /// Without the reference the same cleaning takes the note, and then the key: what this is about.
    @Test func pruningDropsANoteWhoseKeyIsNot() throws {
        let fixture = try GitFixture()
        try fixture.commitAll()
        let repository = try fixture.open()
        let object = try repository.writeBlob(keys(1)[0])
        try NoteStore(.blobs).add([object: [Array("x".utf8)]], to: repository, message: "m", wait: pause)
        try fixture.git("gc", "-q", "--prune=now")
        try clean(fixture)
        #expect(try note(object, fixture.open()) == [])
    }

    @Test func keepingAgainChangesNothing() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        let first = try KeptObjects().add(keys(3), to: repository, message: "m", wait: pause)
        let commit = try fixture.id(KeptObjects.reference)
        #expect(
            try KeptObjects().add(keys(2) + keys(3), to: repository, message: "m", wait: pause) == first[..<2] + first
        )
        #expect(try fixture.id(KeptObjects.reference) == commit)
        let more = try KeptObjects().add(keys(4), to: repository, message: "m", wait: pause)
        #expect(try fixture.id(KeptObjects.reference + "^") == commit)
        #expect(try kept(fixture) == more.map(\.hex).sorted())
    }

    @Test func keepersAtOnceLoseNothing() async throws {
        let fixture = try GitFixture()
        let path = fixture.path
        let keys = keys(12)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in keys {
                group.addTask {
                    try KeptObjects().add([key], to: Repository(at: path), message: "m", wait: pause)
                }
            }
            try await group.waitForAll()
        }
        #expect(try kept(fixture).count == keys.count)
    }
}
