/// Patterns between commas, as ssh_config(5) has them under PATTERNS: `*` and `?`, and `!` before what must not match.
struct SSHPatternList: Sendable, Hashable {
    private struct Pattern: Sendable, Hashable {
        let isNegated: Bool
        let text: String
    }

    private let patterns: [Pattern]

    /// Reads a list; `nil` for an empty one and for an empty pattern.
    init?(_ text: String) {
        var patterns: [Pattern] = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let isNegated = part.first == UInt8(ascii: "!")
            let pattern = String(Substring(isNegated ? part.dropFirst() : part))
            guard !pattern.isEmpty else { return nil }
            patterns.append(Pattern(isNegated: isNegated, text: pattern))
        }
        self.patterns = patterns
    }

    /// The patterns that let somebody in.
    var positive: [String] { patterns.filter { !$0.isNegated }.map(\.text) }

    /// Whether one pattern matches a text and none with `!` does.
    func matches(_ text: String) -> Bool {
        let matching = patterns.filter { Self.matches(Array($0.text.utf8), Array(text.utf8)) }
        return !matching.isEmpty && matching.allSatisfy { !$0.isNegated }
    }

    // Goes back to the last star only, which is enough and takes no more than the product of the lengths.
    private static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
        var (at, index) = (0, 0)
        var star: (at: Int, index: Int)?
        while index < text.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                star = (at, index)
                at += 1
            } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == text[index] {
                at += 1
                index += 1
            } else if let last = star {
                star = (last.at, last.index + 1)
                (at, index) = (last.at + 1, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
