package import HallmarkStatement

/// Trusts signatures by public keys; a hint that names one is no reason to trust, and no reason not to.
package struct KeyCheck: SignatureCheck {
    private let signers: [SignatureVerdict.Signer]
    private let signersByHint: [String: SignatureVerdict.Signer]

    /// Keys, each of which counts once, however often it is given.
    package init(_ keys: [PublicKey]) {
        let distinct = keys.reduce(into: [PublicKey]()) { if !$0.contains($1) { $0.append($1) } }
        let signers = distinct.map { SignatureVerdict.Signer(key: $0, name: $0.keyID) }
        self.signers = signers
        self.signersByHint = signers.reduce(into: [:]) { named, signer in
            for name in signer.key.identifiers { named[name] = signer }
        }
    }

    package var maximumSigners: Int? { signers.count }

    package func outcome(of signature: Envelope.Signature, over message: [UInt8]) -> SignatureOutcome {
        // A hint is a place to begin: an honest signature then costs one check, however many keys there are.
        let named = signature.keyID.flatMap { signersByHint[$0] }
        if let named, named.key.accepts(signature.bytes, over: message) { return .trusted(named) }
        if let signer = signers.first(where: { $0 != named && $0.key.accepts(signature.bytes, over: message) }) {
            return .trusted(signer)
        }
        guard let hint = signature.keyID, named != nil else {
            return .unknown("not by any of the \(signers.count) public keys given")
        }
        return .contradicted("names the key \(hint) and is not its signature over these bytes")
    }
}
