/// Commits that a hook tells of: a few are named, the others counted.
enum NamedCommits {
    /// How many commits of a push or a rewrite are looked at.
    static let maximumCommits = 1000
    /// How many of them are named.
    static let maximumNamed = 10

    /// A line for each of the first, and one for the rest, each after a line feed.
    static func text(_ lines: [String]) -> String {
        let named = lines.prefix(maximumNamed).map { "\n  \($0)" }.joined()
        return lines.count > maximumNamed ? "\(named)\n  and \(lines.count - maximumNamed) more" : named
    }
}
