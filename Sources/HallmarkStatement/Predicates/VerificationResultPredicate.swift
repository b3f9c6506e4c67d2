package import HallmarkCore

/// A verifier found properties of artifacts (in-toto predicate "Simple Verification Result" v0.2).
///
/// Subjects are the artifacts. Only what holds is listed: a property that is not there was not shown.
package struct VerificationResultPredicate: Predicate, Hashable {
    package static let type = "https://in-toto.io/attestation/svr/v0.2"

    /// Who verified: a URI.
    package let verifier: String
    /// The policies that were applied; may be empty.
    package let policies: [ResourceDescriptor]
    package let timeCreated: PredicateTime
    package let properties: [String]

    package init(verifier: String, policies: [ResourceDescriptor], timeCreated: PredicateTime, properties: [String]) {
        self.verifier = verifier
        self.policies = policies
        self.timeCreated = timeCreated
        self.properties = properties
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        var verifier = try reader.object("verifier")
        self.verifier = try verifier.uri("id")
        self.policies = try verifier.resources("policies")
        self.timeCreated = try reader.time("timeCreated")
        self.properties = try reader.strings("properties")
    }

    package var json: JSONValue {
        [
            "verifier": ["id": .string(verifier), "policies": .resources(policies)],
            "timeCreated": timeCreated.json,
            "properties": .strings(properties),
        ]
    }
}
