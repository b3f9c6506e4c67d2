package import HallmarkCore

/// The signer releases a tag of a repository.
///
/// The subject ``tagSubject`` has `gitCommit`; further subjects are the released artifacts by file name, with `sha256`.
package struct ReleasePredicate: Predicate, Hashable {
    package static let type = TypeURI.make("release", version: 1)
    package static let tagSubject = "tag"

    package let repository: String
    /// The name of the tag, without `refs/tags/`.
    package let tag: String
    /// The commit that the tag names, 40 hex.
    package let commit: String

    package init(repository: String, tag: String, commit: String) {
        self.repository = repository
        self.tag = tag
        self.commit = commit
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.repository = try reader.string("repository")
        self.tag = try reader.string("tag")
        self.commit = try reader.string("commit")
        try reader.finish()
    }

    package var json: JSONValue {
        ["repository": .string(repository), "tag": .string(tag), "commit": .string(commit)]
    }
}
