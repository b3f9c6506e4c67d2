import Foundation
import HallmarkCore
import HallmarkStatement
import HallmarkVerification

/// The roots of another team, from the one that our policy names to the newest.
struct TeamRoots {
    let team: TeamName
    let root: VerifiedRoot
    /// The lists of withdrawals that are in force under it.
    private let withdrawals: [Envelope]
    /// What the policy still lacks, for people.
    let lines: [String]

    /// - Parameter policy: the bytes of our policy, which may name the team's root.
    /// - Throws: a ``Failure`` when no root leads on from the one that the policy names: then nothing is taken over.
    init(_ team: TeamName, _ found: Evidence.Team, policy: [UInt8]?, at time: Timestamp) throws {
        self.team = team
        let requirements = try policy.map { try PolicyReader.policy($0).rules.flatMap(\.requirements) } ?? []
        let named = Set(requirements.filter { $0.team == team }.compactMap(\.root))
            .sorted { $0.digest.hex < $1.digest.hex }
        do {
            guard let pin = try named.first ?? Self.oldest(found.roots) else {
                throw TrustError(.noRoots, "its repository has no \(TreeContents.rootsFolder)")
            }
            let verdict = try found.root(from: pin, at: time)
            root = verdict.root
            withdrawals = verdict.accepted
            for other in named.dropFirst() { _ = try found.root(from: other, at: time) }
            lines =
                named.isEmpty
                ? [
                    "no rule of the policy names the team \(team), so that its reviews do not count yet: ask the team for the digest of its root, and if it is \(pin.digest), add to a rule:",
                    "  - { statement: review, team: \(team), root: \"\(pin.digest)\", role: review, threshold: 1 }",
                ] : []
        } catch let error as TrustError {
            throw Failure(
                error.decision,
                error.code.rawValue,
                "nothing was taken over from the team \(team): \(error.reason)",
                mend: "ask the team which root is theirs, and compare it with the one that the policy names"
            )
        }
    }

    /// Writes the roots into a work tree, so that verification needs no network.
    ///
    /// - Returns: the paths of those that were not there.
    func write(into workTree: String) throws -> [String] {
        let tree = try FileTree(path: workTree)
        var written = try writeWithdrawals(into: workTree, tree)
        for envelope in root.chain {
            let folder = "\(Verifier.teamsFolder)/\(team)/roots"
            let path = "\(folder)/\(try Root(payload: envelope.payload).version).json"
            if let bytes = try tree.bytes(of: path, maximumSize: Root.maximumSize) {
                guard try Envelope(json: bytes).payload == envelope.payload else {
                    throw Failure(
                        .rejected,
                        "root-conflict",
                        "\(path) is another root of that version than the team's repository has now",
                        mend: "ask the team which of the two is theirs; git log -- \(ShellWord.quoted(path))"
                    )
                }
                continue
            }
            try FileManager.default.createDirectory(atPath: workTree + folder, withIntermediateDirectories: true)
            try FileWriter.create(workTree + path, bytes: envelope.jsonBytes + [UInt8(ascii: "\n")])
            written.append(path)
        }
        return written
    }

    // By their digests: a newer one beside an older one counts, whatever they are called.
    private func writeWithdrawals(into workTree: String, _ tree: FileTree) throws -> [String] {
        let folder = "\(Verifier.teamsFolder)/\(team)/withdrawals"
        let paths = withdrawals.map { ($0, "\(folder)/\($0.digest.hex).json") }
        let missing = try paths.filter { try tree.bytes(of: $0.1, maximumSize: 2 * Root.maximumSize) == nil }
        if !missing.isEmpty {
            try FileManager.default.createDirectory(atPath: workTree + folder, withIntermediateDirectories: true)
        }
        for (envelope, path) in missing {
            try FileWriter.create(workTree + path, bytes: envelope.jsonBytes + [UInt8(ascii: "\n")])
        }
        return missing.map(\.1)
    }

    private static func oldest(_ roots: Set<Envelope>) throws -> Pin? {
        try roots.map { (version: try Root(payload: $0.payload).version, payload: $0.payload) }
            .min { $0.version < $1.version }.map { Pin(Digest.sha256($0.payload)) }
    }
}
