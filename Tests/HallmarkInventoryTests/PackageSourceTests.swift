import Foundation
import HallmarkCore
import HallmarkInventory
import Testing

/// What a package consists of, asked of real git repositories.
struct PackageSourceTests {
    @Test func withoutARepositoryAllFilesCount() async throws {
        let fixture = try PackageFixture()
        try fixture.write("", to: "Sources/App/App.swift")
        try fixture.write("", to: ".build/debug/App")
        try fixture.write("", to: "Nested/.build/x")
        try fixture.link("link", to: "Package.swift")
        let source = try await fixture.source()
        #expect(source.files == ["Package.swift", "Sources/App/App.swift"])
        #expect(source.links == ["link"])
        #expect(source.directory == "")
        #expect(source.version == nil)
        #expect(source.commitTime == nil)
    }

    @Test func aRepositoryWithoutCommitHasNoVersion() async throws {
        let fixture = try PackageFixture()
        try fixture.startRepository()
        let source = try await fixture.source()
        #expect(source.files == ["Package.swift"])
        #expect(source.version == nil)
        #expect(source.commitTime == nil)
    }

    @Test(arguments: ["sha1", "sha256"])
    func withoutTagTheVersionIsTheCommit(format: String) async throws {
        let fixture = try PackageFixture()
        let commit = try fixture.commit("--object-format=\(format)")
        let source = try await fixture.source()
        #expect(source.version == commit)
        #expect(source.commitTime == Timestamp(seconds: 1_700_000_000))
    }

    @Test(arguments: [
        (["1.2.3"], "1.2.3"), (["v1.2.3"], "1.2.3"), (["1.9.0", "1.10.0"], "1.10.0"),
        (["1.0.0-rc.1", "1.0.0"], "1.0.0"),
        (["nightly", "0.0.1"], "0.0.1"), (["vnext"], "vnext"), (["a", "b"], "b"), (["release/1"], "release/1"),
        (["99999999999999999999.0.0", "1.0.0"], "1.0.0"),
    ])
    func aTagIsTheVersion(tags: [String], version: String) async throws {
        let fixture = try PackageFixture()
        try fixture.commit()
        for tag in tags { try fixture.git("tag", tag) }
        #expect(try await fixture.source().version == version)
    }

    @Test func anAnnotatedTagCountsToo() async throws {
        let fixture = try PackageFixture()
        try fixture.commit()
        try fixture.git("tag", "-a", "-m", "release", "2.0.0")
        #expect(try await fixture.source().version == "2.0.0")
    }

    @Test func aTagOfAnotherCommitDoesNotCount() async throws {
        let fixture = try PackageFixture()
        try fixture.commit()
        try fixture.git("tag", "1.0.0")
        let commit = try fixture.commit()
        #expect(try await fixture.source().version == commit)
    }

    // With `column.ui`, `git tag` pads its lines for the eye.
    @Test func theUsersSettingsChangeNothing() async throws {
        let fixture = try PackageFixture()
        try fixture.commit()
        for tag in ["1.0.0", "1.1.0"] { try fixture.git("tag", tag) }
        for setting in ["column.ui", "color.ui"] { try fixture.git("config", setting, "always") }
        for setting in ["status.branch", "status.short", "status.showStash", "core.quotePath"] {
            try fixture.git("config", setting, "true")
        }
        try fixture.git("config", "tag.sort", "-version:refname")
        #expect(try await fixture.source().version == "1.1.0")
    }

