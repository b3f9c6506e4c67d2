/// A line of a policy, read as libyaml's scanner reads it, and no further than ``PlainYAML`` allows.
struct PlainYAMLLine {
    private let bytes: [UInt8]
    private let number: Int
    private var index = 0
    /// The column where the line begins; `nil` for an empty one and a comment.
    private(set) var indentation: Int?
    /// The column of the innermost list or mapping of a line that ends in a value; `nil` where the value is to follow.
    private(set) var innermost: Int?

    init(_ bytes: [UInt8], number: Int) {
        self.bytes = bytes
        self.number = number
    }

    /// Refuses the line unless it is empty, or list marks, a key or both with at most one value.
    mutating func check() throws(TrustError) {
        for start in ["%", "---", "..."] where bytes.starts(with: start.utf8) {
            throw refusal("\(start) (directives and further documents are not read)")
        }
        skipSpaces()
        let start = index
        let mark = try skipListMarks()
        if mark != nil || (!isAtEnd && byte != UInt8(ascii: "#")) { indentation = start }
        guard !isAtEnd, byte != UInt8(ascii: "#") else { return }
        let key = index
        try node()
        let isKey = skipSpaces(before: ":")
        guard isKey || mark != nil else {
            throw refusal("a value without a key (a value stands on the line of its key, and text on one line)")
        }
        if isKey {
            index += 1
            skipSpaces()
            guard !isAtEnd, byte != UInt8(ascii: "#") else { return }
            try node()
        }
        innermost = isKey ? key : mark
        let end = index
        skipSpaces()
        guard isAtEnd || (byte == UInt8(ascii: "#") && (index > end || bytes[index - 1] == UInt8(ascii: " "))) else {
            throw refusal("more than one value (put it in quotes if it is meant as text)")
        }
    }

    private var isAtEnd: Bool { index == bytes.count }
    private var byte: UInt8? { isAtEnd ? nil : bytes[index] }
    /// Whether a space or the end follows the next byte.
    private var endsToken: Bool { index + 1 >= bytes.count || bytes[index + 1] == UInt8(ascii: " ") }

    private mutating func skipSpaces() {
        while byte == UInt8(ascii: " ") { index += 1 }
    }

    /// Passes over spaces, and says whether a mark and then a space or the end follow.
    private mutating func skipSpaces(before mark: UnicodeScalar) -> Bool {
        let start = index
        skipSpaces()
        if byte == UInt8(ascii: mark), endsToken { return true }
        index = start
        return false
    }

    /// Passes over list marks, and gives the column of the last one.
    private mutating func skipListMarks() throws(TrustError) -> Int? {
        var count = 0
        var last: Int?
        while byte == UInt8(ascii: "-"), endsToken {
            count += 1
            guard count <= PlainYAML.maximumDepth else { throw refusal("too many lists in one another") }
            last = index
            index += 1
            skipSpaces()
        }
        return last
    }

    private mutating func node() throws(TrustError) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try quoted()
        case UInt8(ascii: "["), UInt8(ascii: "{"): try flow()
        default: try plain()
        }
    }

    private mutating func quoted() throws(TrustError) {
        let quote = bytes[index]
        index += 1
        while let byte {
            index += 1
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                // Of the other escapes each YAML has its own list.
                guard self.byte == UInt8(ascii: "\\") || self.byte == quote else {
                    throw refusal("an escape other than \\\\ and \\\" (or quote with ')")
                }
                index += 1
            } else if byte == quote {
                // '' within '…' stands for '.
                guard quote == UInt8(ascii: "'"), self.byte == quote else { return }
                index += 1
            }
        }
        throw refusal("a quote that is not closed on it")
    }

    private mutating func plain() throws(TrustError) {
        try checkBeginning()
        while let byte {
            if byte == UInt8(ascii: ":"), endsToken { return }
            if byte == UInt8(ascii: "#"), bytes[index - 1] == UInt8(ascii: " ") { return }
            index += 1
        }
    }

    private mutating func flow() throws(TrustError) {
        var depth = 0
        while let byte {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                guard depth <= PlainYAML.maximumDepth else { throw refusal("too many brackets in one another") }
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                index += 1
                if depth == 0 { return }
            case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: ":"): index += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                try quoted()
                skipSpaces()
                guard let next = self.byte, ",]}:".utf8.contains(next) else {
                    throw refusal("something right behind a quoted text")
                }
            default: try flowPlain()
            }
        }
        throw refusal("a bracket that is not closed on it")
    }

    private mutating func flowPlain() throws(TrustError) {
        try checkBeginning()
        while let byte {
            if ",[]{}".utf8.contains(byte) { return }
            let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
            if byte == UInt8(ascii: ":"), " ,[]{}".utf8.contains(next) { return }
            guard !"\"'#&*!|>%@`?".utf8.contains(byte) else {
                throw refusal("\(Character(UnicodeScalar(byte))) within brackets (put the text in quotes)")
            }
            index += 1
        }
    }

    private func checkBeginning() throws(TrustError) {
        guard let byte else { return }
        let isMark = "#&*!|>@`?%:,[]{}\"'".utf8.contains(byte) || (byte == UInt8(ascii: "-") && endsToken)
        guard !isMark else {
            let character = Character(UnicodeScalar(byte))
            throw refusal("\(character) where a value begins (put it in quotes if it is meant as text)")
        }
    }

    private func refusal(_ what: String) -> TrustError { PlainYAML.refusal(number, what) }
}
