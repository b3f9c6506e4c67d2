package import HallmarkCore

/// A list of what is not trusted any more: numbered, expiring, and never gone back on once it was accepted.
///
/// The payload of a file below `attestations/withdrawals`; who has to sign it depends on its ``Name``.
package struct WithdrawalList: Sendable, Hashable {
    /// The DSSE payload type of a list.
    package static let payloadType = "application/vnd.hallmark.withdrawals+json"
    /// The schema that a list names.
    package static let schema = TypeURI.make("withdrawals", version: 1)
    /// How many bytes a list's envelope may have.
    package static let maximumSize = 1 << 20
    /// How many entries a list may have.
    package static let maximumEntries = 4096
    /// How many bytes a reason may have.
    package static let maximumReasonSize = 1024

    /// Which list it is; each is numbered by itself.
    package enum Name: Sendable, Hashable {
        /// Keys, by their ids: signed by the root's threshold of the role `root`.
        case keys
        /// Content and envelopes: signed by the root's threshold of the role `policy`.
        case digests
        /// The reviews of a principal, who signs the list themself.
        case reviews(of: String)
    }

    /// One thing that is not trusted any more.
    package struct Entry: Sendable, Hashable {
        /// The SHA-256 of the thing: of a key its id, of an envelope or a review that of its payload, or of its JSON form.
        ///
        /// Anybody can add a signature to an envelope, and then its JSON form is another. Its payload stays the same.
        package let digest: Digest
        /// Since when a key is not trusted; of other things `nil`.
        package let since: Timestamp?
        /// Why, for people.
        package let reason: String

        package init(digest: Digest, since: Timestamp? = nil, reason: String) {
            self.digest = digest
            self.since = since
            self.reason = reason
        }

        static func < (left: Self, right: Self) -> Bool {
            left.digest.bytes.lexicographicallyPrecedes(right.digest.bytes)
        }
    }

    package let name: Name
    package let version: Int64
    package let expires: Timestamp
    /// The URI of the repository, as the root names it.
    package let repository: String
    /// The version of the root under which it was made: principals of an earlier one do not make lists any more, but what
    /// they made is not forgotten.
    package let root: Int64
    /// In the order of their digests.
    package let entries: [Entry]

    /// A list that holds together.
    ///
    /// - Throws: a ``TrustError``, `malformed-withdrawals`, when an entry is there twice, a limit is passed, or only one
    ///   of a key's id and its date is given.
    package init(
        name: Name,
        version: Int64,
        expires: Timestamp,
        repository: String,
        root: Int64,
        entries: [Entry]
    ) throws(TrustError) {
        self.name = name
        self.version = version
        self.expires = expires
        self.repository = repository
        self.root = root
        self.entries = entries.sorted { $0 < $1 }
        guard [version, root].allSatisfy((1...Root.maximumVersion).contains) else {
            throw Self.malformed("the version of \(name), or of its root, is not between 1 and \(Root.maximumVersion)")
        }
        guard entries.count <= Self.maximumEntries, Set(entries.map(\.digest)).count == entries.count else {
            throw Self.malformed("\(name) has an entry twice, or more than \(Self.maximumEntries) of them")
        }
        for entry in entries {
            guard entry.digest.algorithm == .sha256, (entry.since != nil) == (name == .keys) else {
                throw Self.malformed("an entry of \(name) is no SHA-256, or has no date where one belongs")
            }
            guard (1...Self.maximumReasonSize).contains(entry.reason.utf8.count) else {
                throw Self.malformed("a reason in \(name) is empty or has more than \(Self.maximumReasonSize) bytes")
            }
        }
    }

    /// The list that comes after another one, or the first of its name: what was in it stays in it, unless it is removed.
    package static func next(
        _ name: Name,
        after list: WithdrawalList?,
        under root: Root,
        adding entries: [Entry] = [],
        removing removed: Set<Digest> = [],
        expires: Timestamp
    ) throws(TrustError) -> WithdrawalList {
        let added = Set(entries.map(\.digest)).union(removed)
        return try WithdrawalList(
            name: name,
            version: (list?.version ?? 0) + 1,
            expires: expires,
            repository: root.repository,
            root: root.version,
            entries: (list?.entries ?? []).filter { !added.contains($0.digest) } + entries
        )
    }

    /// The entry about a thing, or `nil`.
    package func entry(_ digest: Digest) -> Entry? { entries.first { $0.digest == digest } }

    static func malformed(_ reason: String) -> TrustError { TrustError(.malformedWithdrawals, reason) }
}

extension WithdrawalList.Name: CustomStringConvertible, Comparable {
    package var description: String {
        switch self {
        case .keys: "the list of revoked keys"
        case .digests: "the list of denied digests"
        case .reviews(let principal): "the list of withdrawn reviews of \(principal)"
        }
    }

    /// The role whose threshold has to sign, or `nil` where one principal does.
    package var role: Role? {
        switch self {
        case .keys: .root
        case .digests: .policy
        case .reviews: nil
        }
    }

    /// The folder below `attestations/withdrawals` in which its versions lie; what a file says decides, never its place.
    package var folder: String {
        guard case .reviews(let principal) = self else { return self == .keys ? "keys" : "digests" }
        // A principal's name may be any text; a path may not.
        let isPlain = Role(principal) != nil
        return "reviews/" + (isPlain ? principal : "sha256-" + Digest.sha256(Array(principal.utf8)).hex.prefix(32))
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.order.utf8.lexicographicallyPrecedes(right.order.utf8)
    }

    // Keys first: they decide whose signatures on the others count.
    private var order: String {
        switch self {
        case .keys: "0"
        case .digests: "1"
        case .reviews(let principal): "2\(principal)"
        }
    }
}
