package import HallmarkCore
package import HallmarkStatement

/// Trusts SSH signatures by a list of allowed signers, as git does for commits.
package struct AllowedSignersCheck: SignatureCheck {
    private let signers: AllowedSigners
    private let identities: [String]
    private let time: Timestamp

    /// Signers of a list; with identities, only those that the list gives one of them.
    package init(_ signers: AllowedSigners, identities: [String], at time: Timestamp) {
        self.signers = signers
        self.identities = identities
        self.time = time
    }

    package var maximumSigners: Int? { nil }

    package func outcome(of signature: Envelope.Signature, over message: [UInt8]) -> SignatureOutcome {
        guard SSHSignature.isMeant(by: signature.bytes) else { return .unknown("not an SSH signature") }
        let parsed: SSHSignature
        do {
            parsed = try SSHSignature(bytes: signature.bytes)
        } catch {
            return .unknown("a malformed SSH signature: \(error)")
        }
        let namespace = SSHSignature.namespace
        let names = signers.principals(for: parsed.key, namespace: namespace, at: time)
        let isListed =
            identities.isEmpty
            ? !names.isEmpty
            : identities.contains { signers.accepts(parsed.key, identity: $0, namespace: namespace, at: time) }
        guard isListed else {
            return .unknown("by the SSH key \(parsed.key.fingerprint), which the allowed signers do not list")
        }
        guard parsed.isValid(over: message, namespace: namespace) else {
            return .contradicted("names the allowed SSH key \(parsed.key.fingerprint) and is not its signature")
        }
        let name = names.first ?? parsed.key.fingerprint
        return .trusted(SignatureVerdict.Signer(key: parsed.key.publicKey, name: name))
    }
}
