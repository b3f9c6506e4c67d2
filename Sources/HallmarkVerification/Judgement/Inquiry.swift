package import HallmarkCore
package import HallmarkStatement

/// Everything that one verification rests on: the same inquiry has the same judgement, anywhere and at any time.
package struct Inquiry: Sendable {
    /// What trust begins with.
    package let pin: Pin
    /// The roots that the tree offers; candidates, none of them trusted.
    package let roots: [Envelope]
    /// The bytes of the tree's policy, or `nil`.
    package let policy: [UInt8]?
    /// The files that the policy may extend, by the SHA-256 of their bytes.
    package let shared: [Digest: [UInt8]]
    /// The lists that take something away, as the tree offers them; candidates, none of them trusted.
    package let withdrawals: [Envelope]
    /// What was accepted before, and judges.
    package let state: AcceptedState
    package var evidence: Evidence
    /// The kinds of artifact that are judged.
    package let kinds: [Policy.ArtifactKind]
    /// Whether a history is judged too, even one of which nothing is left.
    package let judgesHistory: Bool
    /// What was asked about, for people.
    package let name: String
    /// When things are judged.
    package let time: Timestamp
    /// Lines about what only the place of verification shows, such as notes that were taken away.
    package var lines: [Verdict.Line] = []
    /// Remarks of whoever gathered the evidence.
    package var remarks: [String] = []
    /// Remarks that came after the judgement.
    package var laterRemarks: [String] = []

    package init(
        pin: Pin,
        roots: [Envelope],
        policy: [UInt8]?,
        shared: [Digest: [UInt8]],
        withdrawals: [Envelope] = [],
        state: AcceptedState,
        evidence: Evidence,
        kinds: [Policy.ArtifactKind],
        judgesHistory: Bool = false,
        name: String,
        time: Timestamp
    ) {
        self.pin = pin
        self.roots = roots
        self.policy = policy
        self.shared = shared
        self.withdrawals = withdrawals
        self.state = state
        self.evidence = evidence
        self.kinds = kinds
        self.judgesHistory = judgesHistory
        self.name = name
        self.time = time
    }

    /// Walks from the pin to the policy in force.
    package func chain() throws(TrustError) -> ChainOfTrust {
        let candidates = ChainOfTrust.Candidates(
            roots: roots,
            policy: policy,
            envelopes: evidence.envelopes,
            hasNotes: evidence.hasNotes,
            shared: shared,
            withdrawals: withdrawals
        )
        return try ChainOfTrust(pin: pin, candidates: candidates, state: state, at: time)
    }
}
