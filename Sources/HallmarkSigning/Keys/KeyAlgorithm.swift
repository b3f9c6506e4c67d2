/// A signature algorithm that Hallmark makes keys for.
package enum KeyAlgorithm: String, Sendable, CaseIterable {
    /// ECDSA over P-256 with SHA-256, signatures in DER (FIPS 186-5; RFC 3279 §2.2.3).
    case p256
    /// ECDSA over P-384 with SHA-384, signatures in DER.
    case p384
    /// ECDSA over P-521 with SHA-512, signatures in DER.
    case p521
    /// Ed25519 (RFC 8032), over the message itself.
    case ed25519
    /// RSASSA-PSS with SHA-256 and MGF1 with SHA-256 (RFC 8017 §8.1), keys of 2048 to 8192 bits.
    case rsa
}
