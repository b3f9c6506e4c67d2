import Foundation
import Testing

@testable import HallmarkCore

struct FileTests {
    @Test func neverFollowsALink() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/in/dir", withIntermediateDirectories: true)
            try Data("secret".utf8).write(to: URL(filePath: folder + "/out"))
            try FileManager.default.createSymbolicLink(atPath: folder + "/in/link", withDestinationPath: "../out")
            try FileManager.default.createSymbolicLink(atPath: folder + "/in/up", withDestinationPath: "..")
            let tree = try FileTree(path: folder + "/in")
            #expect(throws: FileError.self) { try tree.file("link") }
            #expect(throws: FileError.self) { try tree.file("up/out") }
            #expect(throws: FileError.self) { try tree.file("../out") }
            #expect(throws: FileError.self) { try tree.file("/etc/passwd") }
            #expect(throws: FileError.self) { try tree.file("dir") }
            #expect(try tree.entries().map(\.path) == ["dir", "link", "up"])
            #expect(try tree.entry("link")?.kind == .link(target: "../out"))
            #expect(try tree.entry("nothing/here") == nil)
            #expect(try tree.bytes(of: "nothing", maximumSize: 10) == nil)
        }
    }

    // Swift takes a slash and a combining mark for one character; the system takes the slash for a slash.
    @Test func aSlashPartsAPathWhateverFollowsIt() throws {
        try withTemporaryFolder { folder in
            for name in ["in", "out"] {
                try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
            }
            try Data("secret".utf8).write(to: URL(filePath: folder + "/out/\u{301}b"))
            try FileManager.default.createSymbolicLink(atPath: folder + "/in/a", withDestinationPath: "../out")
            let tree = try FileTree(path: folder + "/in")
            #expect(throws: FileError.self) { try tree.file("a/\u{301}b") }
            #expect("a/\u{301}b".pathComponents == ["a", "\u{301}b"])
            #expect("a/\u{301}b".path(below: "a") == "\u{301}b")
        }
    }

    @Test func doesNotWaitForAPipe() throws {
        try withTemporaryFolder { folder in
            try Shell.run(["mkfifo", folder + "/pipe"])
            let error = #expect(throws: FileError.self) { try FileTree(path: folder).file("pipe") }
            #expect(error?.code == .notRegular)
        }
    }

    @Test func readsAtAnyPlaceAndNotBeyond() throws {
        try withTemporaryFolder { folder in
            try Data("0123456789".utf8).write(to: URL(filePath: folder + "/f"))
            let file = try FileTree(path: folder).file("f")
            #expect(try file.bytes(at: 3, count: 4) == Array("3456".utf8))
            #expect(throws: FileError.self) { try file.bytes(at: 8, count: 3) }
            #expect(throws: FileError.self) { try file.bytes(at: .max, count: 3) }
            #expect(try file.digest() == Digest.sha256(Array("0123456789".utf8)))
            #expect(try file.gitBlob() == GitDigest.blob(Array("0123456789".utf8)))
            #expect(throws: FileError.self) { try file.allBytes(maximumSize: 9) }
        }
    }

    @Test func createNeverReplacesAndReplaceIsWhole() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            try FileWriter.create(path, bytes: [1], permissions: 0o600)
            #expect(try FileBytes(path: path).permissions == 0o600)
            let error = #expect(throws: FileError.self) { try FileWriter.create(path, bytes: [2]) }
            #expect(error?.code == .exists)
            try FileWriter.replace(path, bytes: [3], permissions: 0o600)
            #expect(try FileBytes(path: path).allBytes(maximumSize: 8) == [3])
            #expect(try FileTree(path: folder).children().count == 1)
        }
    }
}
