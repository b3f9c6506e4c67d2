@testable import HallmarkGit
import HallmarkCore
import HallmarkStatement
import Testing

/// Trees under the notes reference that no honest tool writes.
struct HostileNotesTests {
    private let object = makeObjects(1)[0]

    private func entries(_ fixture: GitFixture, _ reference: String = "refs/notes/attestations") throws -> Set<String> {
        Set(try fixture.git("ls-tree", "-r", "-t", reference).split(separator: "\n").map(String.init))
    }

    @Test func whatIsNoNoteSurvives() throws {
        let fixture = try GitFixture()
        let text = try fixture.writeBlob("text")
        let below = try fixture.writeTree([("100644", "file", text), ("100644", "ff", text)])
        let missing = makeObjects(2)[1]
        let strangers: [(mode: String, name: String, id: ObjectID)] = [
            ("100644", ".git", text), ("100755", "README", text), ("40000", "a", below), ("40000", "dir", below),
            // Hexadecimal names that are no ids; "ab" is where notes would go.
            ("100644", "ab", text), ("100644", "deadbeef", text), ("100644", String(repeating: "c", count: 38), text),
            ("40000", "zz", below), ("160000", "submodule", missing), ("120000", "link", text),
            ("100644", String(repeating: "A", count: 40), text), ("40000", String(repeating: "d", count: 40), below),
            ("120000", String(repeating: "e", count: 40), text),
        ]
        try fixture.setNotes(fixture.writeTree(strangers.sorted { $0.name < $1.name }))
        let before = try entries(fixture)
        let repository = try fixture.open()
        #expect(try NoteStore(.attestations).objects(in: repository) == [])
        // Enough notes for a fan-out: nothing that is no note may move.
        let objects = makeObjects(300)
        let lines = Dictionary(uniqueKeysWithValues: objects.map { ($0, [Array("x".utf8)]) })
        try NoteStore(.attestations).add(lines, to: repository, message: "m", wait: pause)
        #expect(try entries(fixture).isSuperset(of: before))
        #expect(try NoteStore(.attestations).objects(in: repository).count == 300)
        for object in objects { #expect(try repository.note(about: object) == ["x"]) }
        try repository.addNote(["y"], about: objects[0])
        #expect(try entries(fixture).isSuperset(of: before))
        #expect(try repository.note(about: objects[0]) == ["x", "y"])
    }

    @Test func everyCopyOfANoteCountsAndOneRemains() throws {
        let fixture = try GitFixture()
        let hex = Array(object.hex)
        let names = (String(hex[..<2]), String(hex[2...]), String(hex[2..<4]), String(hex[4...]))
        let inner = try fixture.writeTree([("100644", names.3, fixture.writeBlob("deep\n"))])
        let middle = try fixture.writeTree(
            [("100644", names.1, try fixture.writeBlob("nested\n")), ("40000", names.2, inner)].sorted { $0.1 < $1.1 }
        )
        let flat = try fixture.writeBlob("flat\n")
        try fixture.setNotes(
            fixture.writeTree([("40000", names.0, middle), ("100644", object.hex, flat)].sorted { $0.1 < $1.1 })
        )
        let repository = try fixture.open()
        #expect(try repository.note(about: object) == ["deep", "flat", "nested"])
        #expect(try NoteStore(.attestations).objects(in: repository) == [object])
        try repository.addNote(["new"], about: object)
        #expect(try repository.note(about: object) == ["deep", "flat", "nested", "new"])
        #expect(
            try fixture.git("ls-tree", "-r", "--name-only", "refs/notes/attestations").split(separator: "\n").count == 1
        )
        #expect(try fixture.git("notes", "--ref", "attestations", "show", object.hex) == "deep\nflat\nnested\nnew")
    }

    /// A fan-out moves flat notes below a directory, where another note about the same object may lie already.
    @Test func aFanOutHidesNoCopy() throws {
        let fixture = try GitFixture()
        let hex = Array(object.hex)
        let note = try fixture.writeBlob("nested\n")
        let below = try fixture.writeTree([("100644", String(hex[2...]), note)])
        try fixture.setNotes(
            fixture.writeTree([
                ("40000", String(hex[..<2]), below), ("100644", object.hex, try fixture.writeBlob("flat\n")),
            ])
        )
        let repository = try fixture.open()
        let others = makeObjects(300).dropFirst()
        let lines = Dictionary(uniqueKeysWithValues: others.map { ($0, [Array("x".utf8)]) })
        try NoteStore(.attestations).add(lines, to: repository, message: "m", wait: pause)
        #expect(try fixture.git("ls-tree", "refs/notes/attestations").split(separator: "\n").count > 100)
        #expect(try repository.note(about: object) == ["flat", "nested"])
    }

