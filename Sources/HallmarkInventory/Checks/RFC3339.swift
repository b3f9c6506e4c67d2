/// The form of times in SBOMs.
enum RFC3339 {
    /// Whether a text has the form of RFC 3339 §5.6 `date-time`.
    static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20 else { return false }
        for (index, pattern) in "0000-00-00T00:00:00".utf8.enumerated() {
            let isRight = pattern == UInt8(ascii: "0") ? isDigit(bytes[index]) : bytes[index] == pattern
            guard isRight else { return false }
        }
        guard (1...12).contains(number(bytes[5...6])), (1...31).contains(number(bytes[8...9])),
            number(bytes[11...12]) < 24, number(bytes[14...15]) < 60, number(bytes[17...18]) <= 60
        else { return false }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if Array(rest) == Array("Z".utf8) { return true }
        let zone = Array(rest)
        return zone.count == 6 && (zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"))
            && zone[3] == UInt8(ascii: ":") && [1, 2, 4, 5].allSatisfy { isDigit(zone[$0]) }
            && number(zone[1...2]) < 24 && number(zone[4...5]) < 60
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
