package import HallmarkStatement

/// Whose signatures count on an envelope, and how many of them it takes (DSSE v1 §"Protocol", a (t, n) verification).
package struct TrustedSigners: Sendable {
    /// A threshold that no set of signers can reach, or that anyone reaches.
    package struct ThresholdError: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private let checks: [any SignatureCheck]
    private let threshold: Int

    /// Signers by any of several ways to trust them.
    ///
    /// - Throws: when the threshold is not at least one.
    package init(_ checks: [any SignatureCheck], threshold: Int) throws(ThresholdError) {
        guard threshold >= 1 else { throw ThresholdError(description: "a threshold is at least 1, not \(threshold)") }
        guard !checks.isEmpty else { throw ThresholdError(description: "nobody is trusted to sign") }
        let maximum = checks.reduce(0) { total, check in
            guard let most = check.maximumSigners else { return Envelope.maximumSignatures }
            return min(Envelope.maximumSignatures, total + most)
        }
        guard threshold <= maximum else {
            throw ThresholdError(description: "the threshold \(threshold) is more than the \(maximum) keys given")
        }
        self.checks = checks
        self.threshold = threshold
    }

    /// Checks every signature of an envelope.
    ///
    /// What counts is distinct public keys, in their one SubjectPublicKeyInfo: a signature that is repeated, relabelled
    /// or malleated, and a key given twice, count once.
    package func verify(_ envelope: Envelope) -> SignatureVerdict {
        verify(envelope.signatures, over: envelope.preAuthenticationEncoding)
    }

    /// Checks signatures over a message.
    package func verify(_ signatures: [Envelope.Signature], over message: [UInt8]) -> SignatureVerdict {
        var signers: [SignatureVerdict.Signer] = []
        var failures: [String] = []
        var isContradicted = false
        for (index, signature) in signatures.enumerated() {
            var outcomes: [SignatureOutcome] = []
            for check in checks where outcomes.last?.signer == nil {
                outcomes.append(check.outcome(of: signature, over: message))
            }
            if let signer = outcomes.last?.signer {
                if !signers.contains(where: { $0.key == signer.key }) { signers.append(signer) }
                continue
            }
            isContradicted = isContradicted || outcomes.contains { $0.isContradicted }
            let reasons = outcomes.compactMap(\.reason)
            failures.append("signature \(index + 1): \(reasons.joined(separator: "; "))")
        }
        return SignatureVerdict(
            signers: signers,
            threshold: threshold,
            failures: failures,
            isContradicted: isContradicted
        )
    }
}

/// One way to trust a signature: by keys, by certificates, by a list of SSH signers.
package protocol SignatureCheck: Sendable {
    /// How many signers there can be; `nil` where nobody can say.
    var maximumSigners: Int? { get }

    /// Whether a signature is a trusted one.
    func outcome(of signature: Envelope.Signature, over message: [UInt8]) -> SignatureOutcome
}

/// What a check found out about a signature.
package enum SignatureOutcome: Sendable {
    case trusted(SignatureVerdict.Signer)
    /// The signature is by somebody else, or nothing that this check reads.
    case unknown(String)
    /// The signature says that it is by a trusted signer, and is not, or the signer may not sign.
    case contradicted(String)

    var signer: SignatureVerdict.Signer? {
        if case .trusted(let signer) = self { signer } else { nil }
    }

    var reason: String? {
        switch self {
        case .trusted: nil
        case .unknown(let reason), .contradicted(let reason): reason
        }
    }

    var isContradicted: Bool {
        if case .contradicted = self { true } else { false }
    }
}

/// What the signatures of an envelope are worth; only ``TrustedSigners`` makes one.
package struct SignatureVerdict: Sendable {
    /// Somebody trusted, who signed.
    package struct Signer: Sendable, Hashable {
        package let key: PublicKey
        /// The key's id, an identity of a certificate, or a principal of a list of signers.
        package let name: String

        package init(key: PublicKey, name: String) {
            self.key = key
            self.name = name
        }
    }

    /// The trusted signers, each key once.
    package let signers: [Signer]
    package let threshold: Int
    /// Why the other signatures do not count, a sentence each.
    package let failures: [String]
    /// Whether a signature claims to be a trusted signer's and is not.
    package let isContradicted: Bool

    fileprivate init(signers: [Signer], threshold: Int, failures: [String], isContradicted: Bool) {
        self.signers = signers
        self.threshold = threshold
        self.failures = failures
        self.isContradicted = isContradicted
    }

    /// Whether enough distinct keys signed.
    package var isAccepted: Bool { signers.count >= threshold }
}
