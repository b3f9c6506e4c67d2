package import HallmarkCore
package import HallmarkSigning
package import HallmarkStatement

/// Everything that a verification may look at: objects by their digests, and envelopes that nobody trusts yet.
package struct Evidence: Sendable {
    /// The commit under test; without `id` it is a source archive, of which only the content is known.
    package struct Commit: Sendable, Hashable {
        /// The SHA-1 id, 40 hex.
        package let id: String?
        /// Git's SHA-256 tree id.
        package let tree: Digest

        package init(id: String?, tree: Digest) {
            self.id = id
            self.tree = tree
        }
    }

    /// A model as it was found: a file, or a bundle with all of its files.
    package struct Model: Sendable, Hashable {
        /// Where it lies below the root.
        package let path: String
        package let isBundle: Bool
        /// Digests by name relative to the bundle; for a file its last path component.
        package let files: [String: Digest]
        /// Whether it lies in the work tree, where it differs from the commit's.
        package var isInWorkTree = false
        /// What its bytes, or else its name, say it is.
        package var formats: Set<String> = []

        package init(path: String, isBundle: Bool, files: [String: Digest]) {
            self.path = path
            self.isBundle = isBundle
            self.files = files
        }

        /// The last component of the path.
        package var name: String {
            path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? path
        }
    }

    /// A package whose SBOM is asked for.
    package struct Package: Sendable, Hashable {
        /// The folder below the root of the tree; `.` for the root.
        package let path: String
        /// Every file that counts as an input, by path below the root, for each set of folders that some SBOM at hand
        /// says it covers.
        package let inputs: [Set<String>: [String: Digest]]

        package init(path: String, inputs: [Set<String>: [String: Digest]]) {
            self.path = path
            self.inputs = inputs
        }
    }

    /// A package that SwiftPM fetches, at the revision that is pinned.
    package struct Dependency: Sendable, Hashable {
        /// The name by which Package.resolved pins it.
        package let identity: String
        /// The package URL without a version; the identity where the location has none.
        package let package: String
        package let version: String?
        /// The pinned commit.
        package let commit: String
        /// Git's SHA-256 tree id of the commit; `nil` when no copy of its repository is at hand.
        package var tree: Digest?
        /// What its own repository says of the commit; `nil` without a copy.
        package var own: OwnEvidence?
        /// What makes git show something else in the copy than the commit, such as replace objects.
        package var redirections: [Reason] = []
        /// Why the copy could not be read, or `nil`.
        package var unreadable: String?
        /// That it has a submodule, in words: no digest covers what lies there, so that nobody can vouch for it.
        package var submodule: String?

        package init(identity: String, package: String, version: String?, commit: String, tree: Digest?) {
            self.identity = identity
            self.package = package
            self.version = version
            self.commit = commit
            self.tree = tree
        }

        /// Package URL and version, for people.
        package var name: String { "\(package)@\(version ?? commit)" }
    }

    /// What a dependency's own repository says: candidates, none of them trusted.
    package struct OwnEvidence: Sendable, Hashable {
        /// Git's SHA-256 tree id of the commit, without `attestations/recorded`, as commit statements have it.
        package let content: Digest
        package var roots: [Envelope] = []
        /// The roots to which each named one led in earlier runs: what they took away stays taken away.
        package var knownRoots: [Pin: [Envelope]] = [:]
        /// Lists of what its maintainers have withdrawn.
        package var withdrawals: [Envelope] = []
        /// The lists that were accepted in earlier runs, for each named root: none of them is forgotten.
        package var knownWithdrawals: [Pin: [Envelope]] = [:]
        package var envelopes: [Found] = []
        /// Files of `attestations/recorded` that are no envelopes; see ``Evidence/uncovered``.
        package var uncovered: [String: String] = [:]
        /// Notes that could not be read; see ``Evidence/unreadable``.
        package var unreadable: [String: String] = [:]
        /// Why its roots or recorded envelopes could not be read, or `nil`.
        package var damage: String?
        /// Whether the notes at hand are known to be older than some that were seen before.
        package var isBehind = false
        /// Whether its notes were fetched in this run, so that what is absent is absent upstream.
        package var isFetched = false
        /// Notes that were taken away or rewritten since they were last seen, or `nil`.
        package var rollback: Reason?

        package init(content: Digest) {
            self.content = content
        }

        /// The newest root to which a named one leads, with what was taken away under it.
        package func root(from pin: Pin, at time: Timestamp) throws(TrustError) -> WithdrawalVerdict {
            var known = AcceptedState()
            known.roots = knownRoots[pin] ?? []
            for envelope in known.roots {
                known.rootVersion = max(known.rootVersion, try Root(payload: envelope.payload).version)
            }
            known.withdrawals = knownWithdrawals[pin] ?? []
            var lists: [Envelope] = []
            // No review of theirs is asked for.
            for envelope in withdrawals where try WithdrawalList(payloadOf: envelope).name.role != nil {
                lists.append(envelope)
            }
            return try UnverifiedRoots(roots, accepted: known).verified(from: pin, at: time)
                .withdrawing(lists, accepted: known.withdrawals)
        }
    }

    /// What is known of another team whose reviews were imported: candidates, none of them trusted.
    package struct Team: Sendable, Hashable {
        package var roots: Set<Envelope>
        /// Lists of what the team has withdrawn.
        package var withdrawals: Set<Envelope>
        /// The lists that were accepted in earlier runs, for each root that a policy named: none of them is forgotten.
        package var known: [Pin: [Envelope]]

        package init(roots: Set<Envelope> = [], withdrawals: Set<Envelope> = [], known: [Pin: [Envelope]] = [:]) {
            self.roots = roots
            self.withdrawals = withdrawals
            self.known = known
        }

        /// The newest root to which a named one leads, with what was taken away under it.
        package func root(from pin: Pin, at time: Timestamp) throws(TrustError) -> WithdrawalVerdict {
            try UnverifiedRoots(Array(roots)).verified(from: pin, at: time)
                .withdrawing(Array(withdrawals), accepted: known[pin] ?? [])
        }
    }

    /// A tag that is to be released.
    package struct Release: Sendable, Hashable {
        package let tag: String
        /// What the tag names, 40 hex.
        package let commit: String

        package init(tag: String, commit: String) {
            self.tag = tag
            self.commit = commit
        }
    }

    /// An envelope, and where it was found; the place proves nothing.
    ///
    /// Two are equal when their envelopes have the same digest: thousands of them are sorted into sets.
    package struct Found: Sendable, Hashable {
        /// Where envelopes come from.
        package enum Origin: Sendable, Hashable, CustomStringConvertible {
            /// The note about this object, 40 hex.
            case note(object: String)
            /// A file below `attestations/recorded`.
            case recorded(path: String)

            package var description: String {
                switch self {
                case .note(let object): "note about \(object)"
                case .recorded(let path): path
                }
            }
        }

        package let envelope: Envelope
        package let origin: Origin
        /// The SHA-256 of the envelope's JSON form.
        package let digest: Digest
        /// What the payload says, or why it is no statement.
        package let statement: Result<Statement, StatementError>

        package init(_ envelope: Envelope, origin: Origin) {
            self.envelope = envelope
            self.origin = origin
            self.digest = envelope.digest
            self.statement = Result { () throws(StatementError) in try Statement(payloadOf: envelope) }
        }

        package static func == (left: Found, right: Found) -> Bool {
            left.digest == right.digest && left.origin == right.origin
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(digest)
            hasher.combine(origin)
        }
    }

    package var commit: Commit?
    /// Whether the commit comes before the one at which the policy says that signing began.
    package var isBeforeAdoption = false
    /// Whether what rules only observe is enforced all the same, as before code of what is judged may run.
    package var isStrict = false
    /// Whether no signed summary stands in for looking again, as where a summary is to be signed.
    package var ignoresSummaries = false
    /// The commits before it that are judged too.
    package var history: [Commit] = []
    package var models: [Model] = []
    package var packages: [Package] = []
    /// Artifacts outside of the repository, by file name.
    package var artifacts: [String: Digest] = [:]
    package var dependencies: [Dependency] = []
    /// Other teams whose reviews were imported, by the name that our policy has for each.
    package var teams: [TeamName: Team] = [:]
    package var release: Release?
    package var envelopes: [Found] = []
    /// What the authorities of certificates have revoked; with one list, each authority that is used needs one.
    package var revocationLists: [RevocationList] = []
    /// What statements refer to, as far as it is at hand.
    package var documents = ReferencedDocuments()
    /// Files of `attestations/recorded`, which no digest covers, that hold something else than envelopes; each with what
    /// is wrong.
    package var uncovered: [String: String] = [:]
    /// Objects whose notes could not be read, 40 hex, with the reason: what is missing there may be in them.
    package var unreadable: [String: String] = [:]
    /// Notes and lines that could not be read, as remarks.
    package var damage: [String] = []
    /// Whether the repository has notes of Hallmark at all; `nil` where there is nowhere to fetch them from.
    package var hasNotes: Bool?

    package init() {}
}
