import Foundation
import HallmarkGit
import Testing

/// Several writers at once, in processes of their own as in life.
struct ConcurrentNotesTests {
    /// Adds notes about one object and about others, from a process of its own.
    private func write(_ writer: Int, count: Int, in path: String, about hex: String) async {
        await #expect(processExitsWith: .success) {
            [writer = writer as Int, count = count as Int, path = path as String, hex = hex as String] in
            let repository = try Repository(at: path)
            let shared = try #require(ObjectID(hex: hex))
            for index in 0..<count {
                let own = try #require(makeObject(number: writer * 1000 + index))
                let line = Array("writer \(writer) line \(index)".utf8)
                try NoteStore(.attestations).add(
                    [shared: [line], own: [line]],
                    to: repository,
                    message: "m",
                    wait: pause
                )
            }
        }
    }

    private func expectedLines(_ writers: Int, _ count: Int) -> Set<String> {
        Set((0..<writers).flatMap { writer in (0..<count).map { "writer \(writer) line \($0)" } })
    }

    private func run(writers: Int, count: Int) async throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let path = fixture.path
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask { await write(writer, count: count, in: path, about: commit.hex) }
            }
        }
        let repository = try fixture.open()
        #expect(Set(try repository.note(about: commit)) == expectedLines(writers, count))
        #expect(try NoteStore(.attestations).objects(in: repository).count == writers * count + 1)
        #expect(try fixture.git("rev-list", "--count", "refs/notes/attestations") == "\(writers * count)")
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
    }

    @Test func processesLoseNothing() async throws {
        try await run(writers: 6, count: 20)
    }

    @Test(.enabled(if: isStressed, "slow: set HALLMARK_STRESS=1"))
    func manyProcessesLoseNothing() async throws {
        try await run(writers: 32, count: 40)
    }

    /// The very first note is the one that has no reference to compare with.
    @Test func theFirstNoteIsNotLost() async throws {
        for _ in 0..<20 {
            let fixture = try GitFixture()
            let objects = makeObjects(8)
            let path = fixture.path
            try await withThrowingTaskGroup(of: Void.self) { group in
                for object in objects {
                    group.addTask { try Repository(at: path).addNote(["a"], about: object) }
                }
                try await group.waitForAll()
            }
            #expect(try NoteStore(.attestations).objects(in: fixture.open()).count == objects.count)
        }
    }

    /// `git notes append` overwrites what others wrote since it began (notes-utils.c gives no old id); what git says
    /// it wrote we never lose, and adding our own lines again mends what git lost.
    @Test func gitsOwnWritesBesideOursSurvive() async throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let path = fixture.path
        async let writers: Void = write(0, count: 40, in: path, about: commit.hex)
        for index in 0..<30 {
            try fixture.git("notes", "--ref", "attestations", "append", "-m", "git \(index)", commit.hex)
        }
        await writers
        let repository = try fixture.open()
        let git = Set((0..<30).map { "git \($0)" })
        #expect(Set(try repository.note(about: commit)).isSuperset(of: git))
        await write(0, count: 40, in: path, about: commit.hex)
        #expect(Set(try repository.note(about: commit)) == git.union(expectedLines(1, 40)))
        #expect(try NoteStore(.attestations).objects(in: repository).count == 41)
    }
}
