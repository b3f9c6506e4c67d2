/// A person or an organisation: who supplies a component, or who wrote an SBOM.
package struct Supplier: Sendable, Hashable {
    package let name: String
    package let url: String?
    package let email: String?

    package init(name: String, url: String? = nil, email: String? = nil) {
        self.name = name
        self.url = url
        self.email = email
    }
}
