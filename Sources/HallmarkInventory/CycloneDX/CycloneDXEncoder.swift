internal import HallmarkCore

/// Writes an inventory as CycloneDX 1.6 JSON (ECMA-424).
///
/// The same inventory gives the same bytes: keys and lists are sorted, nothing is random, and the time comes in as a
/// parameter. Paths are relative, and no host, user or credential is written.
package struct CycloneDXEncoder: Sendable {
    /// The version of the format.
    package static let specVersion = "1.6"
    /// The media type of what is written.
    package static let mediaType = "application/vnd.cyclonedx+json; version=1.6"

    package init() {}

    /// Writes the SBOM, indented by two spaces, with a final line feed.
    package func encode(_ inventory: Inventory) -> [UInt8] {
        var members: [String: JSONValue?] = [
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": .string(Self.specVersion),
            "version": 1,
            "metadata": metadata(inventory),
            "components": .array(inventory.components.sorted(by: \.reference).map { component($0) }),
            "dependencies": dependencies(inventory),
            "compositions": compositions(inventory),
        ]
        members["serialNumber"] = .string("urn:uuid:\(Self.uuid(of: JSONWriter.bytes(of: object(members))))")
        if let timestamp = inventory.parameters.timestamp, var metadata = members["metadata"]??.object {
            metadata["timestamp"] = .string(timestamp.description)
            members["metadata"] = .object(metadata)
        }
        return JSONWriter.bytes(of: object(members), layout: .indented)
    }

    /// A UUID that follows from content.
    ///
    /// Version 8 (RFC 9562 §5.8) over SHA-256, since version 5 would need SHA-1; the time is left out, so that an SBOM made
    /// again has the same serial number.
    static func uuid(of bytes: [UInt8]) -> String {
        var id = Array(Digest.sha256(bytes).bytes.prefix(16))
        id[6] = id[6] & 0x0F | 0x80
        id[8] = id[8] & 0x3F | 0x80
        let hex = Array(Hex.encode(id))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }

    private func metadata(_ inventory: Inventory) -> JSONValue {
        var properties = [Component.Property("package-directory", inventory.directory)]
        properties += inventory.scopes.map { Component.Property("scope", $0) }
        properties += inventory.inputs.map { Component.Property("input", $0.line) }
        properties.append(Component.Property("pins", inventory.hasRecordedPins ? "recorded" : "unrecorded"))
        if let product = inventory.parameters.product { properties.append(Component.Property("product", product)) }
        if let repository = inventory.parameters.repository {
            properties.append(Component.Property("repository", repository))
        }
        return object([
            "authors": inventory.author.map { [Self.contact($0)] },
            "component": component(inventory.root),
            "lifecycles": [["phase": "pre-build"]],
            "properties": Self.properties(properties),
            "tools": [
                "components": [["name": "hallmark", "type": "application", "version": .string(hallmarkVersion)]]
            ],
        ])
    }

    private func component(_ component: Component) -> JSONValue {
        object([
            "authors": component.author.map { [["name": .string($0)]] },
            "bom-ref": .string(component.reference),
            "components": list(component.parts.sorted(by: \.reference).map { self.component($0) }),
            "description": component.summary.map { .string($0) },
            "externalReferences": list(Self.references(component.links)),
            "hashes": list(Self.hashes(component.digests)),
            "licenses": list(Self.licences(component.licences)),
            "modelCard": component.architecture.map { ["modelParameters": ["architectureFamily": .string($0)]] },
            "name": .string(component.name),
            "properties": Self.properties(component.properties),
            "purl": component.packageURL.map { .string($0.description) },
            "scope": component.scope.map { .string($0.rawValue) },
            "supplier": component.supplier.map(Self.organisation),
            "type": .string(component.kind.rawValue),
            "version": component.version.map { .string($0) },
        ])
    }

    private func dependencies(_ inventory: Inventory) -> JSONValue {
        let nodes = inventory.dependencies.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .array(
            nodes.map { node in
                let used = node.value.sorted(by: \.self).map { JSONValue.string($0) }
                return object(["ref": .string(node.key), "dependsOn": list(used)])
            }
        )
    }

    private func compositions(_ inventory: Inventory) -> JSONValue {
        let all = Set(inventory.dependencies.keys)
        let complete = all.subtracting(inventory.incomplete).sorted(by: \.self).map { JSONValue.string($0) }
        let unknown = inventory.incomplete.sorted(by: \.self).map { JSONValue.string($0) }
        var compositions: [JSONValue] = [["aggregate": "complete", "dependencies": .array(complete)]]
        if !unknown.isEmpty { compositions.append(["aggregate": "unknown", "dependencies": .array(unknown)]) }
        return .array(compositions)
    }

    private static func references(_ links: [Component.Reference]) -> [JSONValue] {
        links.sorted { ($0.type, $0.url) < ($1.type, $1.url) }
            .map { ["type": .string($0.type), "url": .string($0.url)] }
    }

    private static func hashes(_ digests: [Digest]) -> [JSONValue] {
        digests.sorted(by: \.description).map { digest in
            let name: JSONValue =
                switch digest.algorithm {
                case .sha256: "SHA-256"
                case .sha384: "SHA-384"
                case .sha512: "SHA-512"
                }
            return ["alg": name, "content": .string(digest.hex)]
        }
    }

    // CycloneDX 1.6 takes one expression or any number of licences, never both.
    private static func licences(_ licences: [Licence]) -> [JSONValue] {
        if licences.count == 1, case .expression(let text) = licences[0] {
            return [["acknowledgement": "declared", "expression": .string(text)]]
        }
        return licences.map { licence -> (String, JSONValue) in
            let (key, text) =
                switch licence {
                case .identifier(let id): ("id", id)
                case .expression(let text), .named(let text): ("name", text)
                }
            return (text, ["license": .object(["acknowledgement": "declared", key: .string(text)])])
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func properties(_ properties: [Component.Property]) -> JSONValue? {
        let sorted = Set(properties).sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        return sorted.isEmpty ? nil : .array(sorted.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    private static func organisation(_ supplier: Supplier) -> JSONValue {
        object([
            "contact": supplier.email.map { [["email": .string($0)]] },
            "name": .string(supplier.name),
            "url": supplier.url.map { [.string($0)] },
        ])
    }

    private static func contact(_ supplier: Supplier) -> JSONValue {
        object(["email": supplier.email.map { .string($0) }, "name": .string(supplier.name)])
    }
}

/// An object of those members that have a value.
private func object(_ members: [String: JSONValue?]) -> JSONValue {
    .object(members.compactMapValues(\.self))
}

/// An array, or nothing when it would be empty.
private func list(_ elements: [JSONValue]) -> JSONValue? {
    elements.isEmpty ? nil : .array(elements)
}

extension Sequence {
    /// Sorts by the bytes of a text of each element.
    fileprivate func sorted(by text: (Element) -> String) -> [Element] {
        sorted { text($0).utf8.lexicographicallyPrecedes(text($1).utf8) }
    }
}
