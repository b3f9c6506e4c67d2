internal import HallmarkSigning
package import HallmarkStatement

extension Root {
    /// Who of the principals signed an envelope: by signature, never by what the envelope says of its keys.
    package func signers(of envelope: Envelope) -> [Principal] {
        var budget = SignatureBudget()
        return validSignatures(of: envelope, within: &budget).map(\.principal)
    }

    /// A valid signature of each principal who signed with a key of the root, in the order of the root.
    func validSignatures(
        of envelope: Envelope,
        revoked: RevokedKeys = .none,
        within budget: inout SignatureBudget
    ) -> [ValidSignature] {
        let hinted = hintedSignatures(of: envelope, revoked: revoked)
        return signatures(hinted, certificates: [], revoked: revoked, within: &budget).valid
    }

    /// What the signatures that name a key of the root are worth; each key is tried once.
    ///
    /// A hint is a place to begin: what it says of an honest signature is true, and nothing is left to guess.
    func hintedSignatures(of envelope: Envelope, revoked: RevokedKeys) -> HintedSignatures {
        let message = envelope.preAuthenticationEncoding
        var hinted = HintedSignatures(valid: [ValidSignature?](repeating: nil, count: principals.count))
        var tried: Set<String> = []
        for signature in envelope.signatures {
            guard let keyID = signature.keyID, let owned = keysByID[keyID], tried.insert(keyID).inserted,
                hinted.valid[owned.principal] == nil, owned.key.accepts(signature.bytes, over: message)
            else {
                hinted.rest.append(signature)
                continue
            }
            let principal = principals[owned.principal]
            // Another key of the principal may have signed too.
            if let reason = revoked.refusal(of: signature, byKey: keyID, of: principal, isListed: true) {
                hinted.fallen.append(reason)
            } else {
                hinted.valid[owned.principal] = ValidSignature(
                    principal: principal,
                    key: owned.key,
                    bytes: signature.bytes
                )
            }
        }
        if !hinted.rest.isEmpty { hinted.message = message }
        return hinted
    }

    /// A valid signature of each principal who signed, in the order of the root; why certificates that came along speak
    /// for none; and why signatures of principals do not count any more.
    func signatures(
        _ hinted: HintedSignatures,
        certificates checks: [CertifiedPrincipals.Check],
        revoked: RevokedKeys,
        within budget: inout SignatureBudget
    ) -> (valid: [ValidSignature], refusals: [String], fallen: [Reason]) {
        let (message, rest) = (hinted.message, hinted.rest)
        var valid = hinted.valid
        var fallen = hinted.fallen
        for (index, principal) in principals.enumerated() {
            for key in principal.keys {
                for signature in rest where valid[index] == nil && budget.spend(message.count) {
                    guard key.accepts(signature.bytes, over: message) else { continue }
                    if let reason = revoked.refusal(of: signature, byKey: key.keyID, of: principal, isListed: true) {
                        fallen.append(reason)
                        continue
                    }
                    valid[index] = ValidSignature(principal: principal, key: key, bytes: signature.bytes)
                }
            }
        }
        var refusals: [String] = []
        for signature in rest where !signature.certificates.isEmpty {
            for check in checks where budget.spend(message.count + SignatureBudget.costOfCertificates) {
                switch check.signer(of: signature, over: message) {
                case .success(let (place, key)):
                    // One key is one signer, whatever certificates say; a key of the root is its principal's.
                    guard valid[place] == nil, principal(owning: key) == nil, !valid.contains(where: { $0?.key == key })
                    else { continue }
                    let (principal, keyID) = (principals[place], key.keyID)
                    if let reason = revoked.refusal(of: signature, byKey: keyID, of: principal, isListed: false) {
                        fallen.append(reason)
                        continue
                    }
                    valid[place] = ValidSignature(principal: principal, key: key, bytes: signature.bytes)
                case .failure(let refusal): refusals += [refusal.reason].compactMap(\.self)
                }
            }
        }
        return (valid.compactMap(\.self), refusals, fallen)
    }

    /// Whether enough principals of a role are among those who signed.
    func meetsThreshold(of role: Role, _ signatures: [ValidSignature]) -> Bool {
        guard let threshold = thresholds[role] else { return false }
        return signatures.count { $0.principal.roles.contains(role) } >= threshold
    }
}

/// An envelope's signatures once those that name a key of the root were checked.
struct HintedSignatures: Sendable {
    /// What is signed, where something is left to guess.
    fileprivate(set) var message: [UInt8] = []
    /// A valid signature by the place of the principal who made it.
    fileprivate(set) var valid: [ValidSignature?]
    /// Why signatures by keys of the root do not count any more.
    fileprivate(set) var fallen: [Reason] = []
    /// What is left to guess.
    fileprivate(set) var rest: [Envelope.Signature] = []
}

/// A signature that was checked, and whose it is.
struct ValidSignature: Sendable {
    let principal: Principal
    let key: PublicKey
    let bytes: [UInt8]

    /// The signature with the one true hint.
    var signature: Envelope.Signature { Envelope.Signature(keyID: key.keyID, bytes: bytes) }
}

/// What may be spent on guessing which key made a signature, over all envelopes of a run.
///
/// To try every key on every signature would let a few kilobytes of hostile notes, each naming no key, keep a verifier
/// busy for hours. Signatures that name their key, as Hallmark writes them, never depend on it.
struct SignatureBudget {
    /// How many bytes are hashed at most.
    static let maximumBytes = 1 << 30
    /// What one check costs beside hashing, in bytes.
    static let costOfCheck = 32 << 10
    /// What it costs to follow certificates to an authority, in bytes.
    static let costOfCertificates = 8 * costOfCheck

    private var left = maximumBytes
    /// Whether a signature was left untried.
    private(set) var isExceeded = false

    /// Whether a message of so many bytes may be checked once more.
    mutating func spend(_ count: Int) -> Bool {
        let cost = count + Self.costOfCheck
        guard cost <= left else {
            isExceeded = true
            return false
        }
        left -= cost
        return true
    }
}