    @Test func oneNameTwiceInATreeLosesNothing() throws {
        let fixture = try GitFixture()
        let hex = Array(object.hex)
        let left = try fixture.writeTree([("100644", String(hex[2...]), fixture.writeBlob("left\n"))])
        let right = try fixture.writeTree([("100644", String(hex[2...]), fixture.writeBlob("right\n"))])
        let other = makeObjects(2)[1]
        let entries: [(mode: String, name: String, id: ObjectID)] = [
            ("40000", String(hex[..<2]), left), ("40000", String(hex[..<2]), right),
            ("100644", object.hex, try fixture.writeBlob("1\n")), ("100644", object.hex, try fixture.writeBlob("2\n")),
            ("100644", other.hex, try fixture.writeBlob("3\n")), ("100644", other.hex, try fixture.writeBlob("4\n")),
        ]
        try fixture.setNotes(fixture.writeTree(entries.sorted { $0.name < $1.name }))
        let repository = try fixture.open()
        #expect(try repository.note(about: object) == ["1", "2", "left", "right"])
        try repository.addNote(["new"], about: object)
        #expect(try repository.note(about: object) == ["1", "2", "left", "new", "right"])
        #expect(try repository.note(about: other) == ["3", "4"])
        try repository.addNote(["new"], about: other)
        #expect(try repository.note(about: other) == ["3", "4", "new"])
    }

