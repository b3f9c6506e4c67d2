/// A digest: an algorithm and exactly as many bytes as it gives.
package struct Digest: Sendable, Hashable, CustomStringConvertible {
    package let algorithm: DigestAlgorithm
    package let bytes: [UInt8]

    /// A digest of known bytes; `nil` when their number is wrong.
    package init?(_ algorithm: DigestAlgorithm, bytes: [UInt8]) {
        guard bytes.count == algorithm.size else { return nil }
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// A digest from lower-case hexadecimal; `nil` for any other text.
    package init?(_ algorithm: DigestAlgorithm = .sha256, hex: String) {
        guard let bytes = Hex.decode(hex.utf8) else { return nil }
        self.init(algorithm, bytes: bytes)
    }

    /// A digest from text such as `sha256:9f86…`; `nil` for any other form.
    package init?(prefixed text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = DigestAlgorithm(rawValue: String(parts[0])) else { return nil }
        self.init(algorithm, hex: String(parts[1]))
    }

    /// The digest of bytes in memory.
    package init(_ algorithm: DigestAlgorithm, of bytes: [UInt8]) {
        var hasher = IncrementalDigest(algorithm)
        hasher.update(bytes)
        self = hasher.finish()
    }

    /// The SHA-256 of bytes in memory.
    package static func sha256(_ bytes: [UInt8]) -> Digest { Digest(.sha256, of: bytes) }

    /// Lower-case hexadecimal.
    package var hex: String { Hex.encode(bytes) }

    /// The form `sha256:9f86…`.
    package var description: String { "\(algorithm.rawValue):\(hex)" }
}
