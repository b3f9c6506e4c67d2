/// The name by which our policy knows another team, whose reviews are imported; also a folder's and a reference's name.
package struct TeamName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let maximumSize = 64

    package let text: String

    /// Lower-case letters, digits and hyphens, none of them first; `nil` for any other text.
    package init?(_ text: String) {
        let allowed = text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard allowed, text.utf8.first != UInt8(ascii: "-"), (1...Self.maximumSize).contains(text.utf8.count) else {
            return nil
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: TeamName, right: TeamName) -> Bool { left.text < right.text }
}
