import Foundation
import HallmarkCore
import HallmarkVerification

/// Accepted verdicts in the user's own state folder, each under the digest of all that it rests on.
///
/// Trusted because of where it lies, as pins are. Whatever is not just as it was written, or could have been written by
/// somebody else, is passed over: the verdict is then found anew.
struct VerdictCache {
    /// How many verdicts are kept; a full cache is emptied.
    static let maximumVerdicts = 4096

    private let folder: String
    private let user: UInt32

    init(_ surroundings: Surroundings) throws {
        self.folder = try surroundings.stateFolder() + "/verdicts"
        self.user = surroundings.user
    }

    /// The verdict that is kept under a key and still good, or `nil`.
    func verdict(for key: Digest, at time: Timestamp) -> Verdict? {
        let path = path(key)
        // Nothing that goes wrong here decides anything: without a kept verdict everything is judged.
        guard isOurs, let file = try? FileBytes(path: path), file.owner == user, file.permissions & 0o077 == 0,
            let bytes = try? file.allBytes(maximumSize: KeptVerdict.maximumSize),
            let kept = try? KeptVerdict(json: bytes), kept.key == key, kept.expires > time,
            kept.verdict.decision == .accepted
        else { return nil }
        return kept.verdict
    }

    /// Keeps a verdict.
    func save(_ kept: KeptVerdict) throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        guard isOurs else { return }
        let present = try FileManager.default.contentsOfDirectory(atPath: folder)
        if present.count >= Self.maximumVerdicts {
            for name in present { try FileWriter.remove("\(folder)/\(name)") }
        }
        try FileWriter.replace(path(kept.key), bytes: kept.jsonBytes, permissions: 0o600)
    }

    // The folder of pins above it too: who can rename there can put another in its place.
    private var isOurs: Bool {
        [folder, URL(filePath: folder).deletingLastPathComponent().path(percentEncoded: false)].allSatisfy { path in
            guard let status = try? FileStatus(path: path.hasSuffix("/") ? String(path.dropLast()) : path) else {
                return false
            }
            return status.isDirectory && status.isPrivate(to: user)
        }
    }

    private func path(_ key: Digest) -> String { "\(folder)/\(key.hex).json" }
}
