package import HallmarkCore

/// One step of a supply chain in in-toto's first form (in-toto Specification v1.0 §4.4), which layouts are checked with.
///
/// It is no Statement: its type is `link`, in the same payload type. ``LinkPredicate`` is the newer form.
package struct ClassicLink: Sendable, Hashable {
    /// The `_type`.
    package static let type = "link"

    /// The name of the step, as the layout has it.
    package let name: String
    package let command: [String]
    /// Digests by path.
    package let materials: [String: DigestSet]
    package let products: [String: DigestSet]
    /// What else came out of the step, such as `return-value`.
    package let byproducts: [String: JSONValue]
    package let environment: [String: JSONValue]

    package init(
        name: String,
        command: [String],
        materials: [String: DigestSet],
        products: [String: DigestSet],
        byproducts: [String: JSONValue] = [:],
        environment: [String: JSONValue] = [:]
    ) {
        self.name = name
        self.command = command
        self.materials = materials
        self.products = products
        self.byproducts = byproducts
        self.environment = environment
    }

    /// Reads the payload of an envelope; unlike a Statement's, its members are all known.
    package init(payloadOf envelope: Envelope) throws(StatementError) {
        guard envelope.payloadType == Envelope.inTotoPayloadType else {
            throw StatementError(.payloadType, "the payload type \"\(envelope.payloadType)\" is not in-toto's")
        }
        do {
            var reader = try JSONReader(JSONParser.parse(envelope.payload))
            let type = try reader.string("_type")
            guard type == Self.type else {
                throw StatementError(.statementType, "the type \"\(type)\" is not \(Self.type)")
            }
            self.name = try reader.text("name")
            self.command = try reader.strings("command")
            self.materials = try Self.artifacts("materials", &reader)
            self.products = try Self.artifacts("products", &reader)
            self.byproducts = try reader.membersOf("byproducts")
            self.environment = try reader.membersOf("environment")
            try reader.finish()
        } catch {
            throw StatementError(reading: error)
        }
    }

    /// The same claim in the newer form: the products are what it is about.
    package var statement: Statement {
        Statement(
            subjects: products.sorted { $0.key < $1.key }.map { Subject(name: $0.key, digest: $0.value) },
            predicate: LinkPredicate(
                name: name,
                command: command,
                materials: materials.sorted { $0.key < $1.key }.map {
                    ResourceDescriptor(name: $0.key, digest: $0.value)
                },
                byproducts: byproducts,
                environment: environment
            )
        )
    }

    /// The payload of an envelope of type ``Envelope/inTotoPayloadType``, the same bytes for the same link.
    package var jsonBytes: [UInt8] {
        JSONWriter.bytes(of: [
            "_type": .string(Self.type), "name": .string(name), "command": .strings(command),
            "materials": .object(materials.mapValues(\.json)), "products": .object(products.mapValues(\.json)),
            "byproducts": .object(byproducts), "environment": .object(environment),
        ])
    }

    private static func artifacts(_ name: String, _ reader: inout JSONReader) throws -> [String: DigestSet] {
        try reader.membersOf(name).mapValues { try DigestSet($0) }
    }
}
