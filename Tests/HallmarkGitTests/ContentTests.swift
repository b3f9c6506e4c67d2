import Foundation
import HallmarkCore
import HallmarkGit
import Testing

struct ContentTests {
    /// The same files in a repository of the other object format: git's own SHA-256 tree id.
    private func oracle(of fixture: GitFixture, without excluded: String?) throws -> String {
        let other = try GitFixture("--object-format=sha256")
        try fixture.git(
            ["--git-dir", other.path + "/.git", "--work-tree", fixture.path, "add", "-A"],
            in: fixture.path
        )
        if let excluded {
            try other.git("rm", "-rq", "--cached", "--ignore-unmatch", excluded)
        }
        return try other.git("write-tree")
    }

    private func sample() throws -> GitFixture {
        let fixture = try GitFixture()
        for (path, text) in [
            ("b.txt", "b"), ("a/deep/er/x", "x"), ("a-b", "sorts between a and a/"), ("a.c", ""), ("ü", "ü"),
            ("same/1", "same"), ("same/2", "same"), ("twin/1", "same"), ("twin/2", "same"),
            ("attestations/policy.yaml", "p"), ("attestations/recorded/1.intoto.jsonl", "{}"),
            ("attestations/recorded/deep/2.intoto.jsonl", "{}"), ("attestations/recorded.txt", "kept"),
            ("other/attestations/recorded/kept", "kept"), ("with space\tand tab", "\0\u{1}binary"),
        ] {
            try fixture.write(text, to: path)
        }
        try fixture.write("#!/bin/sh\n", to: "run", executable: true)
        try FileManager.default.createSymbolicLink(atPath: fixture.path + "/link", withDestinationPath: "a/deep")
        try FileManager.default.createSymbolicLink(atPath: fixture.path + "/broken", withDestinationPath: "/nowhere/ü")
        return fixture
    }

