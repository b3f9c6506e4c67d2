package import HallmarkCore
package import HallmarkStatement

/// What a user pinned: the digest of a root's payload.
package struct Pin: Sendable, Hashable {
    package let digest: Digest

    package init(_ digest: Digest) {
        self.digest = digest
    }
}

/// Roots as they were found, none of them trusted.
package struct UnverifiedRoots: Sendable {
    /// How many versions are walked at most.
    package static let maximumVersions = 1024

    package let envelopes: [Envelope]
    /// The keys that sign no further root, and the version after which they do not.
    private let revoked: (keys: [WithdrawalList.Entry], after: Int64)

    package init(_ envelopes: [Envelope]) {
        self.envelopes = envelopes
        self.revoked = ([], 0)
    }

    /// Roots of a tree beside those that were accepted before.
    ///
    /// A root that comes after an accepted list of revoked keys is not signed by those: until the next root leaves such a
    /// key out, whoever stole it must not be the one who writes that root.
    package init(_ envelopes: [Envelope], accepted state: AcceptedState) throws(TrustError) {
        self.envelopes = Array(Set(envelopes + state.roots))
        let list = try WithdrawalVerdict.newest(state.withdrawals)[.keys]?.list
        self.revoked = (list?.entries ?? [], max(list?.root ?? 0, state.rootVersion))
    }

    /// Walks from the pinned root to the newest one.
    ///
    /// Each root is signed by the threshold of its predecessor and by its own; versions in between may have expired,
    /// the last may not. A further root that still lacks signatures ends the walk: the one before it stays in force.
    package func verified(from pin: Pin, at time: Timestamp) throws(TrustError) -> VerifiedRoot {
        let root = try verifiedAllowingExpired(from: pin, at: time)
        guard root.root.expires > time else {
            throw TrustError(.rootExpired, "root \(root.root.version) expired at \(root.root.expires)")
        }
        return root
    }

    /// Walks to the newest root even when that has expired: whoever replaces it begins there, and nobody judges by it.
    package func verifiedAllowingExpired(from pin: Pin, at time: Timestamp) throws(TrustError) -> VerifiedRoot {
        guard !envelopes.isEmpty else { throw TrustError(.noRoots, "there is no root of trust in attestations/roots") }
        guard envelopes.count <= Self.maximumVersions else {
            throw TrustError(.malformedRoot, "more than \(Self.maximumVersions) roots")
        }
        let byVersion = try Self.byVersion(envelopes)
        var budget = SignatureBudget()
        let start = try Self.start(byVersion, pin: pin, within: &budget)
        var (chain, roots) = ([start.envelope], [start.root])
        var pending: [PendingRoot] = []
        var remarks: [String] = []
        for version in byVersion.keys.filter({ $0 > start.root.version }).sorted() {
            let current = roots[roots.count - 1]
            let candidates = byVersion[version] ?? []
            guard version == current.version + 1 else {
                // Every version is kept: without the next one, whatever a later root revoked would still count.
                guard pending.isEmpty else {
                    throw TrustError(
                        .rootSignatures,
                        "root \(version) is there, and root \(version - 1) is not signed by the thresholds of root \(current.version) and of itself"
                    )
                }
                throw TrustError(.noRoots, "root \(version) is there, but not the one that follows \(current.version)")
            }
            if let other = candidates.first(where: { !$0.root.repository.isExactly(current.repository) }) {
                throw TrustError(
                    .rootConflict,
                    "root \(version) is about another repository: \(other.root.repository)"
                )
            }
            let keys = RevokedKeys(entries: version > revoked.after ? revoked.keys : [], timestamps: nil, at: time)
            var signed: [(root: Root, envelope: Envelope)] = []
            for candidate in candidates {
                guard let envelope = candidate.signed(by: [current, candidate.root], revoked: keys, within: &budget)
                else { continue }
                signed.append((candidate.root, envelope))
            }
            guard signed.count <= 1 else {
                throw TrustError(.rootConflict, "there are two roots of version \(version), both signed")
            }
            guard let next = signed.first else {
                pending = candidates.map {
                    PendingRoot($0.root, $0.envelopes, after: current, revoked: keys, within: &budget)
                }
                continue
            }
            if candidates.count > 1 {
                remarks.append("another root \(version) is there, which does not count: it lacks signatures")
            }
            chain.append(next.envelope)
            roots.append(next.root)
        }
        return VerifiedRoot(roots: roots, chain: chain, time: time, pending: pending, remarks: remarks)
    }

    // The digest is what a user trusts; the signatures show that the root is meant, and was not only written down.
    private static func start(
        _ byVersion: [Int64: [Candidate]],
        pin: Pin,
        within budget: inout SignatureBudget
    ) throws(TrustError) -> (root: Root, envelope: Envelope) {
        let all = byVersion.values.joined()
        guard let start = all.first(where: { $0.digest == pin.digest }) else {
            let found = all.map(\.digest.description).sorted()
            throw TrustError(.notThePinnedRoot, "pinned is \(pin.digest), found \(found.joined(separator: ", "))")
        }
        // One accepted before, from the same pin, and now another one in its place.
        if let other = byVersion[start.root.version]?.first(where: { $0.digest != pin.digest }) {
            throw TrustError(.notThePinnedRoot, "pinned is \(pin.digest), found \(other.digest)")
        }
        guard let envelope = start.signed(by: [start.root], revoked: .none, within: &budget) else {
            throw TrustError(.rootSignatures, "root \(start.root.version) is not signed by its own threshold")
        }
        return (start.root, envelope)
    }

    /// A root, and the envelopes in which it was found: a copy without its signatures proves nothing against another.
    private struct Candidate {
        let root: Root
        let digest: Digest
        var envelopes: [Envelope]

        /// The first of the envelopes that the thresholds of all `roots` signed, with the signatures that count and no
        /// others: what nobody vouches for is not kept.
        func signed(by roots: [Root], revoked: RevokedKeys, within budget: inout SignatureBudget) -> Envelope? {
            for envelope in envelopes {
                let valid = roots.map { $0.validSignatures(of: envelope, revoked: revoked, within: &budget) }
                guard zip(roots, valid).allSatisfy({ $0.meetsThreshold(of: .root, $1) }) else { continue }
                let signatures = Set(valid.joined().map(\.signature))
                    .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
                return Envelope(payload: envelope.payload, payloadType: envelope.payloadType, signatures: signatures)
            }
            return nil
        }
    }

    /// What was found of each version, in the order of the envelopes' bytes.
    private static func byVersion(_ envelopes: [Envelope]) throws(TrustError) -> [Int64: [Candidate]] {
        let sorted = envelopes.map { (envelope: $0, json: $0.jsonBytes) }
            .sorted { $0.json.lexicographicallyPrecedes($1.json) }
        var versions: [Int64: [Candidate]] = [:]
        for (envelope, _) in sorted {
            let root = try root(envelope)
            let digest = Digest.sha256(envelope.payload)
            var candidates = versions[root.version] ?? []
            if let place = candidates.firstIndex(where: { $0.digest == digest }) {
                candidates[place].envelopes.append(envelope)
            } else {
                candidates.append(Candidate(root: root, digest: digest, envelopes: [envelope]))
            }
            versions[root.version] = candidates
        }
        return versions
    }

    private static func root(_ envelope: Envelope) throws(TrustError) -> Root {
        guard envelope.payloadType == Root.payloadType else {
            throw TrustError(.malformedRoot, "a root has the payload type \(envelope.payloadType)")
        }
        return try Root(payload: envelope.payload)
    }
}

