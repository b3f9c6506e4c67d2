import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkVerification

/// The digest of all that a verdict on a commit rests on.
///
/// The commit and its notes are named by their SHA-1 ids, which prove nothing by themselves. They stand for what the
/// objects of *this* clone were when they were judged by SHA-256: git replaces no object that it has, and compares when
/// another of the same id arrives. A clone made anew, or unpacked from what somebody prepared, may hold others; it has
/// another mark, and so another key.
struct VerdictKey {
    /// Within so many nanoseconds a file may change again without a new stamp; what is that new is not kept.
    private static let clockStep: Int64 = 2_000_000_000
    private static let markName = "hallmark/clone"

    let digest: Digest
    /// Whether a file of the work tree is so new that its stamp may not tell of a further change.
    let isTooNew: Bool

    /// - Parameter workTree: the files that are judged beside the commit.
    init(
        commit: ObjectID,
        repository: OpenRepository,
        workTree: FolderTree?,
        anchor: TrustAnchor,
        surroundings: Surroundings
    ) throws {
        var bytes: [UInt8] = []
        func add(_ field: String) { bytes += Array("\(field.utf8.count):\(field)".utf8) }
        add(KeptVerdict.schema)
        add(hallmarkVersion)
        // Whoever builds this program anew may judge otherwise under the same version.
        add(Self.text(try FileStatus(path: Bundle.main.executablePath ?? CommandLine.arguments[0])))
        add(try Self.mark(of: repository))
        add(commit.hex)
        for namespace in NoteStore.Namespace.allCases {
            add(try repository.git.reference(namespace.rawValue)?.hex ?? "none")
        }
        add(anchor.pin.digest.description)
        add(Digest.sha256(try anchor.state.jsonBytes()).hex)
        for remark in anchor.remarks { add(remark) }
        var newest: Int64 = 0
        if let workTree {
            let top = workTree.folder.path
            add(top)
            for path in workTree.files + workTree.links {
                let stamp = try FileStatus(path: top + "/" + path)
                newest = max(newest, stamp.changed)
                add(path)
                add(Self.text(stamp))
            }
        }
        self.digest = Digest.sha256(bytes)
        self.isTooNew = newest + Self.clockStep > surroundings.now.seconds * 1_000_000_000
    }

    private static func text(_ stamp: FileStatus) -> String {
        "\(stamp.device) \(stamp.inode) \(stamp.mode) \(stamp.size) \(stamp.modified) \(stamp.changed)"
    }

    // A file that no other clone has: whoever prepares a folder can copy its bytes, and not the inode and the time of
    // change that the kernel gives. It can be deleted at any time.
    private static func mark(of repository: OpenRepository) throws -> String {
        let folder = repository.git.commonDirectory
        let tree = try FileTree(path: folder)
        if try tree.entry(markName) == nil {
            try FileManager.default.createDirectory(atPath: folder + "hallmark", withIntermediateDirectories: true)
            let mark = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
            try FileWriter.create(folder + markName, bytes: mark, permissions: 0o600)
        }
        let mark = Hex.encode(try tree.file(markName).allBytes(maximumSize: 64))
        return "\(mark) \(text(try FileStatus(path: folder + markName)))"
    }
}
