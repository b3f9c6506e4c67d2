/// A line of YAML, taken apart as far as quotations, tags and a comment.
struct YAMLLine {
    /// The line without its comment.
    private(set) var content: ArraySlice<UInt8>
    /// The tags outside of quotations.
    private(set) var tags: [String] = []
    /// Whether a text in double quotes with an escape is followed by a colon.
    private(set) var hasEscapedKey = false

    /// Whether it is a directive other than of the version.
    var isDirective: Bool { content.first == UInt8(ascii: "%") && !content.starts(with: Array("%YAML".utf8)) }

    init(_ line: ArraySlice<UInt8>) {
        content = line
        var index = line.startIndex
        var previous: UInt8 = 0x20
        while index < line.endIndex {
            let byte = line[index]
            let isStart = Self.starters.contains(previous)
            if isStart, byte == UInt8(ascii: "#"), previous == 0x20 || previous == 0x09 {
                content = line[..<index]
                return
            }
            if isStart, byte == UInt8(ascii: "!"), index + 1 < line.endIndex, line[index + 1] > 0x20 {
                tags.append(String(decoding: line[index...].prefix { $0 > 0x20 && $0 != 0x2C }, as: UTF8.self))
            }
            if isStart, byte == 0x22 || byte == 0x27 { index = quotation(from: index, in: line) }
            previous = byte
            index += 1
        }
    }

    /// What a value, and so a quotation or a tag, can follow.
    private static let starters: Set<UInt8> = [0x20, 0x09, 0x5B, 0x7B, 0x2C, 0x3A]

    /// Where a quotation ends, or the line.
    private mutating func quotation(from start: Int, in line: ArraySlice<UInt8>) -> Int {
        let isDouble = line[start] == 0x22
        var index = start + 1
        var hasEscape = false
        while index < line.endIndex, line[index] != line[start] {
            if isDouble, line[index] == 0x5C {
                hasEscape = true
                index += 1
            }
            index += 1
        }
        guard index < line.endIndex else { return line.endIndex }
        if hasEscape, line[(index + 1)...].first(where: { $0 != 0x20 }) == UInt8(ascii: ":") { hasEscapedKey = true }
        return index
    }
}
