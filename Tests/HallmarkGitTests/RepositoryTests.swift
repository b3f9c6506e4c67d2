import Foundation
import HallmarkGit
import Testing

struct RepositoryTests {
    @Test func opensFromBelowAndSaysWhereItIs() throws {
        let fixture = try GitFixture()
        try fixture.write("a", to: "deep/er/a")
        let repository = try Repository(at: fixture.path + "/deep/er")
        #expect(repository.workDirectory == fixture.path + "/")
        #expect(repository.commonDirectory == fixture.path + "/.git/")
    }

    @Test func whatIsNoRepositoryIsSaidToBeNone() throws {
        let fixture = try GitFixture()
        for path in [fixture.root, fixture.root + "/nothing", "/"] {
            let error = #expect(throws: GitError.self) { _ = try Repository(at: path) }
            #expect(error?.code == .notARepository)
        }
    }

    /// Not "no attestations": libgit2 cannot read these, and that is what the error says.
    @Test func aFormatThatLibgit2DoesNotReadIsAnError() throws {
        let fixture = try GitFixture("--object-format=sha256")
        let error = #expect(throws: GitError.self) { _ = try fixture.open() }
        #expect(error?.code == .unsupported)
    }

    @Test func resolvesRevisionsAsGitDoes() throws {
        let fixture = try GitFixture()
        let first = try fixture.commitAll("1")
        let second = try fixture.commitAll("2")
        try fixture.git("tag", "light", first.hex)
        try fixture.git("tag", "-a", "-m", "m", "heavy", first.hex)
        let repository = try fixture.open()
        let revisions = ["HEAD", "main", "refs/heads/main", "HEAD~1", "HEAD^", "light", "heavy", "heavy^{commit}"]
        for revision in revisions + [second.hex, String(second.hex.prefix(12)), try fixture.git("rev-parse", "heavy")] {
            #expect(try repository.commit(revision).id == fixture.id(revision + "^{commit}"), "\(revision)")
        }
        let commit = try repository.commit("HEAD")
        #expect(commit.parents == [first])
        #expect(try commit.tree == fixture.id("HEAD^{tree}"))
        #expect(commit.time == 1_700_000_000)
    }

    @Test func refusesRevisionsThatNameNoCommit() throws {
        let fixture = try GitFixture()
        try fixture.write("a", to: "file")
        try fixture.commitAll()
        let repository = try fixture.open()
        for revision in [
            "nothing", "HEAD:file", "HEAD^{tree}", "HEAD~5", "", "HEAD\0", "--all", "HEAD^{blob}",
            String(repeating: "0", count: 40), String(repeating: "1", count: 40),
        ] {
            #expect(throws: GitError.self, "\(revision)") { try repository.commit(revision) }
        }
    }

    @Test func anAmbiguousAbbreviationIsAnError() throws {
        let fixture = try GitFixture()
        try fixture.commitAll()
        var seen: [String: Int] = [:]
        var twin: String?
        // Of 2,000 blobs some share four digits.
        for index in 0..<2000 where twin == nil {
            let prefix = String(try Repository.blobID(of: Array("\(index)".utf8)).hex.prefix(4))
            if let first = seen.updateValue(index, forKey: prefix) {
                _ = try fixture.writeBlob("\(first)")
                _ = try fixture.writeBlob("\(index)")
                twin = prefix
            }
        }
        let prefix = try #require(twin)
        let error = #expect(throws: GitError.self) { try fixture.open().commit(prefix) }
        #expect(error?.code == .ambiguous)
    }

