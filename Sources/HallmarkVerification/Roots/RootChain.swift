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

    package init(_ envelopes: [Envelope]) {
        self.envelopes = envelopes
    }

    /// Walks from the pinned root to the newest one.
    ///
    /// Each root is signed by the threshold of its predecessor and by its own; versions in between may have expired,
    /// the last may not.
    package func verified(from pin: Pin, at time: Timestamp) throws(TrustError) -> VerifiedRoot {
        guard !envelopes.isEmpty else { throw TrustError(.noRoots, "there is no root of trust in attestations/roots") }
        guard envelopes.count <= Self.maximumVersions else {
            throw TrustError(.malformedRoot, "more than \(Self.maximumVersions) roots")
        }
        let byVersion = try Self.byVersion(envelopes, pin: pin)
        guard let start = byVersion.values.first(where: { Digest.sha256($0.payload) == pin.digest }) else {
            let found = byVersion.values.map { Digest.sha256($0.payload).description }.sorted()
            throw TrustError(.notThePinnedRoot, "pinned is \(pin.digest), found \(found.joined(separator: ", "))")
        }
        var current = start.root
        var budget = SignatureBudget()
        guard let first = Self.signed(start.envelopes, by: [current], within: &budget) else {
            throw TrustError(.rootSignatures, "root \(current.version) is not signed by its own threshold")
        }
        var chain = [first]
        // Every version is kept: without the next one, whatever a later root revoked would still count.
        for version in byVersion.keys.filter({ $0 > start.root.version }).sorted() {
            let (expected, isTooLarge) = current.version.addingReportingOverflow(1)
            guard let next = byVersion[version], !isTooLarge, version == expected else {
                throw TrustError(.noRoots, "root \(version) is there, but not the one that follows \(current.version)")
            }
            guard let signed = Self.signed(next.envelopes, by: [current, next.root], within: &budget) else {
                throw TrustError(
                    .rootSignatures,
                    "root \(version) is not signed by the thresholds of root \(current.version) and of itself"
                )
            }
            guard next.root.repository.isExactly(current.repository) else {
                throw TrustError(.rootConflict, "root \(version) is about another repository: \(next.root.repository)")
            }
            current = next.root
            chain.append(signed)
        }
        guard current.expires > time else {
            throw TrustError(.rootExpired, "root \(current.version) expired at \(current.expires)")
        }
        return VerifiedRoot(root: current, chain: chain, time: time)
    }

    /// The first of a root's envelopes that the thresholds of all `roots` signed, with the signatures that count and no
    /// others: what nobody vouches for is not kept.
    private static func signed(
        _ envelopes: [Envelope],
        by roots: [Root],
        within budget: inout SignatureBudget
    ) -> Envelope? {
        for envelope in envelopes {
            let valid = roots.map { $0.validSignatures(of: envelope, within: &budget) }
            guard zip(roots, valid).allSatisfy({ $0.meetsThreshold(of: .root, $1) }) else { continue }
            let signatures = Set(valid.joined().map(\.signature))
                .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            return Envelope(payload: envelope.payload, payloadType: envelope.payloadType, signatures: signatures)
        }
        return nil
    }

    /// A root, and the envelopes in which it was found: a copy without its signatures proves nothing against another.
    private struct Version {
        let root: Root
        let payload: [UInt8]
        var envelopes: [Envelope]
    }

    private static func byVersion(_ envelopes: [Envelope], pin: Pin) throws(TrustError) -> [Int64: Version] {
        let sorted = envelopes.map { (envelope: $0, json: $0.jsonBytes) }
            .sorted { $0.json.lexicographicallyPrecedes($1.json) }
        var versions: [Int64: Version] = [:]
        for (envelope, _) in sorted {
            let root = try root(envelope)
            guard let known = versions[root.version] else {
                versions[root.version] = Version(root: root, payload: envelope.payload, envelopes: [envelope])
                continue
            }
            guard known.payload == envelope.payload else {
                let digests = [known.payload, envelope.payload].map(Digest.sha256)
                // One accepted before, from the same pin, and now another one in its place.
                if let other = digests.first(where: { $0 != pin.digest }), digests.contains(pin.digest) {
                    throw TrustError(.notThePinnedRoot, "pinned is \(pin.digest), found \(other)")
                }
                throw TrustError(.rootConflict, "there are two roots of version \(root.version)")
            }
            versions[root.version]?.envelopes.append(envelope)
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
    package let root: Root
    /// The envelopes from the pinned root to this one, each with the signatures that were verified.
    package let chain: [Envelope]
    /// When it was judged, and certificates are.
    package let time: Timestamp

    fileprivate init(root: Root, chain: [Envelope], time: Timestamp) {
        self.root = root
        self.chain = chain
        self.time = time
    }

    /// The envelope of the root itself.
    package var envelope: Envelope { chain[chain.count - 1] }
}
