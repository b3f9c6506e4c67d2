package import HallmarkCore

/// Digests of one artifact by algorithm name (in-toto Attestation Framework, `digest_set.md`).
package struct DigestSet: Sendable, Hashable {
    /// Names of the algorithms that Hallmark gives a meaning to.
    package enum Name {
        package static let sha256 = "sha256"
        package static let gitCommit = "gitCommit"
        package static let gitTree = "gitTree"
        package static let gitBlob = "gitBlob"
    }

    /// Lower-case hexadecimal by algorithm name.
    package let values: [String: String]

    package init(_ values: [String: String]) {
        self.values = values
    }

    /// A set of one digest under its own name.
    package init(_ digest: Digest) {
        self.init([digest.algorithm.rawValue: digest.hex])
    }

    init(_ value: JSONValue) throws(StatementError) {
        guard let members = value.object, !members.isEmpty else {
            throw StatementError(.subject, "a subject without a digest")
        }
        var values: [String: String] = [:]
        for (name, member) in members {
            guard let text = member.string, !text.isEmpty else {
                throw StatementError(.subject, "the digest \"\(name)\" of a subject is not text")
            }
            // Comparing text is comparing digests only where one digest has one spelling.
            if ["sha", "git"].contains(where: name.hasPrefix), Hex.decode(text.utf8) == nil {
                throw StatementError(.subject, "the digest \"\(name)\" of a subject is not lower-case hexadecimal")
            }
            values[name] = text
        }
        self.values = values
    }

    /// The digest under a name, or `nil`.
    package subscript(_ name: String) -> String? { values[name] }

    /// The SHA-256, or `nil` when there is none of the right length.
    package var sha256: Digest? {
        values[Name.sha256].flatMap { Digest(.sha256, hex: $0) }
    }

    /// The JSON form.
    package var json: JSONValue { .object(values.mapValues { .string($0) }) }
}

/// What a statement is about (in-toto Statement v1, `subject`; a ResourceDescriptor).
package struct Subject: Sendable, Hashable {
    /// The name, unique among the subjects of a statement; what it means is up to the predicate.
    package let name: String
    package let digest: DigestSet

    package init(name: String, digest: DigestSet) {
        self.name = name
        self.digest = digest
    }

    init(_ value: JSONValue) throws(StatementError) {
        guard let members = value.object else { throw StatementError(.subject, "a subject is not an object") }
        guard let name = members["name"]?.string else { throw StatementError(.subject, "a subject without a name") }
        guard let digest = members["digest"] else { throw StatementError(.subject, "a subject without a digest") }
        self.name = name
        self.digest = try DigestSet(digest)
    }

    /// The JSON form.
    package var json: JSONValue { ["name": .string(name), "digest": digest.json] }
}
