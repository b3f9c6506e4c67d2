import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkVerification

/// What is known of dependencies' notes on this machine: the newest commit of each that was seen, and copies of ours.
///
/// Lies in the user's state folder, or beside the file of `--state`. SwiftPM takes over whatever a repository serves, so
/// that a note that was taken away is missed only by who remembers it.
struct DependencyState: Sendable {
    private static let schema = TypeURI.make("dependency-state", version: 1)
    private static let maximumSize = 1 << 16

    /// `nil` when a pin was named and no state: then nothing is remembered.
    private let folder: String?
    private let user: UInt32

    init(_ options: TrustOptions, _ surroundings: Surroundings) throws {
        user = surroundings.user
        if let file = options.state {
            folder = surroundings.absolute(file) + ".dependencies"
        } else {
            folder = options.named(surroundings) == nil ? try surroundings.stateFolder() + "/dependencies" : nil
        }
    }

    /// What a reader should know where nothing is remembered.
    var remarks: [String] {
        folder == nil
            ? ["whether the notes of dependencies were rolled back was not checked: --state names no file"] : []
    }

    /// The newest notes commit that was seen of a repository, or `nil`.
    func notes(of key: String) throws -> ObjectID? {
        guard let folder, FileManager.default.fileExists(atPath: folder) else { return nil }
        try TrustStore.checkMode([folder], user: user)
        guard let bytes = try FileTree(path: folder).bytes(of: name(key), maximumSize: Self.maximumSize) else {
            return nil
        }
        var reader = try JSONReader(JSONParser.parse(bytes, maximumSize: Self.maximumSize), path: "dependency")
        let (schema, found, notes) = (
            try reader.string("schema"), try reader.string("repository"), try reader.string("notes")
        )
        try reader.finish()
        guard schema == Self.schema, found == key, let id = ObjectID(hex: notes) else {
            throw Failure(
                .undecided,
                "state",
                "\(folder)/\(name(key)) is not what hallmark writes there",
                mend: "find out who changed it; without it rollback is not checked"
            )
        }
        return id
    }

    /// Remembers a notes commit.
    func keep(_ notes: ObjectID, of key: String) throws {
        guard let folder, try self.notes(of: key) != notes else { return }
        try makeFolder(folder)
        let json: JSONValue = [
            "schema": .string(Self.schema), "repository": .string(key), "notes": .string(notes.hex),
        ]
        try FileWriter.replace(
            "\(folder)/\(name(key))",
            bytes: JSONWriter.bytes(of: json, layout: .indented),
            permissions: 0o600
        )
    }

    /// Where our own copy of a repository lies, whether or not there is one; `nil` when nothing is remembered.
    func copy(of key: String) -> String? {
        folder.map { "\($0)/\(Digest.sha256(Array(key.utf8)).hex).git" }
    }

    /// Makes the folder of our copies.
    func prepare() throws {
        if let folder { try makeFolder(folder) }
    }

    /// The command that forgets what was seen of a repository.
    func forgetting(_ key: String) -> String {
        "rm \(ShellWord.quoted("\(folder ?? "")/\(name(key))"))"
    }

    private func name(_ key: String) -> String { Digest.sha256(Array(key.utf8)).hex + ".json" }

    private func makeFolder(_ folder: String) throws {
        let manager = FileManager.default
        if !manager.fileExists(atPath: folder) {
            try manager.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
        try TrustStore.checkMode([folder], user: user)
    }
}
