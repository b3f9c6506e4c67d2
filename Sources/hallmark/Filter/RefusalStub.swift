import HallmarkCore
import HallmarkGit

/// The text that stands in the work tree for a model that was refused.
struct RefusalStub {
    static let fetchingCommand = "git fetch origin 'refs/notes/attestations*:refs/notes/attestations*'"
    private static let opening = "hallmark-refused: "
    private static let blobOpening = "blob: "
    private static let reasonOpening = "reason: "
    /// How many bytes of a stub are looked at.
    static let maximumSize = 64 << 10

    /// The blob of the model, which the clean side gives back.
    let blob: ObjectID

    /// Whether bytes begin as a stub does; what does is never taken for anything else.
    static func isStub(_ head: [UInt8]) -> Bool { head.starts(with: opening.utf8) }

    /// The code of the reason in a stub's text; `altered` where somebody has changed that line.
    static func code(in bytes: [UInt8]) -> String {
        let line = bytes.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: reasonOpening.utf8) } ?? []
        let code = line.dropFirst(reasonOpening.utf8.count).prefix { $0 != UInt8(ascii: ":") }
        let isCode = !code.isEmpty && code.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
        return isCode ? String(decoding: code, as: UTF8.self) : "altered"
    }

    /// The text for a model.
    static func text(path: String, blob: ObjectID, digest: Digest?, reason: Failure) -> [UInt8] {
        let quoted = DisplayText.escape(ShellWord.quoted(path))
        let mend = reason.mend.map { "\n  or: \(DisplayText.escape($0))" } ?? ""
        let lines = [
            "\(opening)this is no model; it stands for one that nobody vouches for",
            "\(blobOpening)\(blob)",
            "path: \(path)",
            digest.map { "content: \($0)" } ?? "content: not looked at",
            "\(reasonOpening)\(reason.code): \(reason.message)",
        ]
        let help = """
            Where a statement about the model has come meanwhile:
              \(fetchingCommand)
              rm \(quoted) && git checkout -- \(quoted)\(mend)
            Nothing is lost: git holds the model as the blob above, and whoever stages this text stages that blob.

            """
        return Array((lines.map(DisplayText.escape).joined(separator: "\n") + "\n\n" + help).utf8)
    }

    /// Reads a stub.
    init(_ bytes: [UInt8]) throws {
        let lines = bytes.prefix(Self.maximumSize).split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        let line = lines.count > 1 ? String(decoding: lines[1], as: UTF8.self) : ""
        // An editor may have changed how lines end.
        let text = line.utf8.last == UInt8(ascii: "\r") ? String(line.unicodeScalars.dropLast()) : line
        guard text.hasPrefix(Self.blobOpening),
            let blob = ObjectID(hex: String(text.dropFirst(Self.blobOpening.count)))
        else {
            throw Failure(
                .undecided,
                "stub",
                "this is a stub that does not say any more for which blob it stands, and a stub is never staged",
                mend: "git restore --source=HEAD --staged --worktree PATH"
            )
        }
        self.blob = blob
    }
}
