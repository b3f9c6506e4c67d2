/// A hash function, named as in an in-toto DigestSet.
package enum DigestAlgorithm: String, Sendable, CaseIterable {
    case sha256
    case sha384
    case sha512

    /// How many bytes a digest has.
    package var size: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}
