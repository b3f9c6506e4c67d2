internal import HallmarkCore
internal import HallmarkSigning

extension Root {
    /// Reads the payload of a root's envelope.
    package init(payload: [UInt8]) throws(TrustError) {
        do {
            try self.init(JSONReader(JSONParser.parse(payload, maximumSize: Self.maximumSize), path: "root"))
        } catch let error as TrustError {
            throw error
        } catch {
            throw TrustError(.malformedRoot, "the root cannot be read: \(error)")
        }
    }

    private init(_ root: JSONReader) throws {
        var reader = root
        let schema = try reader.string("schema")
        guard schema == Self.schema else {
            throw TrustError(.malformedRoot, "the root's schema is \(schema), not \(Self.schema)")
        }
        let version = try reader.integer("version")
        let expires = try reader.string("expires")
        guard let timestamp = Timestamp(expires) else {
            throw TrustError(.malformedRoot, "root.expires is not a time such as 2027-11-23T00:00:00Z: \(expires)")
        }
        let repository = try reader.string("repository")
        let principals = try reader.array("principals").map(Self.principal)
        var thresholds: [Role: Int] = [:]
        var counts = try reader.object("thresholds")
        for name in counts.names {
            guard let role = Role(name), let count = Int(exactly: try counts.integer(name)) else {
                throw TrustError(.malformedRoot, "root.thresholds.\(name) is not a role with a number")
            }
            thresholds[role] = count
        }
        let certificateRoots = try Self.certificates("certificateRoots", &reader)
        let timestampRoots = try Self.certificates("timestampRoots", &reader)
        try reader.finish()
        try self.init(
            version: version,
            expires: timestamp,
            repository: repository,
            principals: principals,
            thresholds: thresholds,
            certificateRoots: certificateRoots,
            timestampRoots: timestampRoots
        )
    }

    private static func principal(_ value: JSONValue) throws -> Principal {
        var reader = try JSONReader(value, path: "root.principals")
        let name = try reader.string("name")
        let keys = try reader.array("keys").map { element in
            var key = try JSONReader(element, path: "root.principals.keys")
            guard let der = Base64.decode(try key.string("spki").utf8) else {
                throw TrustError(.malformedRoot, "a key of principal \(name) is not Base64")
            }
            try key.finish()
            return try PublicKey(der: der)
        }
        let roles = try reader.array("roles").map { element in
            guard let role = element.string.flatMap({ Role($0) }) else {
                throw TrustError(.malformedRoot, "a role of principal \(name) is not a word of a-z, 0-9 and -")
            }
            return role
        }
        var certificates: [Principal.CertifiedIdentity] = []
        if reader.optional("certificates") != nil {
            certificates = try reader.array("certificates").map { try identity($0, of: name) }
        }
        try reader.finish()
        return Principal(name: name, keys: keys, roles: Set(roles), certificates: certificates)
    }

    private static func identity(_ value: JSONValue, of name: String) throws -> Principal.CertifiedIdentity {
        var reader = try JSONReader(value, path: "root.principals.certificates")
        let text = try reader.string("identity")
        let identity = CertificateIdentity(text)
        guard identity.description.isExactly(text), !identity.value.isEmpty else {
            throw TrustError(
                .malformedRoot,
                "an identity of principal \(name) does not begin with email:, uri: or dns:: \(text)"
            )
        }
        guard let root = Digest(prefixed: try reader.string("root")), root.algorithm == .sha256 else {
            throw TrustError(.malformedRoot, "the certificate root of \(text) is not named as sha256:HEX")
        }
        try reader.finish()
        return Principal.CertifiedIdentity(identity: identity, root: root)
    }

    // Absent when there is none: the payload of a root without certificates has the bytes that it always had.
    private static func certificates(_ member: String, _ reader: inout JSONReader) throws -> [Certificate] {
        guard reader.optional(member) != nil else { return [] }
        return try reader.array(member).map { element in
            guard let der = element.string.flatMap({ Base64.decode($0.utf8) }) else {
                throw TrustError(.malformedRoot, "root.\(member) is not a list of certificates in Base64")
            }
            return try Certificate(der: der)
        }
    }

    /// The payload's bytes, the same for the same root.
    package var payload: [UInt8] {
        var members: [String: JSONValue] = [
            "schema": .string(Self.schema),
            "version": .integer(version),
            "expires": .string(expires.description),
            "repository": .string(repository),
            "principals": .array(principals.map(\.json)),
            "thresholds": .object(
                Dictionary(uniqueKeysWithValues: thresholds.map { ($0.key.name, .integer(Int64($0.value))) })
            ),
        ]
        for (name, certificates) in ["certificateRoots": certificateRoots, "timestampRoots": timestampRoots]
        where !certificates.isEmpty {
            members[name] = .array(certificates.map { .string(Base64.encode($0.der)) })
        }
        return JSONWriter.bytes(of: .object(members))
    }
}

extension Principal {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name),
            "keys": .array(keys.map { ["spki": .string(Base64.encode($0.der))] }),
            "roles": .array(roles.map(\.name).sorted().map { .string($0) }),
        ]
        if !certificates.isEmpty {
            members["certificates"] = .array(
                certificates.map {
                    ["identity": .string($0.identity.description), "root": .string($0.root.description)]
                }
            )
        }
        return .object(members)
    }
}
