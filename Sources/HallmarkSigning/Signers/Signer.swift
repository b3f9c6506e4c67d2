package import HallmarkStatement

/// Something that signs: a key in a file, an agent or a token.
package protocol Signer: Sendable {
    /// The key that checks what is signed.
    var publicKey: PublicKey { get }

    /// The key's certificate and those up to a root, which a signature brings along; mostly none.
    var certificates: [Certificate] { get }

    /// Signs a message.
    func signature(over message: [UInt8]) throws -> [UInt8]

    /// Timestamps over a signature (RFC 3161, responses in DER), which it brings along; mostly none.
    func timestamps(over signature: [UInt8]) throws -> [[UInt8]]
}

extension Signer {
    package var certificates: [Certificate] { [] }

    package func timestamps(over signature: [UInt8]) throws -> [[UInt8]] { [] }

    /// The hint that goes into an envelope: the SHA-256 of the SubjectPublicKeyInfo.
    package var keyID: String { publicKey.keyID }

    /// Signs a payload into a new envelope.
    package func envelope(payload: [UInt8], payloadType: String = Envelope.inTotoPayloadType) throws -> Envelope {
        try cosign(Envelope(payload: payload, payloadType: payloadType))
    }

    /// Signs a statement into a new envelope.
    package func envelope(_ statement: Statement) throws -> Envelope {
        try envelope(payload: statement.jsonBytes)
    }

    /// Adds a signature to an envelope.
    package func cosign(_ envelope: Envelope) throws -> Envelope {
        guard envelope.signatures.count < Envelope.maximumSignatures else {
            throw SigningError(.signature, "an envelope carries at most \(Envelope.maximumSignatures) signatures")
        }
        let signature = try signature(over: envelope.preAuthenticationEncoding)
        return envelope.adding(
            Envelope.Signature(
                keyID: keyID,
                bytes: signature,
                certificates: certificates.map(\.der),
                timestamps: try timestamps(over: signature)
            )
        )
    }
}
