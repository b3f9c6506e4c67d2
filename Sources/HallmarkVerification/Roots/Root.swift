package import HallmarkCore
package import HallmarkSigning

/// A root of trust: who may sign, in which roles, and how many of them it takes.
///
/// The payload of `attestations/roots/N.json`. What is pinned is the digest of these very bytes.
package struct Root: Sendable, Hashable {
    /// The DSSE payload type of a root.
    package static let payloadType = "application/vnd.hallmark.root+json"
    /// The schema that a root names.
    package static let schema = TypeURI.make("root", version: 1)
    /// How many bytes a root's envelope may have.
    package static let maximumSize = 1 << 20
    /// The highest version that a root, or a list of what is withdrawn, may have: above it nothing could follow.
    package static let maximumVersion: Int64 = 1_000_000
    /// How many keys the principals of a root may have together.
    package static let maximumKeys = 1024
    /// How many certificates a root may name of each kind, and how many identities.
    package static let maximumCertificates = 64
    package static let maximumIdentities = 1024

    package let version: Int64
    package let expires: Timestamp
    /// The URI of the repository, the same in every version.
    package let repository: String
    package let principals: [Principal]
    /// How many principals of a role it takes; `root` and `policy` are always there.
    package let thresholds: [Role: Int]
    /// The authorities up to which a principal's certificate must lead; none of them signs for anybody by itself.
    package let certificateRoots: [Certificate]
    /// The authorities whose timestamps let a signature outlive its certificate (RFC 3161).
    package let timestampRoots: [Certificate]
    let certificates: CertifiedPrincipals
    /// The keys by their ids, each with the place of its principal.
    let keysByID: [String: OwnedKey]

    /// A key, and the place of the principal whose it is.
    struct OwnedKey: Sendable, Hashable {
        let principal: Int
        let key: PublicKey
    }

    /// A root that holds together.
    ///
    /// - Throws: a ``TrustError`` when a key or an identity belongs to two principals, a name is taken twice, an identity
    ///   is below an authority that is not listed, or a threshold cannot be reached or is not at least one.
    package init(
        version: Int64,
        expires: Timestamp,
        repository: String,
        principals: [Principal],
        thresholds: [Role: Int],
        certificateRoots: [Certificate] = [],
        timestampRoots: [Certificate] = []
    ) throws(TrustError) {
        self.version = version
        self.expires = expires
        self.repository = repository
        self.principals = principals
        self.thresholds = thresholds
        self.certificateRoots = certificateRoots
        self.timestampRoots = timestampRoots
        self.certificates = try CertifiedPrincipals(principals, below: certificateRoots, timestampRoots: timestampRoots)
        self.keysByID = principals.enumerated().reduce(into: [:]) { keys, principal in
            for key in principal.element.keys { keys[key.keyID] = OwnedKey(principal: principal.offset, key: key) }
        }
        try validate()
    }

    /// The principal who owns a key, or `nil`.
    package func principal(owning key: PublicKey) -> Principal? {
        principals.first { $0.keys.contains(key) }
    }

    /// The principals who can sign for a role.
    package func able(_ role: Role) -> [Principal] {
        // A root must be checked for as long as the repository lives, and certificates come to an end.
        principals.filter { principal in
            principal.roles.contains(role)
                && !(principal.keys.isEmpty && (role == .root || principal.certificates.isEmpty))
        }
    }

    private func validate() throws(TrustError) {
        guard (1...Self.maximumVersion).contains(version) else {
            throw TrustError(.malformedRoot, "a root's version is between 1 and \(Self.maximumVersion), not \(version)")
        }
        guard !repository.isEmpty else { throw TrustError(.malformedRoot, "the root names no repository") }
        guard Set(principals.map(\.name)).count == principals.count, principals.allSatisfy({ !$0.name.isEmpty }) else {
            throw TrustError(.malformedRoot, "two principals of the root share a name, or one has none")
        }
        let keys = principals.flatMap(\.keys)
        guard keys.count <= Self.maximumKeys else {
            throw TrustError(.malformedRoot, "the root has more than \(Self.maximumKeys) keys")
        }
        guard Set(keys).count == keys.count else {
            throw TrustError(.malformedRoot, "a key of the root belongs to two principals or is listed twice")
        }
        for role in [Role.root, .policy] where thresholds[role] == nil {
            throw TrustError(.malformedRoot, "the root has no threshold for the role \(role)")
        }
        for (role, threshold) in thresholds.sorted(by: { $0.key.name < $1.key.name }) {
            let able = able(role).count
            guard (1...max(1, able)).contains(threshold), able > 0 else {
                throw TrustError(
                    .malformedRoot,
                    "the threshold \(threshold) of the role \(role) is not between 1 and its \(able) principals"
                )
            }
        }
    }
}