    @Test(arguments: ["changed", "staged", "untracked", "deleted", "link"])
    func aChangedTreeIsDirty(change: String) async throws {
        let fixture = try PackageFixture()
        try fixture.write("one", to: "a/file")
        let commit = try fixture.commit()
        switch change {
        case "changed": try fixture.write("two", to: "a/file")
        case "staged":
            try fixture.write("two", to: "a/file")
            try fixture.git("add", "-A")
        case "untracked": try fixture.write("", to: "b/new")
        case "deleted": try fixture.remove("a/file")
        default:
            try fixture.remove("a")
            try fixture.link("a", to: "b")
        }
        let source = try await fixture.source()
        #expect(source.version == commit + "+dirty")
        #expect(source.files.contains("a/file") == !["deleted", "link"].contains(change))
        #expect(source.files.contains("b/new") == (change == "untracked"))
        #expect(source.links == (change == "link" ? ["a"] : []))
    }

    // Build results are nobody's source; recorded statements are about the very commit.
    @Test(arguments: [".build/debug/x", "Nested/.build/x", "attestations/recorded/a.intoto.jsonl"])
    func someFilesMakeNoTreeDirty(path: String) async throws {
        let fixture = try PackageFixture()
        let commit = try fixture.commit()
        try fixture.write("", to: path)
        #expect(try await fixture.source().version == commit)
    }

    @Test(arguments: [
        "a.build/x", "build/x", ".build", "attestations/x", "x/attestations/recorded/a",
        "\u{301}/attestations/recorded",
    ])
    func otherFilesMakeItDirty(path: String) async throws {
        let fixture = try PackageFixture()
        let commit = try fixture.commit()
        try fixture.write("", to: path)
        #expect(try await fixture.source().version == commit + "+dirty")
    }

    // A tracked file in `.build` is content like any other.
    @Test func aTrackedBuildFolderCounts() async throws {
        let fixture = try PackageFixture()
        try fixture.write("one", to: ".build/evil/Package.swift")
        let commit = try fixture.commit()
        #expect(try await fixture.source().files == [".build/evil/Package.swift", "Package.swift"])
        try fixture.write("two", to: ".build/evil/Package.swift")
        #expect(try await fixture.source().version == commit + "+dirty")
    }

    @Test func ignoredFilesAreNotThere() async throws {
        let fixture = try PackageFixture()
        try fixture.write("*.secret\nPackage.resolved\n", to: ".gitignore")
        let commit = try fixture.commit()
        try fixture.write("", to: "a.secret")
        try fixture.write("", to: "Package.resolved")
        let source = try await fixture.source()
        #expect(source.files == [".gitignore", "Package.swift"])
        #expect(source.version == commit)
    }

    @Test func aPackageInAFolderOfARepositoryKeepsItsFolder() async throws {
        let fixture = try PackageFixture()
        try fixture.write("", to: "Examples/My App/Package.swift")
        let commit = try fixture.commit()
        let source = try await fixture.source(at: "Examples/My App")
        #expect(source.directory == "Examples/My App")
        #expect(source.files == ["Examples/My App/Package.swift", "Package.swift"])
        #expect(source.tree.path == fixture.path)
        #expect(source.version == commit)
    }

    @Test func aPackageThatGitIgnoresStandsAlone() async throws {
        let fixture = try PackageFixture()
        try fixture.write("/Vendored/\n", to: ".gitignore")
        try fixture.write("", to: "Vendored/Package.swift")
        try fixture.commit()
        let source = try await fixture.source(at: "Vendored")
        #expect(source.directory == "")
        #expect(source.files == ["Package.swift"])
        #expect(source.version == nil)
    }

    @Test func aBrokenRepositoryIsNoPlainFolder() async throws {
        let fixture = try PackageFixture()
        try fixture.write("gitdir: /nonexistent\n", to: ".git")
        await #expect(throws: InventoryError.self) { try await fixture.source() }
    }

    @Test(arguments: [
        "tab\there", "quote\"d", "back\\slash", "é", "new\nline", "\u{301}mark", "a/\u{301}b", " lead", "-x",
    ])
    func namesComeAsTheyAre(name: String) async throws {
        let fixture = try PackageFixture()
        try fixture.write("", to: "d/\(name)")
        try fixture.commit()
        #expect(try await fixture.source().files.map { Array($0.utf8) }.contains(Array("d/\(name)".utf8)))
    }