/// The newest root that a pin leads to; only ``UnverifiedRoots/verified(from:at:)`` makes one.
package struct VerifiedRoot: Sendable {
    /// The roots from the pinned one to this one.
    package let roots: [Root]
    /// Their envelopes, each with the signatures that were verified.
    package let chain: [Envelope]
    /// When it was judged, and certificates are.
    package let time: Timestamp
    /// What is meant to follow and lacks signatures; more than one where several were proposed.
    package let pending: [PendingRoot]
    /// What a reader should know of the chain that decides nothing.
    package let remarks: [String]
    /// What was taken away under this root.
    package internal(set) var withdrawals = Withdrawals.none

    fileprivate init(
        roots: [Root],
        chain: [Envelope],
        time: Timestamp,
        pending: [PendingRoot],
        remarks: [String]
    ) {
        self.roots = roots
        self.chain = chain
        self.time = time
        self.pending = pending
        self.remarks = remarks + pending.map(\.description)
    }

    /// An earlier root of the same walk, before anything was taken away.
    func earlier(_ place: Int) -> VerifiedRoot {
        VerifiedRoot(
            roots: Array(roots[...place]),
            chain: Array(chain[...place]),
            time: time,
            pending: [],
            remarks: []
        )
    }

    /// The root itself.
    package var root: Root { roots[roots.count - 1] }

    /// When the root, or the first of what was taken away under it, expires or begins to count.
    package var expires: Timestamp { withdrawals.expires.map { min($0, root.expires) } ?? root.expires }

    /// The envelope of the root itself.
    package var envelope: Envelope { chain[chain.count - 1] }
}
