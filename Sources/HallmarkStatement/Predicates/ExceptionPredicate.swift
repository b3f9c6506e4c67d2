package import HallmarkCore

/// One rule of a policy does not hold for one digest, until a day that is near.
///
/// The one subject is what is excepted. The requester and somebody else in the role of policy sign.
package struct ExceptionPredicate: Predicate, Hashable {
    package static let type = TypeURI.make("exception", version: 1)
    /// How many seconds an exception may last: 90 days.
    package static let maximumLifetime: Int64 = 90 * 86_400

    package let repository: String
    /// The name of the rule.
    package let rule: String
    package let reason: String
    /// Who sees to it that the exception ends.
    package let owner: String
    /// The principal who asks for it, and never approves it.
    package let requester: String
    package let issued: Timestamp
    package let expires: Timestamp

    package init(
        repository: String,
        rule: String,
        reason: String,
        owner: String,
        requester: String,
        issued: Timestamp,
        expires: Timestamp
    ) {
        self.repository = repository
        self.rule = rule
        self.reason = reason
        self.owner = owner
        self.requester = requester
        self.issued = issued
        self.expires = expires
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.repository = try reader.string("repository")
        self.rule = try reader.string("rule")
        self.reason = try reader.string("reason")
        self.owner = try reader.string("owner")
        self.requester = try reader.string("requester")
        self.issued = try Self.time("issued", &reader)
        self.expires = try Self.time("expires", &reader)
        try reader.finish()
        for (name, text) in [("reason", reason), ("owner", owner), ("requester", requester)] where text.isEmpty {
            throw reader.unexpected(name, "text")
        }
        guard issued < expires, expires.seconds - issued.seconds <= Self.maximumLifetime else {
            throw reader.unexpected("expires", "a time at most 90 days after issued")
        }
    }

    package var json: JSONValue {
        [
            "repository": .string(repository), "rule": .string(rule), "reason": .string(reason),
            "owner": .string(owner), "requester": .string(requester), "issued": .string(issued.description),
            "expires": .string(expires.description),
        ]
    }

    private static func time(_ name: String, _ reader: inout JSONReader) throws(JSONError) -> Timestamp {
        guard let time = Timestamp(try reader.string(name)) else {
            throw reader.unexpected(name, "a time such as 2027-11-23T00:00:00Z")
        }
        return time
    }
}
