import HallmarkInventory
import Testing

struct SupplierListTests {
    private static let text = """
        {
          "schema": "https://hallmark-swift.github.io/suppliers/v1",
          "author": {"name": "Example Ltd", "email": "sbom@example.com"},
          "repository": "https://github.com/example/app",
          "supplier": {"name": "Example Ltd", "url": "https://example.com"},
          "packages": {"pkg:swift/github.com/apple/swift-log": {"name": "Apple Inc."}},
          "models": {"Models/embedder.gguf": {"name": "Example Research"}}
        }
        """

    @Test func readsTheFile() throws {
        let list = try SupplierList(Array(Self.text.utf8))
        #expect(
            list
                == SupplierList(
                    author: Supplier(name: "Example Ltd", email: "sbom@example.com"),
                    repository: "https://github.com/example/app",
                    supplier: Supplier(name: "Example Ltd", url: "https://example.com"),
                    packages: ["pkg:swift/github.com/apple/swift-log": Supplier(name: "Apple Inc.")],
                    models: ["Models/embedder.gguf": Supplier(name: "Example Research")]
                )
        )
    }

    @Test func everyMemberButTheSchemaMayBeAbsent() throws {
        #expect(try SupplierList(Array("{\"schema\":\"\(SupplierList.schema)\"}".utf8)) == SupplierList())
    }

    @Test(arguments: [
        ("suppliers/v1", "suppliers/v2"), ("\"schema\"", "\"Schema\""), ("\"supplier\"", "\"suplier\""),
        ("\"email\"", "\"mail\""), ("\"name\": \"Apple Inc.\"", ""), ("\"name\": \"Apple Inc.\"", "\"name\": 1"),
        ("{\"name\": \"Apple Inc.\"}", "\"Apple Inc.\""), ("\"repository\"", "\"supplier\""),
        ("{\"name\": \"Example Research\"}", "null"), ("\"https://github.com/example/app\"", "[]"),
    ])
    func refusesWhatItDoesNotKnow(text: String, other: String) throws {
        let changed = Self.text.replacing(text, with: other)
        #expect(changed != Self.text)
        let error = try #require(throws: InventoryError.self) { try SupplierList(Array(changed.utf8)) }
        #expect(error.code == .suppliers)
    }
}
