package import HallmarkCore

/// What a statement is about (in-toto Statement v1, `subject`; a ResourceDescriptor whose digest is required).
package struct Subject: Sendable, Hashable {
    /// The name, unique among the subjects of a statement; what it means is up to the predicate.
    ///
    /// Ours always have one, those of other tools need not.
    package let name: String?
    package let digest: DigestSet
    /// What the predicate lets a signer say about the subject (ResourceDescriptor, `annotations`).
    package let annotations: [String: JSONValue]

    package init(name: String?, digest: DigestSet, annotations: [String: JSONValue] = [:]) {
        self.name = name
        self.digest = digest
        self.annotations = annotations
    }

    init(_ value: JSONValue) throws(StatementError) {
        let descriptor: ResourceDescriptor
        do {
            descriptor = try ResourceDescriptor(json: value, path: "subject")
        } catch {
            throw StatementError(.subject, error.description)
        }
        // in-toto Statement v1, `subject`: "Each element MUST have a digest".
        guard let digest = descriptor.digest else { throw StatementError(.subject, "a subject without a digest") }
        self.name = descriptor.name
        self.digest = digest
        self.annotations = descriptor.annotations ?? [:]
    }

    /// The JSON form.
    package var json: JSONValue {
        var members = ["digest": digest.json]
        if let name { members["name"] = .string(name) }
        if !annotations.isEmpty { members["annotations"] = .object(annotations) }
        return .object(members)
    }

    /// The order in which subjects are written: by name, those without one first.
    static func isBefore(_ left: Subject, _ right: Subject) -> Bool {
        switch (left.name, right.name) {
        case (nil, nil):
            JSONWriter.bytes(of: left.digest.json).lexicographicallyPrecedes(JSONWriter.bytes(of: right.digest.json))
        case (nil, .some): true
        case (.some, nil): false
        case (let left?, let right?): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}
