package import HallmarkCore

/// Attributes of artifacts with their evidence (in-toto predicate "SCAI Report" v0.3).
///
/// Subjects are the artifacts, or what produced them.
package struct SCAIPredicate: Predicate, Hashable {
    package static let type = "https://in-toto.io/attestation/scai/v0.3"

    /// One assertion (`attributes`).
    package struct Attribute: Sendable, Hashable {
        package let attribute: String
        package let target: ResourceDescriptor?
        package let conditions: [String: JSONValue]?
        package let evidence: ResourceDescriptor?

        package init(
            attribute: String,
            target: ResourceDescriptor? = nil,
            conditions: [String: JSONValue]? = nil,
            evidence: ResourceDescriptor? = nil
        ) {
            self.attribute = attribute
            self.target = target
            self.conditions = conditions
            self.evidence = evidence
        }

        init(json: JSONValue, path: String) throws(JSONError) {
            var reader = try JSONReader(json, path: path)
            self.attribute = try reader.text("attribute")
            self.target = try reader.optionalResource("target")
            self.conditions = try reader.optionalMembers("conditions")
            self.evidence = try reader.optionalResource("evidence")
        }

        var json: JSONValue {
            .object(members: [
                "attribute": .string(attribute), "target": target?.json,
                "conditions": conditions.map { .object($0) }, "evidence": evidence?.json,
            ])
        }
    }

    package let attributes: [Attribute]
    package let producer: ResourceDescriptor?

    package init(attributes: [Attribute], producer: ResourceDescriptor? = nil) {
        self.attributes = attributes
        self.producer = producer
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        var attributes: [Attribute] = []
        for element in try reader.array("attributes") {
            attributes.append(try Attribute(json: element, path: reader.place("attributes")))
        }
        guard !attributes.isEmpty else { throw reader.unexpected("attributes", "an array that is not empty") }
        self.attributes = attributes
        self.producer = try reader.optionalResource("producer")
    }

    package var json: JSONValue {
        .object(members: ["attributes": .array(attributes.map(\.json)), "producer": producer?.json])
    }
}
