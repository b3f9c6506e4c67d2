internal import HallmarkCore

/// What an inquiry comes to.
package struct Judgement: Sendable {
    package let verdict: Verdict
    /// From the pin to the policy; `nil` when no root can be trusted.
    package let chain: ChainOfTrust?
    /// What judged; `nil` when no policy was in force.
    package let verifier: Verifier?

    /// Judges an inquiry: a pure function of it.
    package init(_ inquiry: Inquiry) {
        do {
            self.init(inquiry, along: try inquiry.chain())
        } catch {
            self.init(inquiry, without: error)
        }
    }

    /// Judges an inquiry along its own chain, which its caller has walked already.
    package init(_ inquiry: Inquiry, along chain: ChainOfTrust) {
        self.init(inquiry, along: chain, by: chain.policy, bytes: chain.policyBytes, chain.lines)
    }

    /// Judges an inquiry by another policy than the one that was in force, as if that were signed.
    ///
    /// - Throws: a ``TrustError`` when no root can be trusted, or nobody could meet the policy below the root.
    package init(_ inquiry: Inquiry, tryingOut policy: Policy, bytes: [UInt8]) throws(TrustError) {
        let chain = try inquiry.chain()
        if let reason = policy.impossibility(below: chain.root.root) {
            throw TrustError(.malformedPolicy, reason.message)
        }
        self.init(inquiry, along: chain, by: policy, bytes: bytes, chain.lines.filter { $0.kind == "root" })
    }

    private init(
        _ inquiry: Inquiry,
        along chain: ChainOfTrust,
        by policy: Policy?,
        bytes: [UInt8]?,
        _ chainLines: [Verdict.Line]
    ) {
        var lines = chainLines
        var remarks = inquiry.remarks + chain.remarks + inquiry.evidence.damage
        var notApplicable: [String] = []
        let verifier = policy.map { policy in
            Verifier(
                root: chain.root,
                policy: policy,
                evidence: inquiry.evidence,
                policyDigest: bytes.map { Digest.sha256($0) }
            )
        }
        if let verifier {
            let judged = verifier.lines(inquiry.kinds)
            lines += judged.isEmpty ? [Self.nothing(inquiry.name)] : judged
            notApplicable = verifier.rulesWithoutArtifact(judged)
            if inquiry.judgesHistory { lines += verifier.historyLines() }
            remarks += verifier.remarks
        }
        self.verdict = Verdict(
            lines: lines + inquiry.lines,
            remarks: Array(Set(remarks)).sorted() + inquiry.laterRemarks,
            notApplicable: notApplicable
        )
        self.chain = chain
        self.verifier = verifier
    }

    /// The judgement where no root can be trusted.
    package init(_ inquiry: Inquiry, without error: TrustError) {
        let line = Verdict.Line(
            kind: "root",
            name: "pinned \(inquiry.pin.digest)",
            decision: error.decision,
            reasons: [Self.reason(error)]
        )
        self.verdict = Verdict(lines: [line], remarks: inquiry.remarks + inquiry.laterRemarks)
        self.chain = nil
        self.verifier = nil
    }

    private static func nothing(_ name: String) -> Verdict.Line {
        let reason = Reason(
            "nothing",
            "no rule of the policy is about anything here: there is nothing to verify",
            mend: "add rules to attestations/policy.yaml, then: hallmark attest policy"
        )
        return Verdict.Line(kind: "tree", name: name, decision: .missing, reasons: [reason])
    }

    private static func reason(_ error: TrustError) -> Reason {
        let mend: String? =
            switch error.code {
            case .notThePinnedRoot:
                "ask the maintainers whether the root was replaced; if you trust the new one: hallmark trust pin sha256:HEX"
            case .rootExpired: "git pull (a newer root may have been published); as maintainer: hallmark trust rotate"
            default: nil
            }
        let message =
            error.code == .notThePinnedRoot ? "the root of trust is not the pinned one: \(error.reason)" : error.reason
        return Reason(error.code.rawValue, message, mend: mend)
    }
}
