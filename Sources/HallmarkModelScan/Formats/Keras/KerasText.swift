internal import HallmarkCore

/// The text of a configuration as the strict parser takes it, and what stands in its strings.
struct KerasText {
    /// UTF-8, without the words that only Python's JSON knows.
    let bytes: [UInt8]
    /// The encoding that it was written in, where that is not UTF-8.
    let encoding: String?

    /// Python's `json.loads` guesses the encoding of bytes by where zeros stand (`json.detect_encoding`).
    init(_ bytes: [UInt8]) {
        let (text, encoding) = Self.decoded(bytes)
        self.encoding = encoding
        self.bytes = Self.withoutConstants(text)
    }

    func holds(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard bytes.count >= word.count else { return false }
        return (0...bytes.count - word.count).contains { bytes[$0] == word[0] && bytes[$0...].starts(with: word) }
    }

    private static func decoded(_ bytes: [UInt8]) -> ([UInt8], String?) {
        let head = bytes.prefix(4) + [UInt8](repeating: 1, count: max(0, 4 - bytes.count))
        let zeros = head.map { $0 == 0 }
        switch zeros {
        case _ where head.starts(with: [0xFF, 0xFE, 0, 0]): return (wide(bytes.dropFirst(4), 4, false), "UTF-32")
        case _ where head.starts(with: [0, 0, 0xFE, 0xFF]): return (wide(bytes.dropFirst(4), 4, true), "UTF-32")
        case _ where head.starts(with: [0xFF, 0xFE]): return (wide(bytes.dropFirst(2), 2, false), "UTF-16")
        case _ where head.starts(with: [0xFE, 0xFF]): return (wide(bytes.dropFirst(2), 2, true), "UTF-16")
        case [true, true, true, false]: return (wide(bytes[...], 4, true), "UTF-32")
        case [false, true, true, true]: return (wide(bytes[...], 4, false), "UTF-32")
        case [true, false, true, false], [true, false, false, false]: return (wide(bytes[...], 2, true), "UTF-16")
        case [false, true, false, true], [false, true, false, false]: return (wide(bytes[...], 2, false), "UTF-16")
        case _ where head.starts(with: [0xEF, 0xBB, 0xBF]): return (Array(bytes.dropFirst(3)), "UTF-8 with a mark")
        default: return (bytes, nil)
        }
    }

    private static func wide(_ bytes: ArraySlice<UInt8>, _ size: Int, _ isBig: Bool) -> [UInt8] {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - size + 1, by: size).map { start in
            (0..<size).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[isBig ? start + $1 : start + size - 1 - $1]) }
        }
        if size == 2 { return Array(String(decoding: units.map { UInt16($0) }, as: UTF16.self).utf8) }
        return Array(String(decoding: units, as: UTF32.self).utf8)
    }

    /// Python writes infinities and NaN as words that JSON does not have; none of them is a name.
    private static func withoutConstants(_ bytes: [UInt8]) -> [UInt8] {
        let words = ["-Infinity", "Infinity", "NaN"].map { Array($0.utf8) }
        guard bytes.contains(where: { $0 == UInt8(ascii: "I") || $0 == UInt8(ascii: "N") }) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var isInText = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if isInText, byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                result += [byte, bytes[index + 1]]
                index += 2
                continue
            }
            if byte == UInt8(ascii: "\"") { isInText.toggle() }
            if !isInText, let word = words.first(where: { bytes[index...].starts(with: $0) }) {
                result.append(UInt8(ascii: "0"))
                index += word.count
                continue
            }
            result.append(byte)
            index += 1
        }
        return result
    }

    /// Whether text is an address or a path out of the model's own folder, as no name of a layer is.
    static func looksLikePath(_ text: String) -> Bool {
        if text.utf8.count > 4096 { return false }
        let lower = text.lowercased()
        if lower.contains("://") || lower.hasPrefix("file:") || lower.hasPrefix("\\\\") { return true }
        if text.contains("../") || text.contains("..\\") || text.hasPrefix("~/") { return true }
        // An absolute path has more than its first slash to it.
        if text.hasPrefix("/"), text.utf8.count > 2 { return true }
        let start = Array(text.utf8.prefix(3))
        return start.count == 3 && start[1] == UInt8(ascii: ":") && start[2] == UInt8(ascii: "\\")
    }

    /// What kind of code a string carries in Base64, as Keras and torch write it, or `nil`.
    static func code(in text: String) -> String? {
        guard text.utf8.count >= 24 else { return nil }
        // Python's encoder breaks lines, and its decoder passes over whatever is not of the alphabet.
        var start: [UInt8] = []
        for byte in text.utf8 where byte != 0x0A && byte != 0x0D && byte != 0x20 {
            start.append(byte)
            if start.count == 4096 { break }
        }
        let whole = start.prefix(start.count / 4 * 4)
        guard let bytes = Base64.decode(whole) else { return nil }
        // marshal: a code object, with or without a reference to it, begins with small counts.
        if bytes.count > 16, bytes[0] & 0x7F == UInt8(ascii: "c"), bytes[2] == 0, bytes[3] == 0, bytes[4] == 0 {
            return "a function of Python"
        }
        if PickleHead(bytes).isPickle || bytes.count > 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1]) {
            return "a pickle"
        }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "an archive" }
        return nil
    }
}
