import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What is known of dependencies on this machine: the newest notes and roots of each that were seen, and copies of ours.
///
/// Lies in the user's state folder, or beside the file of `--state`. SwiftPM takes over whatever a repository serves, so
/// that a note that was taken away is missed only by who remembers it.
struct DependencyState: Sendable {
    private static let schema = TypeURI.make("dependency-state", version: 1)
    private static let maximumSize = 16 << 20

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
        guard var reader = try reader(name(key), key) else { return nil }
        guard let id = ObjectID(hex: try reader.string("notes")) else { throw Self.damaged(name(key)) }
        try reader.finish()
        return id
    }

    /// The roots to which each named root of a repository led.
    func roots(of key: String) throws -> [Pin: [Envelope]] {
        guard var reader = try reader(rootsName(key), key) else { return [:] }
        var roots: [Pin: [Envelope]] = [:]
        var chains = try reader.object("roots")
        try reader.finish()
        for text in chains.names {
            guard let digest = Digest(prefixed: text) else { throw Self.damaged(rootsName(key)) }
            roots[Pin(digest)] = try chains.array(text).map { try Envelope($0) }
        }
        return roots
    }

    /// The lists of what was taken away under each named root of a repository.
    func withdrawals(of key: String) throws -> [Pin: [Envelope]] { try roots(of: Self.withdrawalsKey(key)) }

    /// Remembers the roots to which a named root led, and what was taken away under them.
    func keep(_ verdict: WithdrawalVerdict, from pin: Pin, of key: String) throws {
        try keep(verdict.root.chain, from: pin, of: key)
        guard !verdict.accepted.isEmpty else { return }
        try keep(verdict.accepted, from: pin, of: Self.withdrawalsKey(key))
    }

    // No package URL begins like this.
    private static func withdrawalsKey(_ key: String) -> String { "withdrawals of \(key)" }

    /// Remembers a notes commit.
    func keep(_ notes: ObjectID, of key: String) throws {
        guard try self.notes(of: key) != notes else { return }
        try write(["notes": .string(notes.hex)], name(key), key)
    }

    private func keep(_ chain: [Envelope], from pin: Pin, of key: String) throws {
        var roots = try self.roots(of: key)
        guard roots.updateValue(chain, forKey: pin) != chain else { return }
        var chains: [String: JSONValue] = [:]
        for (pin, chain) in roots {
            chains[pin.digest.description] = .array(try chain.map { try JSONParser.parse($0.jsonBytes) })
        }
        try write(["roots": .object(chains)], rootsName(key), key)
    }

    private func reader(_ name: String, _ key: String) throws -> JSONReader? {
        guard let folder, FileManager.default.fileExists(atPath: folder) else { return nil }
        try TrustStore.checkMode([folder], user: user)
        guard let bytes = try FileTree(path: folder).bytes(of: name, maximumSize: Self.maximumSize) else { return nil }
        var reader = try JSONReader(JSONParser.parse(bytes, maximumSize: Self.maximumSize), path: "dependency")
        let (schema, found) = (try reader.string("schema"), try reader.string("repository"))
        guard schema == Self.schema, found == key else { throw Self.damaged(name) }
        return reader
    }

    private func write(_ members: [String: JSONValue], _ name: String, _ key: String) throws {
        guard let folder else { return }
        try makeFolder(folder)
        let all = members.merging(["schema": .string(Self.schema), "repository": .string(key)]) { first, _ in first }
        let bytes = JSONWriter.bytes(of: .object(all), layout: .indented)
        try FileWriter.replace("\(folder)/\(name)", bytes: bytes, permissions: 0o600)
    }

    private static func damaged(_ name: String) -> Failure {
        Failure(
            .undecided,
            "state",
            "dependencies/\(name) in the state folder is not what hallmark writes there",
            mend: "find out who changed it; without it rollback is not checked"
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

    private func rootsName(_ key: String) -> String { Digest.sha256(Array(key.utf8)).hex + ".roots.json" }

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
