/// A signature algorithm that Hallmark makes keys for.
package enum KeyAlgorithm: String, Sendable, CaseIterable {
    /// ECDSA over P-256 with SHA-256, signatures in DER (FIPS 186-5; RFC 3279 §2.2.3).
    case p256
    /// Ed25519 (RFC 8032), over the message itself.
    case ed25519
}
