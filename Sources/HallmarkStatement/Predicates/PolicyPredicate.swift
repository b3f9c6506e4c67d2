package import HallmarkCore

/// The signer, in the role of policy, puts a policy file in force.
///
/// The one subject is the file, named ``policySubject``, with `sha256`.
package struct PolicyPredicate: Predicate, Hashable {
    package static let type = TypeURI.make("policy", version: 1)
    package static let policySubject = "attestations/policy.yaml"

    package let repository: String
    /// The version that the file states; a verifier never goes back to a lower one.
    package let version: Int64

    package init(repository: String, version: Int64) {
        self.repository = repository
        self.version = version
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.repository = try reader.string("repository")
        self.version = try reader.integer("version")
        try reader.finish()
    }

    package var json: JSONValue { ["repository": .string(repository), "version": .integer(version)] }
}
