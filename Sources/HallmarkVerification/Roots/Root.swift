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
    /// How many keys the principals of a root may have together.
    package static let maximumKeys = 1024

    package let version: Int64
    package let expires: Timestamp
    /// The URI of the repository, the same in every version.
    package let repository: String
    package let principals: [Principal]
    /// How many principals of a role it takes; `root` and `policy` are always there.
    package let thresholds: [Role: Int]

    /// A root that holds together.
    ///
    /// - Throws: a ``TrustError`` when a key belongs to two principals, a name is taken twice, or a threshold cannot be
    ///   reached or is not at least one.
    package init(
        version: Int64,
        expires: Timestamp,
        repository: String,
        principals: [Principal],
        thresholds: [Role: Int]
    ) throws(TrustError) {
        self.version = version
        self.expires = expires
        self.repository = repository
        self.principals = principals
        self.thresholds = thresholds
        try validate()
    }

    /// Reads the payload of a root's envelope.
    package init(payload: [UInt8]) throws(TrustError) {
        do {
            var reader = try JSONReader(JSONParser.parse(payload, maximumSize: Self.maximumSize), path: "root")
            let schema = try reader.string("schema")
            guard schema == Self.schema else {
                throw TrustError(.malformedRoot, "the root's schema is \(schema), not \(Self.schema)")
            }
            self.version = try reader.integer("version")
            let expires = try reader.string("expires")
            guard let timestamp = Timestamp(expires) else {
                throw TrustError(.malformedRoot, "root.expires is not a time such as 2027-11-23T00:00:00Z: \(expires)")
            }
            self.expires = timestamp
            self.repository = try reader.string("repository")
            var principals: [Principal] = []
            for element in try reader.array("principals") { principals.append(try Self.principal(element)) }
            self.principals = principals
            var thresholds: [Role: Int] = [:]
            var counts = try reader.object("thresholds")
            for name in counts.names {
                guard let role = Role(name), let count = Int(exactly: try counts.integer(name)) else {
                    throw TrustError(.malformedRoot, "root.thresholds.\(name) is not a role with a number")
                }
                thresholds[role] = count
            }
            self.thresholds = thresholds
            try reader.finish()
        } catch let error as TrustError {
            throw error
        } catch {
            throw TrustError(.malformedRoot, "the root cannot be read: \(error)")
        }
        try validate()
    }

    /// The payload's bytes, the same for the same root.
    package var payload: [UInt8] {
        let principals = principals.map { principal -> JSONValue in
            [
                "name": .string(principal.name),
                "keys": .array(principal.keys.map { ["spki": .string(Base64.encode($0.der))] }),
                "roles": .array(principal.roles.map(\.name).sorted().map { .string($0) }),
            ]
        }
        return JSONWriter.bytes(of: [
            "schema": .string(Self.schema),
            "version": .integer(version),
            "expires": .string(expires.description),
            "repository": .string(repository),
            "principals": .array(principals),
            "thresholds": .object(
                Dictionary(uniqueKeysWithValues: thresholds.map { ($0.key.name, .integer(Int64($0.value))) })
            ),
        ])
    }

    /// The principal who owns a key, or `nil`.
    package func principal(owning key: PublicKey) -> Principal? {
        principals.first { $0.keys.contains(key) }
    }

    private static func principal(_ value: JSONValue) throws -> Principal {
        var reader = try JSONReader(value, path: "root.principals")
        let name = try reader.string("name")
        var keys: [PublicKey] = []
        for element in try reader.array("keys") {
            var key = try JSONReader(element, path: "root.principals.keys")
            guard let der = Base64.decode(try key.string("spki").utf8) else {
                throw TrustError(.malformedRoot, "a key of principal \(name) is not Base64")
            }
            keys.append(try PublicKey(der: der))
            try key.finish()
        }
        var roles: Set<Role> = []
        for element in try reader.array("roles") {
            guard let role = element.string.flatMap({ Role($0) }) else {
                throw TrustError(.malformedRoot, "a role of principal \(name) is not a word of a-z, 0-9 and -")
            }
            roles.insert(role)
        }
        try reader.finish()
        return Principal(name: name, keys: keys, roles: roles)
    }

    private func validate() throws(TrustError) {
        guard version >= 1 else { throw TrustError(.malformedRoot, "a root's version begins at 1") }
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
        for (role, threshold) in thresholds {
            let able = principals.count { $0.roles.contains(role) && !$0.keys.isEmpty }
            guard (1...max(1, able)).contains(threshold), able > 0 else {
                throw TrustError(
                    .malformedRoot,
                    "the threshold \(threshold) of the role \(role) is not between 1 and its \(able) principals"
                )
            }
        }
    }
}
