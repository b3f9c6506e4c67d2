package import HallmarkStatement

/// Trusts signatures by public keys; a hint that names one is no reason to trust, and no reason not to.
package struct KeyCheck: SignatureCheck {
    private let keys: [PublicKey]
    private let hints: Set<String>

    /// Keys, each of which counts once, however often it is given.
    package init(_ keys: [PublicKey]) {
        self.keys = keys.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        self.hints = keys.reduce(into: []) { $0.formUnion($1.identifiers) }
    }

    package var maximumSigners: Int? { keys.count }

    package func outcome(of signature: Envelope.Signature, over message: [UInt8]) -> SignatureOutcome {
        if let key = keys.first(where: { $0.accepts(signature.bytes, over: message) }) {
            return .trusted(SignatureVerdict.Signer(key: key, name: key.keyID))
        }
        guard let hint = signature.keyID, hints.contains(hint) else {
            return .unknown("not by any of the \(keys.count) public keys given")
        }
        return .contradicted("names the key \(hint) and is not its signature over these bytes")
    }
}
