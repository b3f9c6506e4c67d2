internal import HallmarkSigning
package import HallmarkStatement

extension Root {
    /// Who of the principals signed an envelope: by signature, never by what the envelope says of its keys.
    package func signers(of envelope: Envelope) -> [Principal] {
        let message = envelope.preAuthenticationEncoding
        return principals.filter { principal in
            principal.keys.contains { key in
                envelope.signatures.contains { key.isValid(signature: $0.bytes, over: message) }
            }
        }
    }

    /// Whether enough principals of a role signed an envelope.
    func meetsThreshold(of role: Role, _ envelope: Envelope) -> Bool {
        guard let threshold = thresholds[role] else { return false }
        return signers(of: envelope).count { $0.roles.contains(role) } >= threshold
    }
}
