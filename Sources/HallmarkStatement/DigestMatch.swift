internal import HallmarkCore

/// What comparing two digest sets says.
package enum DigestMatch: Sendable, Hashable {
    /// At least one acceptable algorithm is in both, and all of those agree.
    case agrees
    /// An acceptable algorithm is in both with different values; the first of them by name.
    case disagrees(algorithm: String)
    /// No acceptable algorithm is in both: nothing is known.
    case nothingAcceptable
}

extension DigestSet {
    // By the number of hexadecimal digits. Git's object ids count only as SHA-256; SHA-1 and MD5 never do.
    private static let acceptable: [String: Int] = [
        "sha256": 64, "sha384": 96, "sha512": 128, "sha512_256": 64, "sha3_256": 64, "sha3_384": 96, "sha3_512": 128,
        Name.gitCommit: 64, Name.gitTree: 64, Name.gitBlob: 64,
    ]

    /// Compares two sets by every acceptable algorithm that both have.
    ///
    /// Stricter than `digest_set.md`, by which one that agrees is enough: then a strong digest that differs could be
    /// talked down by a weaker one that was made to agree.
    package func matches(_ other: DigestSet) -> DigestMatch {
        var agrees = false
        for (name, length) in Self.acceptable.sorted(by: { $0.key < $1.key }) {
            guard let left = values[name], let right = other.values[name], Self.isHex(left, length),
                Self.isHex(right, length)
            else { continue }
            guard left == right else { return .disagrees(algorithm: name) }
            agrees = true
        }
        return agrees ? .agrees : .nothingAcceptable
    }

    private static func isHex(_ text: String, _ length: Int) -> Bool {
        text.utf8.count == length && Hex.decode(text.utf8) != nil
    }
}
