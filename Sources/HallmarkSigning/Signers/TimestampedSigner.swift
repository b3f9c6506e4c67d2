/// Signs with another signer, and brings a timestamp over each signature along (RFC 3161).
///
/// A timestamp that is refused, or is not what was asked for, is an error: there is then no signature either.
package struct TimestampedSigner: Signer {
    private let signer: any Signer
    private let trust: TimestampTrust?
    private let respond: @Sendable ([UInt8]) throws -> [UInt8]

    /// - Parameters:
    ///   - trust: Who must have made the timestamp; without it, anybody.
    ///   - respond: What brings a request (TimeStampReq in DER) to an authority and its response back.
    package init(
        _ signer: any Signer,
        trust: TimestampTrust?,
        respond: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.signer = signer
        self.trust = trust
        self.respond = respond
    }

    package var publicKey: PublicKey { signer.publicKey }

    package var certificates: [Certificate] { signer.certificates }

    package func signature(over message: [UInt8]) throws -> [UInt8] {
        try signer.signature(over: message)
    }

    package func timestamps(over signature: [UInt8]) throws -> [[UInt8]] {
        let nonce = UInt64.random(in: .min ... .max)
        let response = try respond(TimestampRequest.bytes(for: signature, nonce: nonce))
        do {
            try TimestampRequest.check(response, for: signature, nonce: nonce)
            _ = try trust?.verify(response, over: signature, nonce: nonce)
        } catch {
            throw SigningError(
                .timestamp,
                "nothing was signed, for the authority gave no good timestamp: \(error.reason); "
                    + "name another authority, or the root that this one leads to"
            )
        }
        return [response]
    }
}
