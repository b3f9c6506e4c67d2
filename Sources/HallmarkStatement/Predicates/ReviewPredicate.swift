package import HallmarkCore

/// The signer has looked at one version of a dependency and vouches for it.
///
/// Two subjects: ``CommitPredicate/commitSubject`` with `gitCommit` and ``CommitPredicate/treeSubject`` with `gitTree`
/// (git's SHA-256 tree id of the dependency's whole tree). The review holds wherever these very bytes are used.
package struct ReviewPredicate: Predicate, Hashable {
    /// The revision from which a review of a difference begins; it says nothing unless that one is covered too.
    package struct Base: Sendable, Hashable {
        /// The commit, 40 hex; a hint where to look.
        package let commit: String
        /// Git's SHA-256 tree id of its whole tree, which decides.
        package let tree: Digest

        package init(commit: String, tree: Digest) {
            self.commit = commit
            self.tree = tree
        }
    }

    /// A file that the package's manifest has SwiftPM fetch, by the checksum that stands there.
    package struct Artifact: Sendable, Hashable {
        package let url: String
        package let digest: Digest

        package init(url: String, digest: Digest) {
            self.url = url
            self.digest = digest
        }
    }

    package static let type = TypeURI.make("review", version: 1)
    /// How many bytes a note may have.
    package static let maximumNoteSize = 4096

    /// The package URL without a version, such as `pkg:swift/github.com/apple/swift-log`.
    package let package: String
    /// The version that was reviewed, as it is tagged; `nil` for a commit without one.
    package let version: String?
    /// What the reviewer says; the first reviews, which do not say, are meant for deployment.
    package let criteria: ReviewCriteria
    /// `nil` when everything was looked at.
    package let base: Base?
    /// What the manifest fetches beside sources; the reviewer saw the checksums, and not the files.
    package let artifacts: [Artifact]
    /// A word of the reviewer's to others.
    package let note: String?

    package init(
        package: String,
        version: String?,
        criteria: ReviewCriteria = .safeToDeploy,
        base: Base? = nil,
        artifacts: [Artifact] = [],
        note: String? = nil
    ) {
        self.package = package
        self.version = version
        self.criteria = criteria
        self.base = base
        self.artifacts = artifacts
        self.note = note
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.package = try reader.string("package")
        self.version = try reader.optionalString("version")
        let criteria = try reader.optionalString("criteria") ?? ReviewCriteria.safeToDeploy.rawValue
        guard let criteria = ReviewCriteria(rawValue: criteria) else {
            let known = ReviewCriteria.allCases.map(\.rawValue).joined(separator: " or ")
            throw reader.unexpected("criteria", known)
        }
        self.criteria = criteria
        self.base = try reader.optional("base").map { value throws(JSONError) in try Base(value) }
        var artifacts: [Artifact] = []
        if reader.optional("artifacts") != nil {
            for element in try reader.array("artifacts") { artifacts.append(try Artifact(element)) }
        }
        self.artifacts = artifacts
        self.note = try reader.optionalString("note")
        guard (note ?? "").utf8.count <= Self.maximumNoteSize else {
            throw reader.unexpected("note", "text of at most \(Self.maximumNoteSize) bytes")
        }
        try reader.finish()
    }

    package var json: JSONValue {
        var members: [String: JSONValue] = ["package": .string(package), "criteria": .string(criteria.rawValue)]
        members["version"] = version.map { .string($0) }
        members["base"] = base.map { ["gitCommit": .string($0.commit), "gitTree": .string($0.tree.hex)] }
        members["note"] = note.map { .string($0) }
        if !artifacts.isEmpty {
            members["artifacts"] = .array(
                artifacts.map { ["url": .string($0.url), "sha256": .string($0.digest.hex)] }
            )
        }
        return .object(members)
    }
}

extension ReviewPredicate.Base {
    fileprivate init(_ json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate.base")
        commit = try reader.string("gitCommit")
        guard commit.utf8.count == 40, Hex.decode(commit.utf8) != nil else {
            throw reader.unexpected("gitCommit", "40 lower-case hexadecimal digits")
        }
        tree = try reader.sha256("gitTree")
        try reader.finish()
    }
}

extension ReviewPredicate.Artifact {
    fileprivate init(_ json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate.artifacts")
        url = try reader.string("url")
        digest = try reader.sha256("sha256")
        try reader.finish()
    }
}

extension JSONReader {
    fileprivate mutating func sha256(_ name: String) throws(JSONError) -> Digest {
        guard let digest = Digest(hex: try string(name)) else {
            throw unexpected(name, "64 lower-case hexadecimal digits")
        }
        return digest
    }
}
