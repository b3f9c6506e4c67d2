package import HallmarkCore

/// Digests of one artifact by algorithm name (in-toto Attestation Framework, `digest_set.md`).
package struct DigestSet: Sendable, Hashable {
    /// Names of the algorithms that Hallmark gives a meaning to.
    package enum Name {
        package static let sha256 = "sha256"
        package static let gitCommit = "gitCommit"
        package static let gitTree = "gitTree"
        package static let gitBlob = "gitBlob"
        package static let gitTag = "gitTag"
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
            if let flaw = Self.flaw(of: text, under: name) {
                throw StatementError(.subject, "the digest \"\(name)\" of a subject is not \(flaw)")
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

extension DigestSet {
    // How many hexadecimal digits a value has (`digest_set.md`, "Supported algorithms").
    private static let lengths: [String: Set<Int>] = [
        "sha224": [56], "sha256": [64], "sha384": [96], "sha512": [128], "sha512_224": [56], "sha512_256": [64],
        "sha3_224": [56], "sha3_256": [64], "sha3_384": [96], "sha3_512": [128], "blake2b": [128], "blake2s": [64],
        "ripemd160": [40], "sm3": [64], "gost": [64], "sha1": [40], "md5": [32],
        // An object id of git: SHA-1 or SHA-256.
        Name.gitCommit: [40, 64], Name.gitTree: [40, 64], Name.gitBlob: [40, 64], Name.gitTag: [40, 64],
    ]

    /// What a value should be and is not; `nil` for a good one, and for an algorithm that is not known.
    private static func flaw(of text: String, under name: String) -> String? {
        let lengths = lengths[name]
        guard lengths != nil || ["sha", "git"].contains(where: name.hasPrefix) else { return nil }
        guard Hex.decode(text.utf8) != nil else { return "lower-case hexadecimal" }
        guard let lengths, !lengths.contains(text.utf8.count) else { return nil }
        return "\(lengths.sorted().map(String.init).joined(separator: " or ")) digits long"
    }
}
