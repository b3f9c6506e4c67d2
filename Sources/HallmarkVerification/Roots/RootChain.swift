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
        guard let start = envelopes.first(where: { Digest.sha256($0.payload) == pin.digest }) else {
            let found = envelopes.map { Digest.sha256($0.payload).description }.sorted().joined(separator: ", ")
            throw TrustError(.notThePinnedRoot, "pinned is \(pin.digest), found \(found)")
        }
        var byVersion: [Int64: Envelope] = [:]
        var current = try Self.root(start)
        for envelope in envelopes {
            let root = try Self.root(envelope)
            if let other = byVersion[root.version], other.payload != envelope.payload {
                throw TrustError(.rootConflict, "there are two roots of version \(root.version)")
            }
            byVersion[root.version] = envelope
        }
        guard current.meetsThreshold(of: .root, start) else {
            throw TrustError(.rootSignatures, "root \(current.version) is not signed by its own threshold")
        }
        var envelope = start
        while let next = byVersion[current.version + 1] {
            let root = try Self.root(next)
            guard current.meetsThreshold(of: .root, next), root.meetsThreshold(of: .root, next) else {
                throw TrustError(
                    .rootSignatures,
                    "root \(root.version) is not signed by the thresholds of root \(current.version) and of itself"
                )
            }
            guard root.repository == current.repository else {
                throw TrustError(.rootConflict, "root \(root.version) is about another repository: \(root.repository)")
            }
            current = root
            envelope = next
        }
        guard current.expires > time else {
            throw TrustError(.rootExpired, "root \(current.version) expired at \(current.expires)")
        }
        return VerifiedRoot(root: current, envelope: envelope)
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
    package let envelope: Envelope

    fileprivate init(root: Root, envelope: Envelope) {
        self.root = root
        self.envelope = envelope
    }
}
