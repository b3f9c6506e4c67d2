import HallmarkCore
import HallmarkGit
import Testing

/// Where notes lie: the layout is git's own, and any other is read.
struct NoteLayoutTests {
    private func add(_ objects: some Sequence<ObjectID>, to repository: borrowing Repository) throws {
        let lines = Dictionary(uniqueKeysWithValues: objects.map { ($0, [Array("note \($0)".utf8)]) })
        try NoteStore(.attestations).add(lines, to: repository, message: "m", wait: pause)
    }

    /// Writes the same notes with git, in one command.
    private func addWithGit(_ objects: [ObjectID], to fixture: GitFixture, reference: String = "attestations") throws {
        // A tree without fan-out, which git lays out anew with its next change.
        var stream = "commit refs/notes/\(reference)\ncommitter a <a@example.com> 0 +0000\ndata 1\nm"
        for object in objects.dropLast() {
            let text = "note \(object)\n"
            stream += "M 100644 inline \(object)\ndata \(text.utf8.count)\n\(text)\n"
        }
        try fixture.git("fast-import", "--quiet", input: Array(stream.utf8))
        if let last = objects.last {
            try fixture.git("notes", "--ref", reference, "add", "-m", "note \(last)", last.hex)
        }
    }

    @Test(arguments: [1, 2, 40, 80, 300, 5000])
    func layoutIsGitsOwn(count: Int) throws {
        let fixture = try GitFixture()
        let objects = makeObjects(count)
        let repository = try fixture.open()
        try add(objects, to: repository)
        try addWithGit(objects, to: fixture, reference: "git")
        #expect(try fixture.notesTree == fixture.git("rev-parse", "refs/notes/git^{tree}"))
        #expect(try NoteStore(.attestations).objects(in: repository) == objects.sorted { $0.hex < $1.hex })
        #expect(try fixture.git("notes", "--ref", "attestations", "list").split(separator: "\n").count == count)
        let last = objects[count - 1]
        #expect(try fixture.git("notes", "--ref", "attestations", "show", last.hex) == "note \(last)")
        #expect(try fixture.git("fsck", "--strict", "--no-dangling") == "")
    }

    /// The layout depends on the notes and not on the order or the number of writes.
    @Test func layoutIsTheSameThroughTheTransition() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(200)
        let repository = try fixture.open()
        var wasFlat = false
        var wasFannedOut = false
        for start in stride(from: 0, to: objects.count, by: 10) {
            try add(objects[start..<start + 10], to: repository)
            try fixture.git("update-ref", "-d", "refs/notes/git")
            try addWithGit(Array(objects[..<(start + 10)]), to: fixture, reference: "git")
            #expect(try fixture.notesTree == fixture.git("rev-parse", "refs/notes/git^{tree}"), "\(start + 10) notes")
            if try fixture.git("ls-tree", "refs/notes/attestations").contains(" tree ") {
                wasFannedOut = true
            } else {
                wasFlat = true
            }
        }
        #expect(wasFlat && wasFannedOut)
    }

    @Test func readsAndExtendsWhatGitFannedOut() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(5010)
        try addWithGit(Array(objects[..<5000]), to: fixture)
        #expect(try fixture.git("ls-tree", "refs/notes/attestations").contains(" tree "))
        let repository = try fixture.open()
        #expect(try repository.note(about: objects[17]) == ["note \(objects[17])"])
        #expect(try repository.note(about: objects[5005]) == [])
        try add(objects[5000...], to: repository)
        #expect(try NoteStore(.attestations).objects(in: repository).count == 5010)
        // Git goes on where we stopped, and finds nothing to lay out anew.
        let before = try fixture.git("ls-tree", "-r", "--name-only", "refs/notes/attestations")
        try fixture.git("notes", "--ref", "attestations", "append", "-m", "z", objects[5005].hex)
        #expect(try fixture.git("ls-tree", "-r", "--name-only", "refs/notes/attestations") == before)
        #expect(try repository.note(about: objects[5005]) == ["note \(objects[5005])", "z"])
    }

    /// Layouts that git never writes itself and reads all the same.
    @Test(arguments: [0, 1, 2, 3, 10, 19])
    func readsEveryDepth(depth: Int) throws {
        let fixture = try GitFixture()
        let object = makeObjects(1)[0]
        let digits = Array(object.hex)
        let directories = (0..<depth).map { String(digits[$0 * 2..<$0 * 2 + 2]) + "/" }.joined()
        let path = directories + String(digits[(depth * 2)...])
        let stream = """
            commit refs/notes/attestations
            committer a <a@example.com> 0 +0000
            data 1
            mM 100644 inline \(path)
            data 2
            a

            """
        try fixture.git("fast-import", "--quiet", input: Array(stream.utf8))
        #expect(try fixture.git("notes", "--ref", "attestations", "show", object.hex) == "a")
        let repository = try fixture.open()
        #expect(try repository.note(about: object) == ["a"])
        #expect(try NoteStore(.attestations).objects(in: repository) == [object])
        try repository.addNote(["b"], about: object)
        #expect(try fixture.git("notes", "--ref", "attestations", "show", object.hex) == "a\nb")
        #expect(try fixture.git("ls-tree", "-r", "--name-only", "refs/notes/attestations") == path)
    }

    @Test(.enabled(if: isStressed, "slow: set HALLMARK_STRESS=1"))
    func layoutIsGitsOwnForAHundredThousandNotes() throws {
        let fixture = try GitFixture()
        let objects = makeObjects(100_000)
        let repository = try fixture.open()
        try add(objects, to: repository)
        try addWithGit(objects, to: fixture, reference: "git")
        #expect(try fixture.notesTree == fixture.git("rev-parse", "refs/notes/git^{tree}"))
        #expect(try NoteStore(.attestations).objects(in: repository).count == objects.count)
    }
}
