internal import HallmarkCore
package import HallmarkStatement

extension WithdrawalList {
    /// Reads what an envelope holds.
    package init(payloadOf envelope: Envelope) throws(TrustError) {
        guard envelope.payloadType == Self.payloadType else {
            throw Self.malformed("a list of withdrawals has the payload type \(envelope.payloadType)")
        }
        try self.init(payload: envelope.payload)
    }

    /// Reads the payload of a list's envelope.
    package init(payload: [UInt8]) throws(TrustError) {
        do {
            try self.init(JSONReader(JSONParser.parse(payload, maximumSize: Self.maximumSize), path: "withdrawals"))
        } catch let error as TrustError {
            throw error
        } catch {
            throw Self.malformed("a list of withdrawals cannot be read: \(error)")
        }
    }

    private init(_ list: JSONReader) throws {
        var reader = list
        let schema = try reader.string("schema")
        guard schema == Self.schema else { throw Self.malformed("the schema is \(schema), not \(Self.schema)") }
        let name = try Self.name(&reader)
        let version = try reader.integer("version")
        let text = try reader.string("expires")
        guard let expires = Timestamp(text) else {
            throw Self.malformed("withdrawals.expires is not a time such as 2027-11-23T00:00:00Z: \(text)")
        }
        let repository = try reader.string("repository")
        let root = try reader.integer("root")
        let entries = try reader.array("entries").map { try Self.entry($0, of: name) }
        try reader.finish()
        try self.init(
            name: name,
            version: version,
            expires: expires,
            repository: repository,
            root: root,
            entries: entries
        )
    }

    private static func name(_ reader: inout JSONReader) throws -> Name {
        let kind = try reader.string("kind")
        switch kind {
        case "keys": return .keys
        case "digests": return .digests
        case "reviews": return .reviews(of: try reader.string("principal"))
        default: throw malformed("withdrawals.kind is none of keys, digests and reviews: \(kind)")
        }
    }

    private static func entry(_ value: JSONValue, of name: Name) throws -> Entry {
        var reader = try JSONReader(value, path: "withdrawals.entries")
        let text = try reader.string(name.member)
        guard let digest = name == .keys ? Digest(.sha256, hex: text) : Digest(prefixed: text) else {
            throw malformed("withdrawals.entries.\(name.member) is no SHA-256: \(text)")
        }
        var since: Timestamp?
        if name == .keys {
            let date = try reader.string("since")
            guard let time = Timestamp(date) else { throw malformed("withdrawals.entries.since is no time: \(date)") }
            since = time
        }
        let entry = Entry(digest: digest, since: since, reason: try reader.string("reason"))
        try reader.finish()
        return entry
    }

    /// The payload's bytes, the same for the same list.
    package var payload: [UInt8] {
        var members: [String: JSONValue] = [
            "schema": .string(Self.schema),
            "kind": .string(name.kind),
            "version": .integer(version),
            "expires": .string(expires.description),
            "repository": .string(repository),
            "root": .integer(root),
            "entries": .array(
                entries.map { entry in
                    var members: [String: JSONValue] = ["reason": .string(entry.reason)]
                    members[name.member] = .string(name == .keys ? entry.digest.hex : entry.digest.description)
                    members["since"] = entry.since.map { .string($0.description) }
                    return .object(members)
                }
            ),
        ]
        if case .reviews(let principal) = name { members["principal"] = .string(principal) }
        return JSONWriter.bytes(of: .object(members))
    }

    /// What it says, a line a fact; it quotes its author.
    package var lines: [String] {
        ["version \(version)", "expires \(expires)", "repository \(repository)", "root \(root)"]
            + entries.map { entry in
                let date = entry.since.map { " since \($0)" } ?? ""
                return
                    "\(name.member) \(name == .keys ? entry.digest.hex : entry.digest.description)\(date): \(entry.reason)"
            }
    }
}

extension WithdrawalList.Name {
    /// The member by which an entry names its thing.
    fileprivate var member: String { self == .keys ? "key" : "digest" }

    /// The word in the document.
    package var kind: String {
        switch self {
        case .keys: "keys"
        case .digests: "digests"
        case .reviews: "reviews"
        }
    }
}