    @Test func contentDigestIsGitsOwn() throws {
        let fixture = try sample()
        try fixture.commitAll()
        let repository = try fixture.open()
        let tree = try repository.commit("HEAD").tree
        #expect(
            try repository.contentDigest(of: tree).hex == oracle(of: fixture, without: "attestations/recorded")
        )
        #expect(try repository.contentDigest(of: tree, excluding: nil).hex == oracle(of: fixture, without: nil))
        #expect(
            try repository.contentDigest(of: tree, excluding: "a/deep").hex == oracle(of: fixture, without: "a/deep")
        )
        #expect(try repository.contentDigest(of: tree) == FileTree(path: fixture.path).gitTreeDigest())
    }

    @Test func recordedEnvelopesDoNotChangeIt() throws {
        let fixture = try sample()
        try fixture.commitAll()
        let repository = try fixture.open()
        let before = try repository.contentDigest(of: repository.commit("HEAD").tree)
        try fixture.write("{}{}", to: "attestations/recorded/3.intoto.jsonl")
        try fixture.commitAll()
        #expect(try repository.contentDigest(of: repository.commit("HEAD").tree) == before)
        try fixture.write("p2", to: "attestations/policy.yaml")
        try fixture.commitAll()
        #expect(try repository.contentDigest(of: repository.commit("HEAD").tree) != before)
    }

    @Test func aFolderThatBecomesEmptyIsLeftOut() throws {
        let fixture = try GitFixture()
        try fixture.write("a", to: "a")
        try fixture.commitAll()
        let repository = try fixture.open()
        let before = try repository.contentDigest(of: repository.commit("HEAD").tree)
        try fixture.write("{}", to: "attestations/recorded/1.intoto.jsonl")
        try fixture.commitAll()
        #expect(try repository.contentDigest(of: repository.commit("HEAD").tree) == before)
        try fixture.git("rm", "-q", "a")
        try fixture.commitAll()
        let empty = try repository.contentDigest(of: repository.commit("HEAD").tree)
        #expect(empty.hex == "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321", "git's empty tree")
    }

    @Test func everyChangeOfModeOrNameCounts() throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("a")
        let repository = try fixture.open()
        let trees = try [("100644", "a"), ("100755", "a"), ("120000", "a"), ("100644", "b")].map {
            try fixture.writeTree([($0.0, $0.1, blob)])
        }
        #expect(Set(try trees.map { try repository.contentDigest(of: $0) }).count == trees.count)
    }

    @Test func aSubmoduleIsRefused() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        try fixture.git("update-index", "--add", "--cacheinfo", "160000,\(commit.hex),deep/sub")
        let tree = try fixture.object(fixture.git("write-tree"))
        let repository = try fixture.open()
        let error = #expect(throws: GitError.self) { try repository.contentDigest(of: tree) }
        #expect(error?.code == .submodule)
        #expect(error?.message.contains("deep/sub") == true)
        #expect(try repository.files(of: tree).map(\.kind) == [.submodule])
    }

    @Test func listsFilesWithTheirKinds() throws {
        let fixture = try sample()
        try fixture.commitAll()
        let repository = try fixture.open()
        let files = try repository.files(of: repository.commit("HEAD").tree)
        let listed = try fixture.git("-c", "core.quotePath=false", "ls-tree", "-r", "-z", "--name-only", "HEAD")
        #expect(files.map(\.path) == listed.split(separator: "\0").map(String.init))
        #expect(files.first { $0.path == "run" }?.kind == .file(executable: true))
        #expect(files.first { $0.path == "b.txt" }?.kind == .file(executable: false))
        #expect(files.first { $0.path == "link" }?.kind == .link)
    }

    @Test(arguments: [
        ".", "..", ".git", ".GIT", ".gIt", "a/b", "../x", "", "/", "a/",
    ])
    func refusesNamesThatNoWorkTreeHolds(name: String) throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("a")
        let repository = try fixture.open()
        let tree = try fixture.writeTree([("100644", name, blob)])
        let above = try fixture.writeTree([("40000", "above", tree)])
        for tree in [tree, above] {
            #expect(throws: GitError.self, "\(name)") { try repository.files(of: tree) }
        }
    }

    @Test func refusesBytesThatAreNoUTF8() throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("a")
        let repository = try fixture.open()
        for name: [UInt8] in [[0xFF], [0x61, 0xC0, 0xAF], [0xED, 0xA0, 0x80]] {
            let tree = try fixture.writeTree(body: Array("100644 ".utf8) + name + [0] + blob.bytes)
            let error = #expect(throws: GitError.self) { try repository.files(of: tree) }
            #expect(error?.code == .malformed)
        }
        #expect(try repository.files(of: fixture.writeTree([("100644", ".github", blob)])).map(\.path) == [".github"])
    }

    @Test func refusesANameTwice() throws {
        let fixture = try GitFixture()
        let blob = try fixture.writeBlob("a")
        let below = try fixture.writeTree([("100644", "x", blob)])
        let repository = try fixture.open()
        for entries in [
            [("100644", "a", blob), ("100644", "a", try fixture.writeBlob("b"))],
            [("100644", "a", blob), ("40000", "a", below)],
        ] {
            let tree = try fixture.writeTree(entries)
            #expect(throws: GitError.self) { try repository.files(of: tree) }
            #expect(throws: GitError.self) { try repository.contentDigest(of: tree) }
        }
    }

    /// An entry that is called like the excluded path, slash and all, must not slip out of the digest.
    @Test func aNameWithASlashIsNotTheExcludedPath() throws {
        let fixture = try GitFixture()
        let tree = try fixture.writeTree([("100644", "attestations/recorded", fixture.writeBlob("a"))])
        let error = #expect(throws: GitError.self) { try fixture.open().contentDigest(of: tree) }
        #expect(error?.code == .malformed)
    }

    @Test func treesThatNestTooDeeplyAreRefused() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        var tree = try fixture.writeTree([("100644", "a", fixture.writeBlob("a"))])
        for _ in 0..<Repository.maximumDepth { tree = try fixture.writeTree([("40000", "d", tree)]) }
        #expect(try repository.files(of: tree).count == 1)
        #expect(throws: Never.self) { try repository.contentDigest(of: tree) }
        tree = try fixture.writeTree([("40000", "d", tree)])
        for error in [
            #expect(throws: GitError.self) { try repository.files(of: tree) },
            #expect(throws: GitError.self) { try repository.contentDigest(of: tree) },
        ] {
            #expect(error?.code == .tooLarge)
        }
    }

    /// Twenty trees of a hundred entries, each naming the next: 10^40 files.
    @Test func aTreeBombIsDigestedOnceAndNotListed() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        var tree = try fixture.writeTree([("100644", "a", fixture.writeBlob("a"))])
        var hollow = try fixture.writeTree([])
        for _ in 0..<20 {
            tree = try fixture.writeTree((10..<100).map { ("40000", "\($0)", tree) })
            hollow = try fixture.writeTree((10..<100).map { ("40000", "\($0)", hollow) })
        }
        #expect(throws: Never.self) { try repository.contentDigest(of: tree) }
        #expect(try repository.contentDigest(of: hollow) == GitDigest.tree([]))
        for tree in [tree, hollow] {
            let error = #expect(throws: GitError.self) { try repository.files(of: tree, maximumFiles: 10_000) }
            #expect(error?.code == .tooLarge)
        }
    }
}
