internal import HallmarkCore

/// What a team declares about who supplies what: `attestations/suppliers.json` of a package.
///
/// ```json
/// {
///   "schema": "https://hallmark-swift.github.io/suppliers/v1",
///   "author": {"name": "Example Ltd", "email": "sbom@example.com"},
///   "repository": "https://github.com/example/app",
///   "supplier": {"name": "Example Ltd", "url": "https://example.com"},
///   "packages": {"pkg:swift/github.com/apple/swift-log": {"name": "Apple Inc.", "url": "https://apple.com"}},
///   "models": {"Models/embedder.gguf": {"name": "Example Research"}}
/// }
/// ```
package struct SupplierList: Sendable, Equatable {
    /// The type of the document.
    package static let schema = TypeURI.make("suppliers", version: 1)
    /// Where it lies below the package's directory.
    package static let path = "attestations/suppliers.json"
    /// How many bytes are read.
    package static let maximumSize = 4 << 20

    /// Who answers for the SBOM.
    package let author: Supplier?
    /// The package's own repository.
    package let repository: String?
    /// Who supplies the package.
    package let supplier: Supplier?
    /// Who supplies a dependency, by package URL without version.
    package let packages: [String: Supplier]
    /// Who supplies a model, by path below the package's directory.
    package let models: [String: Supplier]

    package init(
        author: Supplier? = nil,
        repository: String? = nil,
        supplier: Supplier? = nil,
        packages: [String: Supplier] = [:],
        models: [String: Supplier] = [:]
    ) {
        self.author = author
        self.repository = repository
        self.supplier = supplier
        self.packages = packages
        self.models = models
    }

    /// Reads the file; unknown members are refused.
    package init(_ bytes: [UInt8]) throws(InventoryError) {
        do throws(JSONError) {
            var reader = try JSONReader(try JSONParser.parse(bytes, maximumSize: Self.maximumSize))
            let schema = try reader.string("schema")
            guard schema == Self.schema else {
                throw JSONError(.unexpected, detail: "schema is \"\(schema)\", and only \(Self.schema) is read")
            }
            author = try reader.optional("author").map { (value) throws(JSONError) in
                try Supplier(value, path: "author")
            }
            repository = try reader.optionalString("repository")
            supplier = try reader.optional("supplier").map { (value) throws(JSONError) in
                try Supplier(value, path: "supplier")
            }
            packages = try reader.suppliers("packages")
            models = try reader.suppliers("models")
            try reader.finish()
        } catch {
            throw InventoryError(.suppliers, Self.path, error.description)
        }
    }
}

extension Supplier {
    fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(value, path: path)
        self.init(
            name: try reader.string("name"),
            url: try reader.optionalString("url"),
            email: try reader.optionalString("email")
        )
        try reader.finish()
    }
}

extension JSONReader {
    fileprivate mutating func suppliers(_ name: String) throws(JSONError) -> [String: Supplier] {
        guard let value = optional(name) else { return [:] }
        guard let members = value.object else {
            throw JSONError(.unexpected, detail: "\(place(name)) must be an object")
        }
        var suppliers: [String: Supplier] = [:]
        for (key, member) in members { suppliers[key] = try Supplier(member, path: "\(place(name)).\(key)") }
        return suppliers
    }
}
