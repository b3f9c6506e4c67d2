import Foundation
import HallmarkCore
import HallmarkGit
import Testing

/// Our digests over whole real packages, against git's own in a repository with `--object-format=sha256`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HALLMARK_ORACLE"] == "1", "slow: Scripts/test --oracle"))
struct OracleTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        .path(percentEncoded: false)

    /// The packages that SwiftPM has checked out for us, and this one.
    private static let packages: [String] = {
        let checkouts = root + "/.build/checkouts"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: checkouts)) ?? []
        return names.sorted().map { "\(checkouts)/\($0)" } + [root]
    }()

    @Test func thereAreRealPackages() {
        #expect(Self.packages.count >= 3)
    }

    @Test(arguments: packages)
    func theTreeDigestOfARealPackageIsGitsOwn(package: String) throws {
        let old = try GitFixture()
        try old.git("clone", "-q", "--no-local", package, old.root + "/clone")
        let clone = old.root + "/clone"
        let repository = try Repository(at: clone)
        let ours = try repository.contentDigest(of: repository.commit("HEAD").tree)
        let onDisk = try FileTree(path: clone).gitTreeDigest()

        let new = try GitFixture("--object-format=sha256")
        try new.git("config", "core.autocrlf", "false")
        try new.git("--work-tree", clone, "add", "--all", "--force", ".")
        if FileManager.default.fileExists(atPath: clone + "/attestations/recorded") {
            try new.git("rm", "-r", "-q", "--cached", "attestations/recorded")
        }
        let theirs = try new.git("write-tree")
        #expect(ours.hex == theirs)
        #expect(onDisk?.hex == theirs)
    }
}
