import Foundation
import HallmarkCore
import HallmarkVerification

/// The user's own folder of pins and high-water marks, one folder a root: `pin.json` and `state.json`.
///
/// It is refused when someone else could have written to it.
struct TrustStore: Sendable {
    private let folder: String
    private let user: UInt32

    init(_ surroundings: Surroundings) throws {
        self.folder = try surroundings.stateFolder()
        self.user = surroundings.user
    }

    /// Every pin, in the order of their digests.
    func pins() throws -> [PinRecord] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        var records: [PinRecord] = []
        for entry in try FileTree(path: folder).children() where entry.kind == .directory {
            guard Digest(.sha256, hex: entry.name) != nil else { continue }
            try checkMode("\(folder)/\(entry.name)")
            guard let bytes = try read("\(entry.name)/pin.json", PinRecord.maximumSize) else { continue }
            let record = try PinRecord(json: bytes)
            guard record.pin.digest.hex == entry.name else {
                throw Failure(.undecided, "state", "\(folder)/\(entry.name)/pin.json is about another root")
            }
            records.append(record)
        }
        return records
    }

    /// Writes a pin, or adds to where it is used.
    func save(_ record: PinRecord) throws {
        try makeFolder(record.pin)
        try FileWriter.replace(path(record.pin) + "/pin.json", bytes: record.jsonBytes, permissions: 0o600)
    }

    /// What was accepted under a pin; an empty state when nothing was.
    func state(of pin: Pin) throws -> AcceptedState {
        guard FileManager.default.fileExists(atPath: path(pin)) else { return AcceptedState() }
        try checkMode(path(pin))
        guard let bytes = try read("\(pin.digest.hex)/state.json", AcceptedState.maximumSize) else {
            return AcceptedState()
        }
        return try AcceptedState(json: bytes)
    }

    /// Keeps what was accepted, unless another run has accepted something newer meanwhile.
    func save(_ state: AcceptedState, of pin: Pin) throws {
        let present = try self.state(of: pin)
        var state = state
        // Marks of other clones and remotes are other runs' business.
        state.notes.merge(present.notes) { mine, _ in mine }
        try state.merge(withdrawalsOf: present)
        guard present != state, present.rootVersion <= state.rootVersion, present.policyVersion <= state.policyVersion
        else { return }
        try makeFolder(pin)
        try FileWriter.replace(path(pin) + "/state.json", bytes: state.jsonBytes(), permissions: 0o600)
    }

    private func path(_ pin: Pin) -> String { "\(folder)/\(pin.digest.hex)" }

    private func read(_ path: String, _ maximumSize: Int) throws -> [UInt8]? {
        try FileTree(path: folder).bytes(of: path, maximumSize: maximumSize)
    }

    private func makeFolder(_ pin: Pin) throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        if !FileManager.default.fileExists(atPath: path(pin)) {
            try FileManager.default.createDirectory(
                atPath: path(pin),
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        }
        try checkMode(path(pin))
    }

    private func checkMode(_ path: String) throws {
        try Self.checkMode([folder, path], user: user)
    }

    /// Refuses folders of trust that someone else could have written to.
    static func checkMode(_ folders: [String], user: UInt32) throws {
        for path in folders {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let mode = (attributes[.posixPermissions] as? NSNumber)?.uint16Value ?? 0o777
            let owner = (attributes[.ownerAccountID] as? NSNumber)?.uint32Value
            guard owner == user, mode & 0o077 == 0 else {
                throw Failure(
                    .undecided,
                    "state-exposed",
                    "\(path) holds what you trust, and others own it or can get at it (mode 0\(String(mode, radix: 8)))",
                    mend: "chmod 700 \(path), and look whether what lies there is still yours"
                )
            }
        }
    }
}
