internal import HallmarkCore

/// What an SBOM of ours says about how it was made: enough to make it again, and to hold it against a tree.
///
/// What it says is a claim; it means something once a trusted signature over the SBOM has been verified.
package struct RecordedSBOM: Sendable, Equatable {
    package let parameters: Inventory.Parameters
    /// The version of the tool that wrote it; another version may write other bytes.
    package let toolVersion: String
    /// The package's folder below the root of the tree.
    package let directory: String
    /// The folders that the inputs cover; `""` is all of the tree.
    package let scopes: [String]
    /// The files it was made from.
    package let inputs: [SBOMInput]
    /// Whether a Package.resolved fixed the versions.
    package let hasRecordedPins: Bool

    /// Reads an SBOM that Hallmark wrote.
    ///
    /// - Throws: when it is none, or lists the same input twice.
    package init(_ bytes: [UInt8]) throws(InventoryError) {
        let document = try CycloneDXDocument(bytes)
        guard let tool = document.tools.first, tool.name == "hallmark", let version = tool.version else {
            throw InventoryError(.document, "SBOM", "not written by hallmark, so it doesn't say what it was made from")
        }
        toolVersion = version
        var inputs: [SBOMInput] = []
        for line in document.values("hallmark:input") {
            guard let input = SBOMInput(line: line) else {
                throw InventoryError(.document, "SBOM", "hallmark:input is not a digest and a path: \(line)")
            }
            inputs.append(input)
        }
        guard Set(inputs.map(\.path)).count == inputs.count else {
            throw InventoryError(.document, "SBOM", "an input is listed twice")
        }
        self.inputs = inputs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let directory = try Self.one("package-directory", in: document) ?? ""
        self.directory = directory
        scopes = document.values("hallmark:scope")
        guard (scopes + [directory]).allSatisfy({ $0.isEmpty || $0.isPlainPath }) else {
            throw InventoryError(.document, "SBOM", "a folder is no plain path below the tree's root")
        }
        guard scopes.contains(where: { $0 == directory || SBOMInputRule.contains(directory, in: $0) }) else {
            throw InventoryError(.document, "SBOM", "no hallmark:scope covers the package's own folder")
        }
        hasRecordedPins = try Self.one("pins", in: document) == "recorded"
        let timestamp = try document.timestamp.map { (text) throws(InventoryError) in
            guard let timestamp = Timestamp(text) else {
                throw InventoryError(
                    .document,
                    "SBOM",
                    "metadata.timestamp is \"\(text)\", which hallmark doesn't write"
                )
            }
            return timestamp
        }
        parameters = Inventory.Parameters(
            version: document.root?.version,
            timestamp: timestamp,
            product: try Self.one("product", in: document),
            repository: try Self.one("repository", in: document)
        )
    }

    private static func one(_ name: String, in document: CycloneDXDocument) throws(InventoryError) -> String? {
        let values = document.values("hallmark:\(name)")
        guard values.count <= 1 else { throw InventoryError(.document, "SBOM", "hallmark:\(name) stands there twice") }
        return values.first
    }
}
