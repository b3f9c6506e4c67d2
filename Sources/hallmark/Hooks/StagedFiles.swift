import Foundation
import HallmarkCore
import HallmarkGit

/// Files as the index has them, byte for byte.
struct StagedFiles {
    private let repository: OpenRepository
    private let git: GitCommandLine

    init(_ repository: OpenRepository, _ git: GitCommandLine) {
        self.repository = repository
        self.git = git
    }

    /// Writes staged files into a folder; for a Git LFS pointer the object that it stands for, where that is at hand.
    ///
    /// - Parameter names: their paths, each with a NUL byte behind it.
    func write(_ names: [UInt8], to folder: String) async throws {
        let wanted = Set(names.split(separator: 0).map(Array.init))
        // Each entry is `MODE OID STAGE<tab>PATH`.
        for entry in try await git.bytes(["ls-files", "--stage", "-z"]).split(separator: 0) {
            guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")), wanted.contains(Array(entry[(tab + 1)...])),
                entry.starts(with: "100".utf8)
            else { continue }
            let fields = entry[..<tab].split(separator: UInt8(ascii: " "))
            guard fields.count == 3, let id = ObjectID(hex: String(decoding: fields[1], as: UTF8.self)),
                let path = String(validating: entry[(tab + 1)...], as: UTF8.self), path.isPlainPath
            else { throw Failure(.undecided, "index", "git ls-files gave an entry that cannot be read") }
            let file = URL(filePath: "\(folder)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            let bytes = try repository.git.blob(id)
            try FileWriter.create("\(folder)/\(path)", bytes: object(behind: bytes) ?? bytes)
        }
    }

    // git-lfs specification, "the pointer": `oid sha256:HEX` on a line of its own; objects lie by their digest.
    private func object(behind pointer: [UInt8]) throws -> [UInt8]? {
        guard pointer.count < 1024, pointer.starts(with: "version https://git-lfs.github.com/spec/v1\n".utf8),
            let line = pointer.split(separator: UInt8(ascii: "\n")).first(where: { $0.starts(with: "oid ".utf8) }),
            let digest = Digest(prefixed: String(decoding: line.dropFirst(4), as: UTF8.self))
        else { return nil }
        let hex = digest.hex
        let path = "lfs/objects/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
        let bytes = try FileTree(path: repository.git.commonDirectory).bytes(
            of: path,
            maximumSize: Repository.maximumBlobSize
        )
        return bytes.flatMap { Digest.sha256($0) == digest ? $0 : nil }
    }
}
