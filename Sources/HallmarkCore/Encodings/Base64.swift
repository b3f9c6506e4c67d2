/// Base64 in its canonical form (RFC 4648 §4 and §5): padding where due, no line breaks, unused bits zero.
package enum Base64 {
    /// The alphabet of an encoded text.
    package enum Alphabet: Sendable {
        case standard
        case urlSafe
    }

    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let standardValues = values(of: standard)
    private static let urlSafeValues = values(of: urlSafe)
    private static let invalid: UInt8 = 0xFF
    private static let padding = UInt8(ascii: "=")

    /// Encodes with the standard alphabet and padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let group =
                UInt32(bytes[index]) << 16
                | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            text.append(standard[Int(group >> 18 & 63)])
            text.append(standard[Int(group >> 12 & 63)])
            text.append(left > 1 ? standard[Int(group >> 6 & 63)] : padding)
            text.append(left > 2 ? standard[Int(group & 63)] : padding)
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes canonical text; anything else, an empty group or a stray bit included, gives `nil`.
    package static func decode(_ text: some Collection<UInt8>, alphabet: Alphabet = .standard) -> [UInt8]? {
        // A copy costs less than reading a collection of unknown kind byte by byte.
        decode(Array(text), alphabet)
    }

    private static func decode(_ text: [UInt8], _ alphabet: Alphabet) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let table = alphabet == .standard ? standardValues : urlSafeValues
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var filled = 0
        var paddings = 0
        for character in text {
            if character == padding {
                // Padding ends the text and follows two or three characters of its group.
                guard filled >= 2 else { return nil }
                paddings += 1
                group <<= 6
            } else {
                let value = table[Int(character)]
                guard value != invalid, paddings == 0 else { return nil }
                group = group << 6 | UInt32(value)
            }
            filled += 1
            guard filled == 4 else { continue }
            let unused: UInt32 = paddings == 2 ? 0xFFFF : paddings == 1 ? 0xFF : 0
            guard group & unused == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if paddings < 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if paddings < 1 { bytes.append(UInt8(truncatingIfNeeded: group)) }
            filled = 0
            group = 0
        }
        return bytes
    }

    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var table = [UInt8](repeating: invalid, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }
}
