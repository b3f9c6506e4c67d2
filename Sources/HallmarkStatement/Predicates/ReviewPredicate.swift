package import HallmarkCore

/// The signer has looked at one version of a dependency and vouches for it.
///
/// Two subjects: ``CommitPredicate/commitSubject`` with `gitCommit` and ``CommitPredicate/treeSubject`` with `gitTree`
/// (git's SHA-256 tree id of the dependency's whole tree). The review holds wherever these very bytes are used.
package struct ReviewPredicate: Predicate, Hashable {
    package static let type = TypeURI.make("review", version: 1)

    /// The package URL without a version, such as `pkg:swift/github.com/apple/swift-log`.
    package let package: String
    /// The version that was reviewed, as it is tagged; `nil` for a commit without one.
    package let version: String?

    package init(package: String, version: String?) {
        self.package = package
        self.version = version
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.package = try reader.string("package")
        self.version = try reader.optionalString("version")
        try reader.finish()
    }

    package var json: JSONValue {
        var members: [String: JSONValue] = ["package": .string(package)]
        members["version"] = version.map { .string($0) }
        return .object(members)
    }
}