    /// A branch can be called like the id of an object that is not there.
    @Test func aFullIDIsNeverTheNameOfAReference() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let missing = makeObjects(1)[0]
        try fixture.git("update-ref", "refs/heads/\(missing.hex)", commit.hex)
        let repository = try fixture.open()
        #expect(throws: GitError.self) { try repository.commit(missing.hex) }
        #expect(try repository.commit("refs/heads/\(missing.hex)").id == commit)
    }

    @Test func tagsGiveTheirObjectAndTheirCommit() throws {
        let fixture = try GitFixture()
        try fixture.write("a", to: "file")
        let commit = try fixture.commitAll()
        try fixture.git("tag", "light")
        try fixture.git("tag", "-a", "-m", "m", "heavy")
        try fixture.git("tag", "-a", "-m", "m", "nested", "heavy")
        try fixture.git("tag", "tree", "HEAD^{tree}")
        try fixture.git("branch", "branch")
        let repository = try fixture.open()
        #expect(try repository.tag("light")?.object == commit)
        for name in ["heavy", "nested"] {
            let tag = try #require(try repository.tag(name))
            #expect(try tag.object == fixture.id("refs/tags/\(name)"))
            #expect(tag.object != commit)
            #expect(tag.commit.id == commit)
        }
        #expect(try repository.tag("branch") == nil)
        #expect(try repository.tag("none") == nil)
        #expect(throws: GitError.self) { try repository.tag("tree") }
        for name in ["", "a..b", "a b", "../heads/main", "light\0x", "light^{}", "a.lock", "a/"] {
            let error = #expect(throws: GitError.self, "\(name)") { try repository.tag(name) }
            #expect(error?.code == .invalidName, "\(name)")
        }
    }

    @Test func replacementsAreNotLookedAt() throws {
        let fixture = try GitFixture()
        try fixture.write("good", to: "file")
        let good = try fixture.commitAll("good")
        let goodBlob = try fixture.id("HEAD:file")
        let repository = try fixture.open()
        let digest = try repository.contentDigest(of: repository.commit(good).tree)
        try fixture.write("evil", to: "file")
        let evil = try fixture.commitAll("evil")
        try fixture.git("replace", goodBlob.hex, fixture.id("HEAD:file").hex)
        try fixture.git("replace", good.hex, evil.hex)
        #expect(try fixture.git("cat-file", "-p", goodBlob.hex) == "evil", "git itself is misled")
        let fresh = try fixture.open()
        #expect(try fresh.blob(goodBlob) == Array("good".utf8))
        #expect(try fresh.contentDigest(of: fresh.commit(good).tree) == digest)
    }

    @Test func aMissingObjectIsAnError() throws {
        let fixture = try GitFixture()
        try fixture.write("a", to: "file")
        try fixture.commitAll()
        let blob = try fixture.id("HEAD:file")
        let repository = try fixture.open()
        let tree = try repository.commit("HEAD").tree
        try FileManager.default.removeItem(
            atPath: fixture.path + "/.git/objects/\(blob.hex.prefix(2))/\(blob.hex.dropFirst(2))"
        )
        for error in [
            #expect(throws: GitError.self) { try repository.blob(blob) },
            #expect(throws: GitError.self) { try repository.contentDigest(of: tree) },
            #expect(throws: GitError.self) { try repository.tree(makeObjects(1)[0]) },
        ] {
            #expect(error?.code == .notFound)
        }
    }

    @Test func anObjectThatIsNotItsIDIsAnError() throws {
        let fixture = try GitFixture()
        let good = try fixture.writeBlob("good")
        let evil = try fixture.writeBlob("evil")
        func path(_ id: ObjectID) -> String {
            fixture.path + "/.git/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
        }
        try FileManager.default.removeItem(atPath: path(good))
        try FileManager.default.copyItem(atPath: path(evil), toPath: path(good))
        let repository = try fixture.open()
        #expect(throws: GitError.self) { try repository.blob(good) }
        #expect(try repository.blob(evil) == Array("evil".utf8))
    }

    @Test func blobsAreReadOnlyWithinTheirLimit() throws {
        let fixture = try GitFixture()
        let commit = try fixture.commitAll()
        let repository = try fixture.open()
        let blob = try repository.writeBlob(Array("12345".utf8))
        #expect(try fixture.git("cat-file", "-p", blob.hex) == "12345")
        #expect(try Repository.blobID(of: Array("12345".utf8)) == blob)
        #expect(try repository.blob(blob, maximumSize: 5) == Array("12345".utf8))
        #expect(try repository.head(ofBlob: blob, count: 2) == Array("12".utf8))
        #expect(try repository.blob(repository.writeBlob([])) == [])
        let tooLarge = #expect(throws: GitError.self) { try repository.blob(blob, maximumSize: 4) }
        #expect(tooLarge?.code == .tooLarge)
        let notABlob = #expect(throws: GitError.self) { try repository.blob(commit) }
        #expect(notABlob?.code == .malformed)
    }

    @Test func objectIDsAreFortyLowerCaseDigits() {
        let hex = "0123456789abcdef0123456789abcdef01234567"
        #expect(ObjectID(hex: hex)?.hex == hex)
        for text in [String(hex.dropLast(2)), hex.uppercased(), hex + "89", "", " " + hex.dropFirst()] {
            #expect(ObjectID(hex: text) == nil)
        }
    }
}
