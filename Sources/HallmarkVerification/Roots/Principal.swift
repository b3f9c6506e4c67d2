package import HallmarkSigning

/// A person or service that may sign, whatever the number of its keys.
package struct Principal: Sendable, Hashable {
    package let name: String
    package let keys: [PublicKey]
    package let roles: Set<Role>

    package init(name: String, keys: [PublicKey], roles: Set<Role>) {
        self.name = name
        self.keys = keys
        self.roles = roles
    }
}

/// What a principal may sign for: `root`, `policy`, or a word that the policy's rules use.
package struct Role: Sendable, Hashable, CustomStringConvertible {
    package static let root = Role(unchecked: "root")
    package static let policy = Role(unchecked: "policy")

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
