package import HallmarkCore

/// A point in time inside a predicate: RFC 3339 in UTC, as it stood, since other tools write fractions of a second.
package struct PredicateTime: Sendable, Hashable {
    /// How many digits a fraction may have.
    package static let maximumFraction = 9

    package let text: String
    /// The time without the fraction.
    package let timestamp: Timestamp

    package init(_ timestamp: Timestamp) {
        self.text = timestamp.description
        self.timestamp = timestamp
    }

    /// Reads `2027-11-23T00:00:00Z` and `2027-11-23T00:00:00.123Z`; `nil` for any other form.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            let digits = parts[1].utf8.dropLast()
            guard parts[1].utf8.last == UInt8(ascii: "Z"), (1...Self.maximumFraction).contains(digits.count),
                digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { return nil }
        }
        guard let timestamp = Timestamp(parts.count == 2 ? "\(parts[0])Z" : text) else { return nil }
        self.text = text
        self.timestamp = timestamp
    }

    package var json: JSONValue { .string(text) }
}
