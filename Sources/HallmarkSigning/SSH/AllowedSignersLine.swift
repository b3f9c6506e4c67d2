internal import HallmarkCore

/// One line of the allowed signers.
struct AllowedSignersLine: Sendable, Hashable {
    let principals: SSHPatternList
    private let options: AllowedSignersOptions
    private let key: SSHPublicKey

    /// Reads a line; `nil` for an empty one and for a comment.
    init?(_ line: ArraySlice<UInt8>) throws(SigningError) {
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        guard text.count <= AllowedSigners.maximumLineSize, String(validating: text, as: UTF8.self) != nil,
            !text.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") || $0 == 0x7F })
        else { throw SigningError(.keyFormat, "too long, not UTF-8, or with a control character") }
        var rest = Self.trimmed(text)
        guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
        guard let principals = SSHPatternList(try Self.principals(&rest)) else {
            throw SigningError(.keyFormat, "an empty principal")
        }
        // As ssh-keygen does: what is not a key type must be options.
        if SSHKeyType(rawValue: String(decoding: Self.word(rest), as: UTF8.self)) == nil {
            let options = Self.quotedWord(rest)
            self.options = try AllowedSignersOptions(Array(options))
            rest = Self.trimmed(rest.dropFirst(options.count))
        } else {
            self.options = try AllowedSignersOptions([])
        }
        let type = Self.word(rest)
        rest = Self.trimmed(rest.dropFirst(type.count))
        guard !type.isEmpty, !rest.isEmpty else {
            throw SigningError(.keyFormat, "not PRINCIPALS [OPTIONS] KEYTYPE BASE64 [COMMENT]")
        }
        self.principals = principals
        self.key = try SSHPublicKey(type: Array(type), base64: Array(Self.word(rest)))
    }

    /// Whether a key is this one, and may sign in a namespace at a time.
    func allows(_ key: SSHPublicKey, namespace: String, at time: Timestamp) -> Bool {
        key.blob == self.key.blob && options.allow(namespace: namespace, at: time)
    }

    private static func principals(_ rest: inout ArraySlice<UInt8>) throws(SigningError) -> String {
        let quote = UInt8(ascii: "\"")
        guard rest.first == quote else {
            let word = word(rest)
            rest = trimmed(rest.dropFirst(word.count))
            guard !word.contains(quote) else { throw SigningError(.keyFormat, "a quote inside the principals") }
            return String(decoding: word, as: UTF8.self)
        }
        let text = rest.dropFirst().prefix { $0 != quote }
        let after = rest.dropFirst(text.count + 1)
        guard after.first == quote, after.count == 1 || isBlank(after[after.startIndex + 1]) else {
            throw SigningError(.keyFormat, "principals whose quotes do not match")
        }
        rest = trimmed(after.dropFirst())
        return String(decoding: text, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> { text.drop(while: isBlank) }

    private static func word(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> { text.prefix { !isBlank($0) } }

    // The options, which may hold blanks between quotes.
    private static func quotedWord(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var isQuoted = false
        var isEscaped = false
        return text.prefix { byte in
            if byte == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            return isQuoted || !isBlank(byte)
        }
    }
}
