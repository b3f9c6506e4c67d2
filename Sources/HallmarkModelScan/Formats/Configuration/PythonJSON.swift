/// JSON as Python writes it: more numbers than the standard has.
enum PythonJSON {
    /// The same text with numbers that the strict parser reads: whole numbers beyond 64 bits get a fraction, and what is
    /// no number or infinite becomes zero.
    static func plain(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                let start = index
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                index = min(index + 1, bytes.count)
                result += bytes[start..<index]
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let start = index
                while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
                result += bytes[start..<index]
                let next = index < bytes.count ? bytes[index] | 0x20 : 0
                // A fraction or an exponent goes on: no fraction behind a fraction's digits.
                let isFraction =
                    start > 0 && [UInt8(ascii: "."), UInt8(ascii: "+")].contains(bytes[start - 1])
                    || start > 1 && bytes[start - 1] == UInt8(ascii: "-")
                        && bytes[start - 2] | 0x20 == UInt8(ascii: "e")
                    || start > 0 && bytes[start - 1] | 0x20 == UInt8(ascii: "e")
                if index - start >= 19, next != UInt8(ascii: ".") | 0x20, next != UInt8(ascii: "e"), !isFraction {
                    result += Array(".0".utf8)
                }
            default:
                if let word = ["NaN", "Infinity"].first(where: { bytes[index...].starts(with: $0.utf8) }) {
                    result.append(UInt8(ascii: "0"))
                    index += word.utf8.count
                } else {
                    result.append(byte)
                    index += 1
                }
            }
        }
        return result
    }

    /// Text in any of Unicode's encodings, with escapes resolved, for a search only.
    static func readable(_ bytes: [UInt8]) -> String {
        // Every second byte of UTF-16 in Latin letters is zero.
        var text = bytes.filter { $0 != 0 }
        var index = 0
        while let slash = text[index...].firstIndex(of: UInt8(ascii: "\\")) {
            index = slash + 1
            guard slash + 6 <= text.count, text[slash + 1] == UInt8(ascii: "u"),
                let value = UInt8(String(decoding: text[(slash + 2)..<(slash + 6)], as: UTF8.self), radix: 16)
            else { continue }
            text.replaceSubrange(slash..<(slash + 6), with: [value & 0x7F])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
