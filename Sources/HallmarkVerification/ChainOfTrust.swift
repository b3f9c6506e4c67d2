#if CommandLine
package import HallmarkCore
package import HallmarkStatement

/// From a pin to the policy in force: walks the roots, reads the candidate policy, and says what was advanced.
package struct ChainOfTrust: Sendable {
    /// What a tree offers; candidates, none of them trusted.
    package struct Candidates: Sendable {
        package let roots: [Envelope]
        /// The bytes of `attestations/policy.yaml`, or `nil`.
        package let policy: [UInt8]?
        /// Envelopes among which the policy's statements are looked for.
        package let envelopes: [Evidence.Found]
        /// Whether the repository has notes of Hallmark at all; `nil` where there is nowhere to fetch them from.
        package let hasNotes: Bool?
        /// The files that the policy may extend, by the SHA-256 of their bytes.
        package let shared: [Digest: [UInt8]]
        /// The envelopes of `attestations/withdrawals`.
        package let withdrawals: [Envelope]

        package init(
            roots: [Envelope],
            policy: [UInt8]?,
            envelopes: [Evidence.Found],
            hasNotes: Bool? = nil,
            shared: [Digest: [UInt8]] = [:],
            withdrawals: [Envelope] = []
        ) {
            self.roots = roots
            self.policy = policy
            self.shared = shared
            self.envelopes = envelopes
            self.hasNotes = hasNotes
            self.withdrawals = withdrawals
        }

        /// The envelopes with these digests, each once and in their order.
        fileprivate func envelopes(_ digests: Set<Digest>) -> [Envelope] {
            let found = Dictionary(envelopes.map { ($0.digest, $0.envelope) }) { first, _ in first }
            return digests.sorted { $0.hex < $1.hex }.compactMap { found[$0] }
        }
    }

    /// The newest root, with what was taken away under it.
    package let root: VerifiedRoot
    /// The policy that judges, or `nil` when none was ever accepted.
    package let policy: Policy?
    /// The bytes of that policy.
    package let policyBytes: [UInt8]?
    /// What a caller should keep after an accepted run.
    package let state: AcceptedState
    /// The lines about root, withdrawals and policy.
    package let lines: [Verdict.Line]
    /// What a reader should know that decides nothing, such as a root that lacks signatures.
    package let remarks: [String]

    /// Walks the chain.
    ///
    /// - Throws: a ``TrustError`` when no root can be trusted, or when the state holds what the root contradicts.
    package init(
        pin: Pin,
        candidates: Candidates,
        state: AcceptedState,
        at time: Timestamp
    ) throws(TrustError) {
        var next = state
        let newest = try UnverifiedRoots(candidates.roots, accepted: state).verified(from: pin, at: time)
        let withdrawn = try newest.withdrawing(candidates.withdrawals, accepted: state.withdrawals)
        let root = withdrawn.root
        guard root.root.version >= state.rootVersion else {
            throw TrustError(
                .rootConflict,
                "root \(state.rootVersion) was accepted before, and the newest here is \(root.root.version)"
            )
        }
        self.root = root
        var lines = [
            Verdict.Line(
                kind: "root",
                name: "version \(root.root.version), pinned \(pin.digest)",
                decision: .accepted,
                signers: root.root.signers(of: root.envelope).map(\.name)
            )
        ]
        // Only what the pin leads to is kept: a root that a tree made up would stand against the true one for good.
        next.roots = root.chain
        next.rootVersion = root.root.version
        next.withdrawals = withdrawn.accepted
        lines += withdrawn.lines
        remarks = root.remarks + withdrawn.pending.map(\.description)

        var accepted = try Self.policy(of: state, root: root)
        let (line, candidate) = Self.judge(candidates, accepted: accepted, state: state, root: root)
        lines.append(line)
        if let candidate {
            accepted = candidate
            if candidate.expires > time {
                next.policy = candidates.policy
                next.policyVersion = candidate.version
                next.policyStatements = candidates.envelopes(line.envelopes)
                next.shared = candidates.shared.filter { candidate.shared.map(\.digest).contains($0.key) }
            }
        }
        if let policy = accepted, policy.expires <= time {
            let reason = Reason(
                "policy-expired",
                "the policy in force expired at \(policy.expires)",
                mend: "raise version and expires in attestations/policy.yaml, then: hallmark attest policy"
            )
            let name = "\(PolicyPredicate.policySubject) version \(policy.version)"
            lines.append(Verdict.Line(kind: "policy", name: name, decision: .rejected, reasons: [reason]))
        }
        // A root may come after a policy that it makes impossible to meet.
        if let reason = accepted?.impossibility(below: root.root) {
            let name = PolicyPredicate.policySubject
            lines.append(Verdict.Line(kind: "policy", name: name, decision: .undecided, reasons: [reason]))
        }
        self.policy = accepted
        self.policyBytes = candidate == nil ? state.policy : candidates.policy
        self.state = next
        self.lines = lines
    }

    private static func policy(of state: AcceptedState, root verified: VerifiedRoot) throws(TrustError) -> Policy? {
        let root = verified.root
        guard let bytes = state.policy else {
            guard state.policyVersion == 0 else {
                throw TrustError(.malformedPolicy, "policy \(state.policyVersion) was accepted before, and is lost")
            }
            return nil
        }
        let policy = try PolicyReader.policy(bytes, extending: state.shared, at: verified.time)
        guard policy.version == state.policyVersion else {
            throw TrustError(.malformedPolicy, "the accepted policy is not of version \(state.policyVersion)")
        }
        guard policy.repository.isExactly(root.repository) else {
            throw TrustError(
                .policyRepository,
                "the accepted policy is about \(policy.repository), the root about \(root.repository)"
            )
        }
        return policy
    }

    // The newest policy accepted so far judges; the tree's is only a candidate to come after it.
    private static func judge(
        _ candidates: Candidates,
        accepted: Policy?,
        state: AcceptedState,
        root: VerifiedRoot
    ) -> (Verdict.Line, Policy?) {
        let name = PolicyPredicate.policySubject
        guard let bytes = candidates.policy else {
            let reason = Reason(
                "no-policy",
                "there is no policy",
                expected: name,
                mend: "hallmark init"
            )
            return (Verdict.Line(kind: "policy", name: name, decision: .missing, reasons: [reason]), nil)
        }
        let candidate: Policy
        do {
            let shared = state.shared.merging(candidates.shared) { known, _ in known }
            candidate = try PolicyReader.policy(bytes, extending: shared, at: root.time)
        } catch {
            let reason = Reason("malformed-policy", error.reason)
            return (Verdict.Line(kind: "policy", name: name, decision: .undecided, reasons: [reason]), nil)
        }
        if let denied = root.withdrawals.line(
            denying: .policy(candidate, digest: Digest.sha256(bytes)),
            kind: "policy",
            name: name
        ) {
            return (denied, nil)
        }
        if candidate.version < state.policyVersion {
            let line = Verdict.Line(
                kind: "policy",
                name: "\(name) version \(state.policyVersion), newer than this tree's \(candidate.version)",
                decision: .accepted
            )
            return (line, nil)
        }
        let line = Verifier.policyLine(
            candidate,
            bytes: bytes,
            root: root,
            envelopes: candidates.envelopes,
            hasNotes: candidates.hasNotes
        )
        guard line.decision == .accepted else { return (line, nil) }
        if candidate.version == state.policyVersion, let known = state.policy, known != bytes {
            let reason = Reason(
                "policy-conflict",
                "another policy of version \(candidate.version) was accepted before",
                expected: Digest.sha256(known).description,
                found: Digest.sha256(bytes).description,
                mend: "raise its version, then: hallmark attest policy"
            )
            return (Verdict.Line(kind: "policy", name: name, decision: .rejected, reasons: [reason]), nil)
        }
        return (line, candidate)
    }
}
#endif
