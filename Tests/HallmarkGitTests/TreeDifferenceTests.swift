import HallmarkCore
import HallmarkGit
import Testing

/// What differs between two trees, from objects that git itself made.
@Suite struct TreeDifferenceTests {
    /// Each path with what is on either side.
    private func changes(_ fixture: GitFixture, _ old: String?, _ new: String) throws -> [String: [String]] {
        let repository = try fixture.open()
        let from = try old.map { try repository.commit($0).tree }
        let difference = try TreeDifference(from: from, to: repository.commit(new).tree, in: repository)
        return Dictionary(
            uniqueKeysWithValues: difference.changes.map { change in
                (String(decoding: change.path, as: UTF8.self), [change.old, change.new].map(Self.word))
            }
        )
    }

    private static func word(_ side: TreeDifference.Side?) -> String {
        switch side?.kind {
        case nil: "none"
        case .file(let executable): executable ? "executable" : "file"
        case .link: "link"
        case .submodule: "submodule"
        case .tree: "tree"
        }
    }

    private func files(_ fixture: GitFixture, _ old: String?, _ new: String) throws -> [String: FileDifference] {
        let repository = try fixture.open()
        let from = try old.map { try repository.commit($0).tree }
        var budget = Int.max
        var files: [String: FileDifference] = [:]
        for change in try TreeDifference(from: from, to: repository.commit(new).tree, in: repository).changes {
            files[String(decoding: change.path, as: UTF8.self)] = try FileDifference(
                change,
                in: repository,
                budget: &budget
            )
        }
        return files
    }

