internal import HallmarkCore
internal import HallmarkSigning
package import HallmarkStatement

/// A root that is meant to follow another one and was not signed by enough principals yet.
package struct PendingRoot: Sendable, CustomStringConvertible {
    package let root: Root
    /// The root in force, which it would replace.
    package let predecessor: Root
    /// The envelope with the most signatures that count.
    package let envelope: Envelope
    /// What it lacks of the predecessor's threshold and of its own.
    package let missing: [MissingSignatures]
    /// The key ids that signatures name which are not by those keys.
    package let invalid: [String]

    init(
        _ root: Root,
        _ envelopes: [Envelope],
        after predecessor: Root,
        revoked: RevokedKeys,
        within budget: inout SignatureBudget
    ) {
        self.root = root
        self.predecessor = predecessor
        var best: (envelope: Envelope, missing: [MissingSignatures])?
        for envelope in envelopes {
            let missing = [predecessor, root].compactMap { judge -> MissingSignatures? in
                let signers = judge.validSignatures(of: envelope, revoked: revoked, within: &budget).map(\.principal)
                return MissingSignatures(role: .root, of: judge, signers: signers)
            }
            guard best.map({ missing.total < $0.missing.total }) ?? true else { continue }
            best = (envelope, missing)
        }
        // There is an envelope, or the root would not have been found.
        let found = best ?? (Envelope(payload: root.payload, payloadType: Root.payloadType), [])
        self.envelope = found.envelope
        self.missing = found.missing
        self.invalid = found.envelope.invalidKeyIDs(of: [predecessor, root])
    }

    package var description: String {
        "root \(root.version) waits for \(missing.map(\.description).joined(separator: ", and ")); until then root \(predecessor.version) is in force"
            + MissingSignatures.remark(onInvalid: invalid)
    }
}

extension [MissingSignatures] {
    fileprivate var total: Int { reduce(0) { $0 + $1.count } }
}

/// What an envelope lacks to reach a threshold.
package struct MissingSignatures: Sendable, Hashable, CustomStringConvertible {
    /// How many principals more have to sign.
    package let count: Int
    /// Who of them can.
    package let names: [String]
    /// The version of the root whose threshold it is.
    package let rootVersion: Int64

    /// - Parameter signers: who has signed; `nil` comes out where they reach the threshold.
    init?(role: Role, of root: Root, signers: [Principal]) {
        let signed = Set(signers.filter { $0.roles.contains(role) }.map(\.name))
        let count = (root.thresholds[role] ?? 1) - signed.count
        guard count > 0 else { return nil }
        self.count = count
        self.names = root.able(role).map(\.name).filter { !signed.contains($0) }
        self.rootVersion = root.version
    }

    /// One principal, who has to sign themself.
    init(of principal: String, root: Root) {
        count = 1
        names = [principal]
        rootVersion = root.version
    }

    package var description: String {
        let word = count == 1 ? "1 signature" : "\(count) signatures"
        return "\(word) by \(names.joined(separator: " or ")) (root \(rootVersion))"
    }

    /// A sentence about signatures that are not what they say; empty without any.
    static func remark(onInvalid keyIDs: [String]) -> String {
        keyIDs.isEmpty
            ? "" : "; INVALID: a signature names the key \(keyIDs.joined(separator: ", ")) and is not by it"
    }
}

extension Envelope {
    /// The ids of keys of some roots that signatures name and that did not make them.
    func invalidKeyIDs(of roots: [Root]) -> [String] {
        let message = preAuthenticationEncoding
        let invalid = signatures.compactMap { signature -> String? in
            guard let keyID = signature.keyID,
                let key = roots.lazy.compactMap({ $0.keysByID[keyID]?.key }).first,
                !key.accepts(signature.bytes, over: message)
            else { return nil }
            return keyID
        }
        return Set(invalid).sorted()
    }
}
