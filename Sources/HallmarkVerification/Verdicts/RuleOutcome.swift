package import HallmarkCore

/// What one requirement of one rule came to about one artifact.
package struct RuleOutcome: Sendable, Hashable {
    package enum Word: String, Sendable, CaseIterable {
        case passed
        /// Trusted evidence contradicts the artifact or the rule.
        case failed
        /// Nobody who may has said what the rule asks for.
        case missing
        /// It could not be decided.
        case unknown
        /// Not met, and not enforced yet.
        case observed
        /// Not met, and excepted by a signed exception.
        case excepted
    }

    /// The name of the rule.
    package let rule: String
    /// What it asks for: the name of a kind of statement, or a predicate type.
    package let statement: String
    package let word: Word
    /// Until when it is only observed or excepted.
    package let until: Timestamp?
    package let signers: [String]
    package let reasons: [Reason]

    package init(
        rule: String,
        statement: String,
        word: Word,
        until: Timestamp? = nil,
        signers: [String],
        reasons: [Reason]
    ) {
        self.rule = rule
        self.statement = statement
        self.word = word
        self.until = until
        self.signers = signers
        self.reasons = reasons
    }
}
