import Foundation
import Testing

/// Where Hallmark's own repository lies, and whether it is a clone.
private enum OwnRepository {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        .path(percentEncoded: false)
    static let isClone = FileManager.default.fileExists(atPath: root + "/.git")
}

/// What is recorded about Hallmark's own repository, which `Scripts/quickstart` verifies.
@Suite(.enabled(if: OwnRepository.isClone, "needs a clone, not an archive"))
struct OwnRepositoryTests {
    @Test func theRecordedStatementsHold() throws {
        let project = try Project.plain()
        // The commit and not the work tree, so that a change under way disturbs nothing.
        let run = try project.hallmark(
            "verify",
            "commit",
            "HEAD",
            "--trust-root",
            "attestations/roots/1.json",
            in: OwnRepository.root
        )
        #expect(run.status == 0, "run Scripts/record-attestations\n\(run.text)")
    }

    @Test func thePageNamesTheRoot() throws {
        let project = try Project.plain()
        project.environment["HALLMARK_TRUST_ROOT"] = "sha256:" + String(repeating: "0", count: 64)
        let run = try project.hallmark("verify", "commit", "HEAD", in: OwnRepository.root)
        let found = try #require(run.output.firstMatch(of: /found (sha256:[0-9a-f]{64})/)).1
        let page = String(
            decoding: try project.bytes(of: OwnRepository.root + "/attestations/README.md"),
            as: UTF8.self
        )
        #expect(page.contains(found))
    }
}