    @Test func fromNothingEverythingWasAdded() throws {
        let fixture = try GitFixture()
        try fixture.write("a\n", to: "a.txt")
        try fixture.write("b\n", to: "folder/deep/b.txt", executable: true)
        try fixture.commitAll()
        #expect(
            try changes(fixture, nil, "HEAD") == [
                "a.txt": ["none", "file"], "folder/deep/b.txt": ["none", "executable"],
            ]
        )
        #expect(try changes(fixture, "HEAD", "HEAD").isEmpty)
    }

    @Test func modesLinksRenamesAndRemovalsAreSeen() throws {
        let fixture = try GitFixture()
        for name in ["gone", "moved", "mode", "target"] { try fixture.write("\(name)\n", to: name) }
        try fixture.git("-c", "core.symlinks=true", "status")
        try fixture.commitAll()
        try fixture.git("rm", "-q", "gone")
        try fixture.git("mv", "moved", "elsewhere")
        try fixture.git("update-index", "--chmod=+x", "mode")
        let link = try fixture.writeBlob("/etc/passwd")
        try fixture.git("update-index", "--add", "--cacheinfo", "120000,\(link),link")
        try fixture.git("commit", "-q", "-m", "changes")
        #expect(
            try changes(fixture, "HEAD~1", "HEAD") == [
                "gone": ["file", "none"], "moved": ["file", "none"], "elsewhere": ["none", "file"],
                "mode": ["file", "executable"], "link": ["none", "link"],
            ]
        )
        let files = try files(fixture, "HEAD~1", "HEAD")
        guard case .same = files["mode"]?.content, case .lines(_, _, let target) = files["link"]?.content else {
            Issue.record("a change of mode has the same bytes, and a link's target is shown")
            return
        }
        #expect(target == [ArraySlice("/etc/passwd".utf8)])
    }

    @Test func aFileThatChangesItsTypeIsShownOnBothSides() throws {
        let fixture = try GitFixture()
        try fixture.write("text\n", to: "a")
        try fixture.write("text\n", to: "b")
        try fixture.commitAll()
        try fixture.git("rm", "-q", "a", "b")
        try fixture.write("inner\n", to: "a/inner")
        let link = try fixture.writeBlob("a")
        try fixture.git("update-index", "--add", "--cacheinfo", "120000,\(link),b")
        try fixture.git("add", "a")
        try fixture.git("commit", "-q", "-m", "types")
        #expect(
            try changes(fixture, "HEAD~1", "HEAD") == [
                "a": ["file", "none"], "a/inner": ["none", "file"], "b": ["file", "link"],
            ]
        )
        let back = try changes(fixture, "HEAD", "HEAD~1")
        #expect(back["a"] == ["none", "file"])
        #expect(back["a/inner"] == ["file", "none"])
    }

    @Test func aSubmoduleIsNamedAndNotShown() throws {
        let fixture = try GitFixture()
        try fixture.write("a\n", to: "a")
        let commit = try fixture.commitAll()
        try fixture.git("update-index", "--add", "--cacheinfo", "160000,\(commit),sub")
        try fixture.git("commit", "-q", "-m", "submodule")
        let file = try #require(try files(fixture, "HEAD~1", "HEAD")["sub"])
        guard case .submodule = file.content else {
            Issue.record("a submodule's content is not here")
            return
        }
        #expect(file.new?.id == commit)
    }

    @Test(arguments: ["a.swift", "include/a.h", "configure"])
    func aNULHidesNoSource(path: String) throws {
        let fixture = try GitFixture()
        try fixture.write("a\0b\nsecond\n", to: path)
        try fixture.commitAll()
        guard case .lines(let lines, _, _) = try files(fixture, nil, "HEAD")[path]?.content else {
            Issue.record("the file is not shown")
            return
        }
        #expect(lines.added == 2)
    }

    @Test func binaryAndHugeFilesAreListedWithTheirDigests() throws {
        let fixture = try GitFixture()
        let huge = String(repeating: "0123456789abcde\n", count: FileDifference.maximumTextSize / 16 + 1)
        try fixture.write("a\0b", to: "binary.dat")
        try fixture.write(huge, to: "huge")
        try fixture.write(String(huge.dropLast(16)), to: "just-right")
        try fixture.commitAll()
        let files = try files(fixture, nil, "HEAD")
        guard case .binary = files["binary.dat"]?.content, case .tooLarge = files["huge"]?.content,
            case .lines(let lines, _, _) = files["just-right"]?.content
        else {
            Issue.record("what is shown is text up to the limit")
            return
        }
        #expect(files["binary.dat"]?.new?.digest == Digest.sha256(Array("a\0b".utf8)))
        #expect(files["huge"]?.new?.digest == Digest.sha256(Array(huge.utf8)))
        #expect(files["huge"]?.new?.size == huge.utf8.count)
        #expect(lines.added == FileDifference.maximumTextSize / 16)
        let repository = try fixture.open()
        let difference = try TreeDifference(from: nil, to: repository.commit("HEAD").tree, in: repository)
        let size = try DifferenceSize(difference, in: repository)
        #expect(size.files == 3)
        #expect(size.unshown == 2)
        #expect(size.added == FileDifference.maximumTextSize / 16)
        #expect(size.removed == 0)
    }

    @Test func namesThatDifferOnlyByCaseOrSpellingCollide() throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("x\n")
        let folder = try fixture.writeTree([("100644", "a", blob)])
        let tree = try fixture.writeTree([
            ("100644", "A", blob), ("40000", "Sources", folder), ("100644", "a", blob), ("100644", "e\u{301}", blob),
            ("40000", "sources", folder), ("100644", "\u{E9}", blob),
        ])
        let repository = try fixture.open()
        let difference = try TreeDifference(from: nil, to: tree, in: repository)
        let names = difference.collisions.map { $0.map { String(decoding: $0, as: UTF8.self) } }
        #expect(names.contains(["A", "a"]))
        #expect(names.contains(["Sources", "sources"]))
        #expect(names.contains { $0.count == 2 && $0.allSatisfy { $0 == "\u{E9}" } })
        let alone = try TreeDifference(from: nil, to: folder, in: repository)
        #expect(alone.collisions.isEmpty)
    }

    @Test(arguments: [["a", "a"], ["a/b"]])
    func aNameThatComesTwiceOrHasASlashIsRefused(names: [String]) throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("x\n")
        let tree = try fixture.writeTree(names.map { ("100644", $0, blob) })
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) { try TreeDifference(from: nil, to: tree, in: repository) }
        #expect(error?.code == .malformed)
    }

    @Test func treesThatDifferInTooManyFilesAreRefused() throws {
        let fixture = try GitFixture()
        for number in 0..<5 { try fixture.write("\(number)\n", to: "\(number)") }
        try fixture.commitAll()
        let repository = try fixture.open()
        let tree = try repository.commit("HEAD").tree
        let error = #expect(throws: GitError.self) {
            try TreeDifference(from: nil, to: tree, in: repository, maximumChanges: 4)
        }
        #expect(error?.code == .tooLarge)
        #expect(try TreeDifference(from: nil, to: tree, in: repository, maximumChanges: 5).changes.count == 5)
    }
}
