package import HallmarkCore

/// One step of a supply chain was carried out (in-toto predicate "Link" v0.3).
///
/// Subjects are the step's products, by unique names. ``ClassicLink`` is the older form of the same claim.
package struct LinkPredicate: Predicate, Hashable {
    package static let type = "https://in-toto.io/attestation/link/v0.3"

    /// The name of the step.
    package let name: String
    package let command: [String]?
    package let materials: [ResourceDescriptor]?
    package let byproducts: [String: JSONValue]?
    package let environment: [String: JSONValue]?

    package init(
        name: String,
        command: [String]? = nil,
        materials: [ResourceDescriptor]? = nil,
        byproducts: [String: JSONValue]? = nil,
        environment: [String: JSONValue]? = nil
    ) {
        self.name = name
        self.command = command
        self.materials = materials
        self.byproducts = byproducts
        self.environment = environment
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.name = try reader.text("name")
        self.command = try reader.optionalStrings("command")
        self.materials = try reader.optionalResources("materials")
        guard materials?.allSatisfy({ $0.name != nil && $0.digest != nil }) != false else {
            throw reader.unexpected("materials", "resources with name and digest")
        }
        self.byproducts = try reader.optionalMembers("byproducts")
        self.environment = try reader.optionalMembers("environment")
    }

    package var json: JSONValue {
        .object(members: [
            "name": .string(name), "command": command.map { .strings($0) },
            "materials": materials.map { .resources($0) }, "byproducts": byproducts.map { .object($0) },
            "environment": environment.map { .object($0) },
        ])
    }
}
