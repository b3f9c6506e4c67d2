package import HallmarkCore

/// The signer vouches for a commit of a repository.
///
/// Two subjects: ``commitSubject`` with `gitCommit` (the SHA-1 id, 40 hex) and ``treeSubject`` with `gitTree` (git's
/// SHA-256 tree id, 64 hex, see `GitDigest`). The first binds the place in history, the second the content.
package struct CommitPredicate: Predicate, Hashable {
    package static let type = TypeURI.make("commit", version: 1)
    package static let commitSubject = "commit"
    package static let treeSubject = "tree"

    /// The URI of the repository, which must equal the policy's.
    package let repository: String

    package init(repository: String) {
        self.repository = repository
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.repository = try reader.string("repository")
        try reader.finish()
    }

    package var json: JSONValue { ["repository": .string(repository)] }

    /// The two subjects.
    package static func subjects(commit: String, tree: Digest) -> [Subject] {
        [
            Subject(name: commitSubject, digest: DigestSet([DigestSet.Name.gitCommit: commit])),
            Subject(name: treeSubject, digest: DigestSet([DigestSet.Name.gitTree: tree.hex])),
        ]
    }
}
