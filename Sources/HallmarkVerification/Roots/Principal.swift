package import HallmarkCore
package import HallmarkSigning

/// A person or service that may sign, whatever the number of its keys and certificates.
package struct Principal: Sendable, Hashable {
    /// Who certificates below a root have to name, so that their signatures are the principal's.
    package struct CertifiedIdentity: Sendable, Hashable {
        package let identity: CertificateIdentity
        /// The SHA-256 of the DER of one of the root's certificate roots.
        package let root: Digest

        package init(identity: CertificateIdentity, root: Digest) {
            self.identity = identity
            self.root = root
        }
    }

    package let name: String
    package let keys: [PublicKey]
    package let roles: Set<Role>
    package let certificates: [CertifiedIdentity]

    package init(name: String, keys: [PublicKey], roles: Set<Role>, certificates: [CertifiedIdentity] = []) {
        self.name = name
        self.keys = keys
        self.roles = roles
        self.certificates = certificates
    }

    /// Its key ids and identities, for people.
    package var credentials: [String] { keys.map(\.keyID) + certificates.map(\.identity.description) }
}

/// What a principal may sign for: `root`, `policy`, or a word that the policy's rules use.
package struct Role: Sendable, Hashable, CustomStringConvertible {
    package static let root = Role(unchecked: "root")
    package static let policy = Role(unchecked: "policy")
    /// The roles that have a meaning of their own or that policies usually ask for; a team may have others.
    package static let usual =
        [root, policy]
        + ["model", "build", "scan", "review", "ci", "release", "verifier", "timestamp"].map { Role(unchecked: $0) }

    /// Lower-case letters, digits and hyphens.
    package let name: String

    /// A role of this name; `nil` for a name that no role has.
    package init?(_ name: String) {
        let allowed = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard allowed, (1...64).contains(name.utf8.count) else { return nil }
        self.name = name
    }

    private init(unchecked name: String) { self.name = name }

    package var description: String { name }
}