    // Two files for git and for Linux, one for other systems and for Swift's strings: one of them would go unseen.
    @Test func refusesNamesThatDifferOnlyInTheirUnicodeForm() async throws {
        let fixture = try PackageFixture()
        try fixture.write("", to: "\u{E9}.gguf")
        try fixture.commit()
        #expect(try await fixture.source().files.count == 2)
        try fixture.write("", to: "e\u{301}.gguf")
        try fixture.git("add", "-A")
        let error = await #expect(throws: InventoryError.self) { try await fixture.source() }
        #expect(error?.code == .repository)
    }

    @Test func aMergeThatIsNotResolvedIsRead() async throws {
        let fixture = try PackageFixture()
        try fixture.write("one", to: "file")
        try fixture.commit()
        try fixture.git("checkout", "-q", "-b", "other")
        try fixture.write("two", to: "file")
        try fixture.commit()
        try fixture.git("checkout", "-q", "main")
        try fixture.write("three", to: "file")
        let commit = try fixture.commit()
        #expect(throws: ProgramFailure.self) { try fixture.git("merge", "-q", "other") }
        let source = try await fixture.source()
        #expect(source.files == ["Package.swift", "file"])
        #expect(source.version == commit + "+dirty")
    }

    // The hook of a repository runs with variables that lead git to it; each that git itself lists is dealt with.
    @Test func theVariablesOfAnotherRepositoryAreUnwanted() throws {
        let fixture = try PackageFixture()
        try fixture.startRepository()
        let names = try fixture.git("rev-parse", "--local-env-vars").split(separator: "\n").map(String.init)
        #expect(names.contains("GIT_DIR"))
        let known = GitCommand.unwantedVariables + GitCommand.wantedVariables.keys
        #expect(Set(names).subtracting(known) == [])
    }
}

/// Git's tree ids, with `git init --object-format=sha256` as the oracle.
struct SourceDigestTests {
    private static func fixture() throws -> PackageFixture {
        let fixture = try PackageFixture()
        try fixture.write("hello", to: "a/b/c")
        try fixture.write("", to: "a.b")
        try fixture.write("", to: "a-b")
        try fixture.write("x", to: "é/ü")
        try fixture.write("y", to: "m/\u{301}n")
        try fixture.link("link", to: "a/b")
        try fixture.write("#!/bin/sh\n", to: "run")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.path + "/run")
        try fixture.commit("--object-format=sha256")
        return fixture
    }

    @Test(arguments: ["", "a", "a/b", "é"])
    func isGitsOwn(folder: String) async throws {
        let fixture = try Self.fixture()
        let digest = try await fixture.source().treeDigest(of: folder)
        #expect(digest?.hex == (try fixture.git("rev-parse", "HEAD:\(folder)")))
    }

    @Test func aFolderWithoutFilesHasNone() async throws {
        let source = try await Self.fixture().source()
        #expect(try source.treeDigest(of: "nowhere") == nil)
        #expect(try source.treeDigest(of: "run") == nil)
    }

    @Test func changesWithContent() async throws {
        let fixture = try Self.fixture()
        let before = try await fixture.source().treeDigest(of: "")
        try fixture.write("hello!", to: "a/b/c")
        #expect(try await fixture.source().treeDigest(of: "") != before)
    }

    // A statement about this very tree, kept in it, can't be part of what it is about.
    @Test func recordedStatementsAreNotCovered() async throws {
        let fixture = try Self.fixture()
        let before = try await fixture.source().treeDigest(of: "")
        try fixture.write("{}", to: "attestations/recorded/a.intoto.jsonl")
        #expect(try await fixture.source().treeDigest(of: "") == before)
        try fixture.write("{}", to: "a/attestations/recorded/a.intoto.jsonl")
        #expect(try await fixture.source().treeDigest(of: "") != before)
    }
}
