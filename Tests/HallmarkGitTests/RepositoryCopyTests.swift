import Foundation
import HallmarkGit
import Testing

/// What tells a true copy of a repository from one in which git is misled.
@Suite struct RepositoryCopyTests {
    @Test func replacedObjectsAreFoundLooseAndPacked() throws {
        let fixture = try GitFixture()
        let first = try fixture.commitAll("1")
        let second = try fixture.commitAll("2")
        #expect(try fixture.open().replacedObjects() == [])
        try fixture.git("replace", first.hex, second.hex)
        #expect(try fixture.open().replacedObjects() == [first.hex])
        try fixture.git("pack-refs", "--all")
        #expect(try fixture.open().replacedObjects() == [first.hex])
    }

    @Test func historyIsTheOneThatWasMade() throws {
        let fixture = try GitFixture()
        let first = try fixture.commitAll("1")
        let second = try fixture.commitAll("2")
        let other = try fixture.object(fixture.git("commit-tree", "-m", "other", "\(second)^{tree}"))
        let repository = try fixture.open()
        #expect(try repository.isCommit(first, atOrAfter: first))
        #expect(try repository.isCommit(second, atOrAfter: first))
        #expect(try !repository.isCommit(first, atOrAfter: second))
        #expect(try !repository.isCommit(other, atOrAfter: first))
        // A graft would make them one history to git.
        try FileManager.default.createDirectory(atPath: fixture.path + "/.git/info", withIntermediateDirectories: true)
        try Data("\(other) \(first)\n".utf8).write(to: URL(filePath: fixture.path + "/.git/info/grafts"))
        #expect(try !fixture.open().isCommit(other, atOrAfter: first))
    }

    @Test func theOriginIsAsItWasGiven() throws {
        let fixture = try GitFixture()
        #expect(try fixture.open().originURL() == nil)
        try fixture.git("remote", "add", "origin", "https://example.com/team/app")
        try fixture.git("config", "url./elsewhere/.insteadOf", "https://example.com/")
        #expect(try fixture.open().originURL() == "https://example.com/team/app")
    }

    /// git-config(1), "boolean": a setting may be on in several words.
    @Test(arguments: [("true", true), ("yes", true), ("On", true), ("1", true), ("no", false), ("0", false)])
    func onlyAPartialCloneLeavesObjectsOut(promisor: String, isPartial: Bool) throws {
        let fixture = try GitFixture()
        try fixture.git("remote", "add", "origin", "https://example.com/team/app")
        try fixture.git("config", "remote.origin.promisor", promisor)
        let repository = try fixture.open()
        let absent = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        let error = #expect(throws: GitError.self) { try repository.blob(absent) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("left out of this partial clone") == isPartial)
    }

    @Test func aBareRepositoryWithSettingsOfItsWorkTreesIsBare() throws {
        let fixture = try GitFixture()
        try fixture.commitAll()
        try fixture.git("config", "core.repositoryformatversion", "1")
        try fixture.git("config", "extensions.worktreeConfig", "true")
        #expect(try fixture.open().workDirectory == fixture.path + "/")
        try fixture.git("config", "--worktree", "core.bare", "true")
        try fixture.git("config", "--unset", "core.bare")
        #expect(try fixture.open().workDirectory == nil)
    }
}