    /// Git takes an executable file for a note, and neither a link nor a submodule.
    @Test func onlyFilesAreNotes() throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("x\n")
        let objects = makeObjects(4)
        let modes = ["100644", "100755", "120000", "160000"]
        let entries = zip(modes, objects).map { (mode: $0, name: $1.hex, id: blob) }
        try fixture.setNotes(fixture.writeTree(entries.sorted { $0.name < $1.name }))
        let repository = try fixture.open()
        #expect(try objects.map { try repository.note(about: $0) } == [["x"], ["x"], [], []])
        #expect(Set(try NoteStore(.attestations).objects(in: repository)) == Set(objects[..<2]))
        try repository.addNote(["y"], about: objects[1])
        #expect(try fixture.git("notes", "--ref", "attestations", "show", objects[1].hex) == "x\ny")
    }

    @Test func theCopiesOfANoteAreLimited() throws {
        let fixture = try GitFixture()
        var entries: [(mode: String, name: String, id: ObjectID)] = []
        for index in 0...NoteStore.maximumCopies {
            entries.append(("100644", object.hex, try fixture.writeBlob("\(index)\n")))
        }
        try fixture.setNotes(fixture.writeTree(entries))
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) { try repository.note(about: object) }
        #expect(error?.code == .tooManyCopies)
        try fixture.setNotes(fixture.writeTree(Array(entries.dropLast())))
        #expect(try repository.note(about: object).count == NoteStore.maximumCopies)
    }

    /// Nineteen trees of a hundred entries, each naming the next: a reader that follows every entry never ends.
    @Test func aTreeBombDoesNotHoldAReader() throws {
        let fixture = try GitFixture()
        let hex = Array(object.hex)
        var tree = try fixture.writeTree([("100644", String(hex[38...]), fixture.writeBlob("x\n"))])
        for level in (0..<19).reversed() {
            let entry = (mode: "40000", name: String(hex[level * 2..<level * 2 + 2]), id: tree)
            tree = try fixture.writeTree(Array(repeating: entry, count: 100))
        }
        try fixture.setNotes(tree)
        let repository = try fixture.open()
        #expect(try repository.note(about: object) == ["x"])
        let error = #expect(throws: GitError.self) {
            try NoteTree.listing(of: tree, in: ObjectDatabase(of: repository), maximumEntries: 10_000)
        }
        #expect(error?.code == .tooManyEntries)
        try repository.addNote(["y"], about: object)
        #expect(try repository.note(about: object) == ["x", "y"])
    }

    /// Five levels of 256 directories that all name one tree: six objects, 10^12 paths, each the place of a note.
    @Test func aBombOfSixObjectsIsRefused() throws {
        let fixture = try GitFixture()
        var tree = try fixture.writeTree([("100644", String(repeating: "0", count: 30), fixture.writeBlob("x\n"))])
        for _ in 0..<5 {
            let names = (0..<256).map { String(UInt64(0x100 + $0), radix: 16).dropFirst() }
            tree = try fixture.writeTree(names.map { ("40000", String($0), tree) })
        }
        try fixture.setNotes(tree)
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) {
            try NoteTree.listing(of: tree, in: ObjectDatabase(of: repository), maximumEntries: 100_000)
        }
        #expect(error?.code == .tooManyEntries)
        let place = try #require(makeObject("0102030405"))
        #expect(try repository.note(about: place) == ["x"])
        try repository.addNote(["y"], about: place)
        #expect(try repository.note(about: place) == ["x", "y"])
        let other = try #require(makeObject("0102030406"))
        #expect(try repository.note(about: other) == ["x"])
    }

    @Test func onlyTheReferenceOfThatNameIsRead() throws {
        let fixture = try GitFixture()
        let tree = try fixture.writeTree([("100644", object.hex, fixture.writeBlob("x\n"))])
        for name in ["Attestations", "attestation", "attestations2", "attestations-Blobs", "x/attestations"] {
            try fixture.setNotes(tree, "refs/notes/\(name)")
        }
        try fixture.setNotes(tree, "refs/heads/notes/attestations")
        #expect(try fixture.open().note(about: object) == [])
        try fixture.setNotes(tree)
        #expect(try fixture.open().note(about: object) == ["x"])
    }

    @Test func theNumberOfEntriesIsLimitedExactly() throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("x\n")
        let objects = makeObjects(10).sorted { $0.hex < $1.hex }
        let tree = try fixture.writeTree(objects.map { ("100644", $0.hex, blob) })
        let repository = try fixture.open()
        let database = try ObjectDatabase(of: repository)
        #expect(try NoteTree.listing(of: tree, in: database, maximumEntries: 10).objects == objects)
        let error = #expect(throws: GitError.self) {
            try NoteTree.listing(of: tree, in: database, maximumEntries: 9)
        }
        #expect(error?.code == .tooManyEntries)
        var lookup = NoteLookup([objects[3]], maximumEntries: 9)
        let second = #expect(throws: GitError.self) { try lookup.look(in: tree, of: database) }
        #expect(second?.code == .tooManyEntries)
    }

    @Test func aMissingNoteIsAnErrorAndNotAbsent() throws {
        let fixture = try GitFixture()
        try fixture.setNotes(fixture.writeTree([("100644", object.hex, makeObjects(2)[1])]))
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) { try repository.note(about: object) }
        #expect(error?.code == .notFound)
        let other = makeObjects(3)[2]
        try repository.addNote(["a"], about: other)
        #expect(try repository.note(about: other) == ["a"])
    }

    /// Git reads twenty levels and takes what lies deeper for no note; here it is said, and of that object only.
    @Test func aNoteThatLiesTooDeepIsUndecidedAlone() throws {
        let fixture = try GitFixture()
        let hex = Array(object.hex)
        let blob = try fixture.writeBlob("x\n")
        var tree = try fixture.writeTree([("100644", "x", blob)])
        for level in (0..<20).reversed() {
            tree = try fixture.writeTree([("40000", String(hex[level * 2..<level * 2 + 2]), tree)])
        }
        let other = makeObjects(2)[1]
        let root = [("40000", String(hex[..<2]), try fixture.id("\(tree):\(String(hex[..<2]))"))]
        try fixture.setNotes(
            fixture.writeTree((root + [("100644", other.hex, blob)]).sorted { $0.1 < $1.1 })
        )
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) { try repository.note(about: object) }
        #expect(error?.code == .tooDeep)
        #expect(try repository.note(about: other) == ["x"])
        let (objects, damage) = try NoteStore(.attestations).listing(in: repository)
        #expect(objects == [other])
        #expect(damage.map(\.place) == [object.hex])
        #expect(damage.map(\.error.code) == [.tooDeep])
        #expect(throws: GitError.self) { try NoteStore(.attestations).objects(in: repository) }
        // What can be written is written, and what cannot is said.
        let lines = [object: [Array("y".utf8)], other: [Array("y".utf8)]]
        let refusal = #expect(throws: GitError.self) {
            try NoteStore(.attestations).add(lines, to: repository, message: "m", wait: pause)
        }
        #expect(refusal?.code == .tooDeep)
        #expect(try repository.note(about: other) == ["x", "y"])
    }

    /// A tree that libgit2 or git would refuse to read hides what lies in it, and nothing else.
    @Test(arguments: ["100644 ", "100644 x\0short", "1006x4 a\0", " a\0", "100644 \0", "77777777 a\0"])
    func aMalformedTreeHidesNoOther(body: String) throws {
        let fixture = try GitFixture()
        let objects = makeObjects(2)
        let broken = try fixture.writeTree(body: Array(body.utf8) + Array(objects[0].bytes.dropLast(2)))
        let entries: [(mode: String, name: String, id: ObjectID)] = [
            ("40000", String(objects[0].hex.prefix(2)), broken),
            ("100644", objects[1].hex, try fixture.writeBlob("x\n")),
        ]
        try fixture.setNotes(fixture.writeTree(entries.sorted { $0.name < $1.name }))
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) { try repository.note(about: objects[0]) }
        #expect(error?.code == .malformed)
        #expect(try repository.note(about: objects[1]) == ["x"])
        let (listed, damage) = try NoteStore(.attestations).listing(in: repository)
        #expect(listed == [objects[1]])
        #expect(damage.map(\.place) == [String(objects[0].hex.prefix(2))])
        try repository.addNote(["y"], about: objects[1])
        #expect(try repository.note(about: objects[1]) == ["x", "y"])
    }

    /// A blob of 300 MB of zeros is 300 KB in a pack: its size is asked for before it is read.
    @Test func eachLimitOfANoteHasItsOwnError() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(4)
        let blobs = [
            try fixture.writeBlob(String(repeating: "\0", count: Note.maximumSize + 1)),
            try fixture.writeBlob(String(repeating: "a", count: Note.maximumLineSize + 1)),
            try fixture.writeBlob((0...Note.maximumLines).map { "\($0)\n" }.joined()),
            try fixture.writeBlob("x\n"),
        ]
        let entries = zip(objects, blobs).map { (mode: "100644", name: $0.hex, id: $1) }
        try fixture.setNotes(fixture.writeTree(entries.sorted { $0.name < $1.name }))
        let repository = try fixture.open()
        let codes = objects[..<3].map { object in
            #expect(throws: GitError.self) { try repository.note(about: object) }?.code
        }
        #expect(codes == [.noteTooLarge, .lineTooLong, .tooManyLines])
        #expect(try repository.note(about: objects[3]) == ["x"])
    }

    /// Upper case names no object here, in any depth; the entry is kept as it is.
    @Test func upperCaseIsNoKey() throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("x\n")
        let upper = object.hex.uppercased()
        try fixture.setNotes(fixture.writeTree([("100644", upper, blob)]))
        let repository = try fixture.open()
        #expect(try repository.note(about: object) == [])
        try repository.addNote(["y"], about: object)
        #expect(try repository.note(about: object) == ["y"])
        #expect(try fixture.git("ls-tree", "--name-only", "refs/notes/attestations").contains(upper))
    }

    /// The order of a tree's entries is not relied on, and is git's own once the tree was written.
    @Test func anUnsortedTreeIsReadWhole() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(50)
        let entries = try objects.map { (mode: "100644", name: $0.hex, id: try fixture.writeBlob("\($0)\n")) }
        try fixture.setNotes(fixture.writeTree(entries))
        let repository = try fixture.open()
        for object in objects { #expect(try repository.note(about: object) == [object.hex]) }
        #expect(try NoteStore(.attestations).objects(in: repository) == objects.sorted())
        try repository.addNote(["new"], about: objects[7])
        for object in objects { #expect(try repository.note(about: object).contains(object.hex)) }
        let names = try fixture.git("ls-tree", "--name-only", "refs/notes/attestations").split(separator: "\n")
        #expect(names == names.sorted() && names.count == 50)
    }

    /// `abc NUL def` is one line of seven bytes, never the C string `abc`.
    @Test func aNULByteEndsNothing() throws {
        let fixture = try GitFixture()
        try fixture.setNotes(fixture.writeTree([("100644", object.hex, fixture.writeBlob("good\0evil\n"))]))
        let repository = try fixture.open()
        #expect(try repository.note(about: object) == ["good\0evil"])
        try repository.addNote(["a"], about: object)
        #expect(try repository.note(about: object) == ["a", "good\0evil"])
    }
}
