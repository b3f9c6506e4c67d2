import Foundation
import HallmarkCore
import Testing

private let gitLFSIsThere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: $0 + "/git-lfs") }

/// The proxy before the real Git LFS, with a remote of files.
@Suite(.enabled(if: gitLFSIsThere, "git-lfs is not installed"))
struct FilterLFSTests {
    private static let good = "Models/good.safetensors"
    private static let evil = "Models/evil.safetensors"
    private static let other = "Data/table.csv"
    private static let goodBytes = Project.safetensors("good")
    private static let evilBytes = Project.safetensors("evil")
    private static let opening = "version https://git-lfs.github.com/spec/v1\n"

    /// A clone that has fetched nothing of Git LFS, with the filter: one model is vouched for, the other is not.
    private static func clone(_ options: String...) throws -> Project {
        let project = try Project.signed()
        let remote = project.root + "/remote.git"
        try project.git("init", "-q", "--bare", "-b", "main", remote)
        try project.git("remote", "add", "origin", "file://" + remote)
        try project.git("lfs", "install", "--local")
        try project.write(
            "*.safetensors filter=lfs diff=lfs merge=lfs -text\n*.csv filter=lfs -text\n",
            to: ".gitattributes"
        )
        try project.write(bytes: goodBytes, to: good)
        try project.write(bytes: evilBytes, to: evil)
        try project.write("a,b\n", to: other)
        try project.commit("Models")
        try project.expect(project.hallmark("attest", "model", good))
        try project.git("push", "-q", "origin", "main", "refs/notes/attestations", "refs/notes/attestations-blobs")
        let earlier = project.repository + ".earlier"
        try FileManager.default.moveItem(atPath: project.repository, toPath: earlier)
        try project.git("clone", "-q", "--no-checkout", "file://" + remote, project.repository, in: project.root)
        try project.git("fetch", "-q", "origin", "refs/notes/*:refs/notes/*")
        try project.git("lfs", "install", "--local")
        try project.git("reset", "-q")
        try project.git("checkout", "--", ".gitattributes")
        try project.installFilter(options)
        return project
    }

    @Test func onlyWhatIsVouchedForIsFetched() throws {
        let project = try Self.clone()
        let run = try project.run("git", ["checkout", "--", "."])
        #expect(run.status == 0, "\(run.text)")
        #expect(try project.bytes(of: Self.good) == Self.goodBytes)
        #expect(try project.bytes(of: Self.other) == Array("a,b\n".utf8))
        #expect(try project.isStub(Self.evil))
        #expect(project.hasObject(Self.goodBytes))
        #expect(!project.hasObject(Self.evilBytes))
        // The stub stands for the pointer, and so does what is staged.
        let pointer = try project.git("rev-parse", ":\(Self.evil)")
        try project.touch(Self.evil)
        try project.git("add", "-A")
        #expect(try project.git("rev-parse", ":\(Self.evil)") == pointer)
    }

    @Test func refusingFailsTheCheckoutBeforeAnythingIsFetched() throws {
        let project = try Self.clone("--refuse")
        let run = try project.run("git", ["checkout", "--", Self.evil])
        #expect(run.status != 0)
        #expect(run.errors.contains("\(Self.evil) was refused"))
        #expect(!project.hasObject(Self.evilBytes))
    }

    @Test func aChangedCopyIsRefused() throws {
        let project = try Self.clone()
        try project.git("checkout", "--", ".")
        // Git LFS looks at the size of what it has, and the size is the same.
        try project.write(bytes: Self.evilBytes, to: project.objectPath(Self.goodBytes))
        try FileManager.default.removeItem(atPath: project.repository + "/" + Self.good)
        let run = try project.run("git", ["checkout", "--", Self.good])
        #expect(run.errors.contains("is not what the pointer names"))
        #expect(try project.isStub(Self.good))
    }

