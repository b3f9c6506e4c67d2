import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// The roots and lists of a work tree and of what was accepted before, for commands that write further ones.
struct TrustDocuments {
    /// The newest root that the pin leads to, which may have expired, with what was taken away under it.
    var root: VerifiedRoot { verdict.root }
    /// What the lists come to.
    let verdict: WithdrawalVerdict

    private let top: String
    private let anchor: TrustAnchor
    private let time: Timestamp
    private let roots: [(path: String, envelope: Envelope)]
    private let lists: [(path: String, envelope: Envelope)]

    init(_ repository: RepositoryOptions, _ trust: TrustOptions, _ surroundings: Surroundings) throws {
        let repository = try repository.open(surroundings)
        let contents = TreeContents(try repository.workTreeFiles())
        let location = repository.git.commonDirectory
        let roots = try contents.roots()
        try self.init(
            top: repository.workTree(),
            contents,
            TrustAnchor.find(trust, roots: roots, location: location, surroundings: surroundings),
            at: trust.judgement.time(surroundings)
        )
    }

    private init(
        top: String,
        _ contents: TreeContents,
        _ anchor: TrustAnchor,
        at time: Timestamp
    ) throws {
        self.top = top
        self.anchor = anchor
        self.time = time
        roots = try contents.envelopes(below: TreeContents.rootsFolder, code: "malformed-root")
        lists = try contents.envelopes(below: TreeContents.withdrawalsFolder, code: "malformed-withdrawals")
        verdict = try Self.verdict(anchor, roots.map(\.envelope), lists.map(\.envelope), at: time)
    }

    private static func verdict(
        _ anchor: TrustAnchor,
        _ roots: [Envelope],
        _ lists: [Envelope],
        at time: Timestamp
    ) throws -> WithdrawalVerdict {
        do {
            let root = try UnverifiedRoots(roots, accepted: anchor.state)
                .verifiedAllowingExpired(from: anchor.pin, at: time)
            guard root.root.version >= anchor.state.rootVersion else {
                throw TrustError(.rootConflict, "root \(anchor.state.rootVersion) was accepted before, and is not here")
            }
            return try root.withdrawing(lists, accepted: anchor.state.withdrawals)
        } catch let error as TrustError {
            throw Failure(error.decision, error.code.rawValue, error.reason, mend: "hallmark verify")
        }
    }

    // MARK: Roots

    /// The root that waits for signatures, or `nil`.
    func pendingRoot() throws -> PendingRoot? {
        guard root.pending.count <= 1 else {
            throw Failure(
                .undecided,
                "several-roots",
                "\(root.pending.count) different roots \(root.root.version + 1) wait for signatures",
                mend: "leave one of them in \(TreeContents.rootsFolder)"
            )
        }
        return root.pending.first
    }

    /// What a root's envelope would come to: `nil` when it would be accepted.
    func pending(_ envelope: Envelope) throws -> PendingRoot? {
        let others = roots.map(\.envelope).filter { $0.payload != envelope.payload }
        return try Self.verdict(anchor, others + [envelope], [], at: time).root.pending.first
    }

    /// Writes a root for the first time.
    func write(_ root: Root, _ envelope: Envelope) throws -> String {
        let path = "\(TreeContents.rootsFolder)/\(root.version).json"
        try create(path, envelope)
        return path
    }

    // MARK: Lists

    /// The list of a name that the next one comes after.
    ///
    /// - Throws: a ``Failure`` when one waits for signatures, which has to be settled first.
    func newest(_ name: WithdrawalList.Name) throws -> WithdrawalList? {
        if let pending = verdict.pending.first(where: { $0.list.name == name }) {
            throw Failure(
                .undecided,
                "waiting",
                "\(pending)",
                mend: "hallmark trust sign, or remove \(path(of: pending.envelope) ?? "its file")"
            )
        }
        return root.withdrawals.lists[name]
    }

    /// What a list's envelope would lack: `nil` when it would be in force.
    func pending(_ envelope: Envelope, of list: WithdrawalList) throws -> PendingWithdrawals? {
        let others = lists.map(\.envelope).filter { $0.payload != envelope.payload }
        let verdict = try Self.verdict(
            anchor,
            roots.map(\.envelope),
            others + [envelope],
            at: time
        )
        return verdict.pending.first { $0.list == list }
    }

    /// Writes a list for the first time.
    func write(_ list: WithdrawalList, _ envelope: Envelope) throws -> String {
        let path = "\(TreeContents.withdrawalsFolder)/\(list.name.folder)/\(list.version).json"
        try create(path, envelope)
        return path
    }

    // MARK: Files

    /// The file in which a document lies; `nil` for one that only the user's state has.
    func path(of envelope: Envelope) -> String? {
        (roots + lists).first { $0.envelope == envelope }?.path
    }

    /// Puts a document with a further signature in the place of the one without it.
    func replace(_ path: String, with envelope: Envelope) throws {
        try FileWriter.replace(top + path, bytes: envelope.jsonBytes + [UInt8(ascii: "\n")])
    }

    private func create(_ path: String, _ envelope: Envelope) throws {
        let folder = URL(filePath: top + path).deletingLastPathComponent().path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            try FileWriter.create(top + path, bytes: envelope.jsonBytes + [UInt8(ascii: "\n")])
        } catch {
            guard error.code == .exists else { throw error }
            throw Failure(
                .undecided,
                "file-exists",
                "\(path) exists, and is not overwritten",
                mend: "look at it: hallmark trust sign adds a signature, git rm removes it"
            )
        }
    }
}
