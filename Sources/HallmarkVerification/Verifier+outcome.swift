internal import HallmarkCore
internal import HallmarkStatement

extension Verifier {
    /// What a requirement came to.
    struct Outcome {
        let decision: Decision
        let signers: Set<String>
        /// The envelopes that count.
        let envelopes: Set<Digest>
        let reasons: [Reason]
        let rule: RuleOutcome
        /// Whether neither an exception nor observing helps: trusted evidence is about other bytes, a signature is bad or by
        /// a key that was revoked, or nobody can tell whether it is.
        let isBeyondException: Bool

        init(
            _ rule: String,
            _ requirement: Policy.Requirement,
            _ decision: Decision,
            signers: Set<String> = [],
            envelopes: Set<Digest> = [],
            reasons: [Reason] = [],
            isBeyondException: Bool = false
        ) {
            self.init(
                decision: decision,
                envelopes: envelopes,
                rule: RuleOutcome(
                    rule: rule,
                    statement: requirement.statement.rawValue,
                    word: RuleOutcome.Word(decision),
                    signers: signers.sorted(),
                    reasons: reasons
                ),
                isBeyondException: isBeyondException || reasons.contains { Self.enforced.contains($0.code) }
            )
        }

        /// The codes of what is enforced whatever the rule's mode, and without exceptions.
        private static let enforced: Set = ["denied", "invalid-signature", "revoked-key", "withdrawals-expired"]

        private init(decision: Decision, envelopes: Set<Digest>, rule: RuleOutcome, isBeyondException: Bool) {
            self.decision = decision
            self.signers = Set(rule.signers)
            self.envelopes = envelopes
            self.reasons = rule.reasons
            self.rule = rule
            self.isBeyondException = isBeyondException
        }

        /// The outcome under a root of others, with the words that say whose.
        ///
        /// - Parameter mend: what mends it here; nothing does where they have denied it.
        func said(
            _ whose: String,
            _ requirement: Policy.Requirement,
            mend: String,
            name: (String) -> String = { $0 }
        ) -> Outcome {
            Outcome(
                rule.rule,
                requirement,
                decision,
                signers: Set(signers.map(name)),
                envelopes: envelopes,
                reasons: reasons.map { reason in
                    Reason(
                        reason.code,
                        "\(whose): \(reason.message)",
                        expected: reason.expected,
                        found: reason.found,
                        mend: reason.code == "denied" ? nil : mend
                    )
                },
                isBeyondException: isBeyondException
            )
        }

        /// The outcome where the rule is only observed, or an exception from it is signed.
        func softened(by mode: Policy.Mode, _ exception: Exceptions.Exception?, at time: Timestamp) -> Outcome {
            guard decision != .accepted, !isBeyondException else { return self }
            if let exception {
                return Outcome(
                    decision: .accepted,
                    envelopes: envelopes.union([exception.envelope]),
                    rule: rule.softened(
                        .excepted,
                        until: exception.predicate.expires,
                        reasons: [exception.reason] + reasons
                    ),
                    isBeyondException: false
                )
            }
            guard let end = mode.observed(at: time) else { return self }
            return Outcome(
                decision: .accepted,
                envelopes: envelopes,
                rule: rule.softened(.observed, until: end, reasons: reasons),
                isBeyondException: false
            )
        }
    }
}

extension RuleOutcome.Word {
    init(_ decision: Decision) {
        switch decision {
        case .accepted: self = .passed
        case .rejected: self = .failed
        case .missing: self = .missing
        case .undecided: self = .unknown
        }
    }
}

extension RuleOutcome {
    fileprivate func softened(_ word: Word, until: Timestamp, reasons: [Reason]) -> RuleOutcome {
        RuleOutcome(rule: rule, statement: statement, word: word, until: until, signers: signers, reasons: reasons)
    }
}

extension Policy.Requirement {
    /// Why a statement that is about the artifact does not say what is asked; none when it does.
    func objections(to statement: Statement, at time: Timestamp) -> [Reason] {
        conditions.compactMap { condition in
            guard condition.isMet(by: statement) != true else { return nil }
            return Reason(
                "condition",
                "the \(self.statement.rawValue) statement does not say what the policy asks",
                expected: condition.text,
                found: condition.found(in: statement)
            )
        } + [age?.objection(to: statement, at: time)].compactMap(\.self)
    }
}

extension Policy.Age {
    fileprivate func objection(to statement: Statement, at now: Timestamp) -> Reason? {
        let values = time.values(in: statement)
        guard let text = values.first?.string, values.count == 1, let stated = PredicateTime(text)?.timestamp else {
            return Reason(
                "no-time",
                "the statement does not say when it was made, and its age counts",
                expected: "\(time): a time such as 2027-11-23T00:00:00Z",
                found: values.first.map { JSONWriter.text(of: $0) } ?? "nothing"
            )
        }
        guard stated.seconds <= now.seconds + Self.maximumSkew else {
            return Reason("from-the-future", "the statement says it was made later than now", found: stated.description)
        }
        guard now.seconds - stated.seconds <= maximum else {
            let oldest = Timestamp(seconds: now.seconds - maximum)
            return Reason(
                "too-old",
                "the statement is too old",
                expected: "\(oldest) or later",
                found: stated.description
            )
        }
        return nil
    }
}
