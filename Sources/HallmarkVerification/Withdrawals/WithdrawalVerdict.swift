internal import HallmarkCore
internal import HallmarkSigning
package import HallmarkStatement

/// What the lists of a tree, and those that were accepted before, come to.
package struct WithdrawalVerdict: Sendable {
    /// The root with what was taken away under it.
    package let root: VerifiedRoot
    /// The envelopes of the lists in force, which a caller should keep after an accepted run.
    package private(set) var accepted: [Envelope] = []
    /// A line for each list in force, and one for whatever is wrong with one.
    package private(set) var lines: [Verdict.Line] = []
    /// What lacks signatures.
    package private(set) var pending: [PendingWithdrawals] = []

    init(
        _ candidates: [Envelope],
        accepted: [Envelope],
        under root: VerifiedRoot
    ) throws(TrustError) {
        let known = try Self.newest(accepted)
        var found: [WithdrawalList.Name: [SignedList]] = [:]
        for envelope in candidates {
            let list = SignedList(try WithdrawalList(payloadOf: envelope), envelope)
            if list.list.repository.isExactly(root.root.repository) {
                found[list.list.name, default: []].append(list)
            } else {
                lines.append(Self.foreignLine(list.list, root.root.repository))
            }
        }
        let timestamps: TimestampTrust?
        do { timestamps = try root.root.timestampTrust() } catch { throw WithdrawalList.malformed("\(error)") }
        var lists: [WithdrawalList.Name: WithdrawalList] = [:]
        // Keys come first: whose signatures count on the other lists is theirs to say.
        for name in Set(known.keys).union(found.keys).sorted() {
            let keys = lists[.keys]?.entries ?? []
            var check = WithdrawalCheck(root, known: known[name], revoked: keys, timestamps: timestamps)
            lists[name] = try check.newest(of: (found[name] ?? []).sorted { $0 < $1 })
            self.accepted += [check.accepted].compactMap(\.self)
            lines += check.lines
            pending += check.pending
        }
        var withdrawn = root
        withdrawn.withdrawals = Withdrawals(lists: lists, at: root.time)
        for name in lists.keys.sorted() {
            guard let reason = withdrawn.withdrawals.expiry(of: name) else { continue }
            lines.append(Self.line(name, .undecided, [reason]))
        }
        self.root = withdrawn
    }

    /// The newest of the lists of each name that were accepted.
    static func newest(_ envelopes: [Envelope]) throws(TrustError) -> [WithdrawalList.Name: SignedList] {
        var newest: [WithdrawalList.Name: SignedList] = [:]
        for envelope in envelopes {
            let list = SignedList(try WithdrawalList(payloadOf: envelope), envelope)
            if list.list.version > newest[list.list.name]?.list.version ?? 0 { newest[list.list.name] = list }
        }
        return newest
    }

    static func line(_ name: WithdrawalList.Name, _ decision: Decision, _ reasons: [Reason]) -> Verdict.Line {
        Verdict.Line(kind: "withdrawals", name: "\(name)", decision: decision, reasons: reasons)
    }

    private static func foreignLine(_ list: WithdrawalList, _ repository: String) -> Verdict.Line {
        let reason = Reason(
            "other-repository",
            "version \(list.version) is about another repository",
            expected: repository,
            found: list.repository,
            mend: "git rm it: a list of another repository takes nothing away here"
        )
        return line(list.name, .rejected, [reason])
    }
}

/// A list, and an envelope of it.
struct SignedList: Sendable {
    let list: WithdrawalList
    let envelope: Envelope

    init(_ list: WithdrawalList, _ envelope: Envelope) {
        self.list = list
        self.envelope = envelope
    }

    /// Whether it is the same document, whoever signed it.
    func isSame(as other: SignedList) -> Bool { envelope.payload == other.envelope.payload }

    /// The highest version first, and the same order for the same lists.
    static func < (left: Self, right: Self) -> Bool {
        guard left.list.version == right.list.version else { return left.list.version > right.list.version }
        return left.envelope.jsonBytes.lexicographicallyPrecedes(right.envelope.jsonBytes)
    }
}
