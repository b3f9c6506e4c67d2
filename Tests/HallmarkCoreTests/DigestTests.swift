import Foundation
import Testing

@testable import HallmarkCore

struct DigestTests {
    // FIPS 180-4 examples.
    @Test func matchesTheVectorsOfTheStandard() {
        let vectors: [(DigestAlgorithm, String)] = [
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
            ),
        ]
        for (algorithm, hex) in vectors {
            var digest = IncrementalDigest(algorithm)
            digest.update(Array("a".utf8))
            digest.update(Array("bc".utf8))
            #expect(digest.finish().hex == hex)
        }
    }

    @Test func takesOnlyTheRightLengthAndForm() {
        #expect(Digest(hex: "00") == nil)
        #expect(Digest(hex: String(repeating: "A", count: 64)) == nil)
        #expect(Digest(prefixed: "md5:00") == nil)
        #expect(Digest(prefixed: "sha256") == nil)
        #expect(Digest(prefixed: "sha256:" + String(repeating: "0", count: 64))?.algorithm == .sha256)
    }

    /// A repository made with `--object-format=sha256` is the oracle.
    @Test func treeDigestIsGitsOwn() throws {
        try withTemporaryFolder { folder in
            try Shell.run(["git", "init", "-q", "--object-format=sha256", folder])
            for (path, text) in [
                ("b.txt", "b"), ("a/deep/x", "x"), ("a-b", "sorts between a and a/"), ("a.c", ""), ("ü", "ü"),
                ("attestations/policy.yaml", "p"), ("attestations/recorded/1.intoto.jsonl", "{}"), ("empty/.keep", ""),
            ] {
                let url = URL(filePath: folder).appending(path: path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: url)
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/b.txt")
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "a/deep")
            try FileManager.default.createDirectory(atPath: folder + "/hollow", withIntermediateDirectories: true)
            try Shell.run(["git", "-C", folder, "add", "-A"])
            try Shell.run(["git", "-C", folder, "rm", "-rq", "--cached", "attestations/recorded"])
            let expected = try Shell.run(["git", "-C", folder, "write-tree"])
            #expect(try FileTree(path: folder).gitTreeDigest()?.hex == expected)
        }
    }
}

/// Files, hashed in one pass each, several at once.
@Suite struct FileDigestTests {
    @Test func onePassGivesWhatEachDigestAloneGives() throws {
        try withTemporaryFolder { folder in
            let contents: [String: [UInt8]] = [
                "empty": [], "small": Array("abc".utf8), "large": Array(repeating: 7, count: 3 << 20 | 5),
            ]
            for (name, bytes) in contents { try FileWriter.create("\(folder)/\(name)", bytes: bytes) }
            let tree = try FileTree(path: folder)
            let found = try tree.digests(of: contents.keys.sorted(), Set(DigestAlgorithm.allCases))
            for (name, bytes) in contents {
                let expected = DigestAlgorithm.allCases.map { algorithm in
                    var digest = IncrementalDigest(algorithm)
                    digest.update(bytes)
                    return digest.finish()
                }
                #expect(found[name] == expected)
            }
        }
    }

    @Test func aMissingFileFailsAllOfThem() throws {
        try withTemporaryFolder { folder in
            try FileWriter.create("\(folder)/a", bytes: [1])
            let tree = try FileTree(path: folder)
            #expect(throws: FileError.self) { try tree.digests(of: ["a", "b"]) }
        }
    }

    @Test func aFileThatIsWrittenToMeanwhileIsAnError() throws {
        try withTemporaryFolder { folder in
            try FileWriter.create("\(folder)/a", bytes: [1, 2, 3])
            let file = try FileBytes(path: "\(folder)/a")
            let handle = try #require(FileHandle(forWritingAtPath: "\(folder)/a"))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data([4]))
            #expect(throws: FileError.self) { try file.digests([.sha256]) }
            #expect(throws: FileError.self) { try file.digest() }
            #expect(throws: FileError.self) { try file.gitBlob() }
        }
    }
}
