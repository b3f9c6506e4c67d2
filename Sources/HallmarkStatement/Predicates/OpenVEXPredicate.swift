package import HallmarkCore

/// Whether vulnerabilities concern products (OpenVEX v0.2.0).
///
/// The predicate is the document itself; subjects are the products.
package struct OpenVEXPredicate: Predicate, Hashable {
    package static let type = "https://openvex.dev/ns"

    private static let statuses = ["not_affected", "affected", "fixed", "under_investigation"]

    /// The OpenVEX document.
    package let document: JSONValue

    /// The type without a version, and with one.
    package static func reads(type: String) -> Bool {
        type == Self.type || TypeVersion.of(type, base: Self.type) != nil
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        guard Self.reads(type: try reader.string("@context")) else {
            throw reader.unexpected("@context", "\(Self.type), with or without a version")
        }
        _ = try reader.uri("@id")
        _ = try reader.text("author")
        // Other tools write an offset from UTC here: only the kind is checked.
        _ = try reader.text("timestamp")
        guard try reader.integer("version") > 0 else { throw reader.unexpected("version", "a number above 0") }
        for element in try reader.array("statements") {
            try Self.check(JSONReader(element, path: reader.place("statements")))
        }
        self.document = json
    }

    package var json: JSONValue { document }

    private static func check(_ statement: JSONReader) throws(JSONError) {
        var statement = statement
        var vulnerability = try statement.object("vulnerability")
        _ = try vulnerability.text("name")
        guard statuses.contains(try statement.string("status")) else {
            throw statement.unexpected("status", "one of \(statuses.joined(separator: ", "))")
        }
        let products = statement.optional("products") == nil ? [] : try statement.array("products")
        for product in products where product.object == nil {
            throw statement.unexpected("products", "an array of objects")
        }
    }
}