    @Test func aPointerToAnotherModelIsRefused() throws {
        let project = try Self.clone()
        let digest = Digest.sha256(Self.evilBytes).hex
        for path in [Self.good, "Data/model.csv"] {
            try project.index("\(Self.opening)oid sha256:\(digest)\nsize \(Self.evilBytes.count)\n", at: path)
        }
        try project.git("checkout", "--", ".")
        #expect(try project.isStub(Self.good))
        // The name says nothing of a model, and the content does.
        #expect(try project.isStub("Data/model.csv"))
    }

    @Test(arguments: [
        "oid sha256:DIGEST\nsize SIZE\nx-more 1\n", "oid sha256:DIGEST\noid sha256:DIGEST\nsize SIZE\n",
        "oid sha256:DIGEST\nsize SIZE", "ext-0-x sha256:DIGEST\noid sha256:DIGEST\nsize SIZE\n",
        "oid sha256:DIGEST\nsize SIZE\n" + String(repeating: "# more\n", count: 200),
    ])
    func aPointerOfAnotherFormIsRefused(form: String) throws {
        let project = try Self.clone()
        let digest = Digest.sha256(Self.goodBytes).hex
        let text = form.replacing("DIGEST", with: digest).replacing("SIZE", with: "\(Self.goodBytes.count)")
        try project.index(Self.opening + text, at: Self.good)
        try project.git("checkout", "--", Self.good)
        #expect(try project.isStub(Self.good))
    }

    @Test func aPointerOfAnotherSizeHandsOutNothing() throws {
        let project = try Self.clone()
        try project.git("checkout", "--", ".")
        try project.index("\(Self.opening)oid sha256:\(Digest.sha256(Self.goodBytes).hex)\nsize 1\n", at: Self.good)
        let run = try project.run("git", ["checkout", "--", Self.good])
        let isThere = FileManager.default.fileExists(atPath: project.repository + "/" + Self.good)
        #expect(run.status != 0 ? !isThere : try project.isStub(Self.good))
    }

    @Test func cleaningGoesThroughToGitLFS() throws {
        let project = try Self.clone()
        try project.git("checkout", "--", ".")
        try project.write(bytes: Self.evilBytes, to: "Models/new.safetensors")
        try project.git("add", "-A")
        let text = try project.git("cat-file", "blob", ":Models/new.safetensors")
        #expect(text.hasPrefix(Self.opening + "oid sha256:\(Digest.sha256(Self.evilBytes).hex)"))
    }

    @Test func aDownstreamThatEndsHandsOutNothing() throws {
        let project = try Self.clone()
        let process = try project.git("config", "filter.lfs.process")
        for command in ["true", "exit 3", "cat"] {
            try project.git("config", "filter.lfs.process", process.replacing("git-lfs filter-process", with: command))
            let run = try project.run("git", ["checkout", "--", Self.good])
            #expect(run.status != 0)
            #expect(!FileManager.default.fileExists(atPath: project.repository + "/" + Self.good))
        }
    }

    @Test func theFilterOfGitLFSIsPutBack() throws {
        let project = try Self.clone()
        #expect(
            try project.git("config", "filter.lfs.process").contains("filter-process --lfs 'git-lfs filter-process'")
        )
        try project.expect(project.run(project.root + "/prefix/bin/hallmark", ["hooks", "uninstall"]))
        #expect(try project.git("config", "filter.lfs.process") == "git-lfs filter-process")
    }
}

extension Project {
    /// Where Git LFS keeps its copy of content.
    fileprivate func objectPath(_ bytes: [UInt8]) -> String {
        let hex = Digest.sha256(bytes).hex
        return "\(repository)/.git/lfs/objects/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
    }

    fileprivate func hasObject(_ bytes: [UInt8]) -> Bool {
        FileManager.default.fileExists(atPath: objectPath(bytes))
    }

    /// Puts a blob into the index, past every filter.
    fileprivate func index(_ text: String, at path: String) throws {
        let blob = try run("git", ["hash-object", "-w", "--stdin"], input: text).output
        try git("update-index", "--add", "--cacheinfo", "100644,\(blob.trimmingCharacters(in: .newlines)),\(path)")
    }
}
