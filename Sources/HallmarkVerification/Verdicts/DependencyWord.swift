/// What a verdict says of a dependency in one word.
package enum DependencyWord: String, Sendable, CaseIterable {
    /// Its own maintainers, whom the policy names for this package, signed the pinned commit.
    case verified
    /// We reviewed the pinned commit.
    case vouchedFor = "vouched for"
    /// Nothing that counts was found, and a signed exception lets it pass.
    case excepted
    /// Nothing that counts was found, and the policy only observes it so far.
    case observed = "not enforced"
    /// Nobody whom the policy names signed it, as far as its repository says when asked.
    case unsigned
    /// Nothing was found, and what was looked at may be older than what its repository has.
    case stale
    /// Trusted evidence contradicts it, git would show something else in its place, or evidence was taken away.
    case refused
    /// What there is could not be read.
    case unreadable
}
