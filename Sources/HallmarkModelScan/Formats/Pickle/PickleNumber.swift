/// The spellings of numbers on which all readers of pickles agree.
///
/// CPython's `strtol` and `strtod` take more (other bases, a NUL and junk, blanks), and other readers stop there.
enum PickleNumber {
    /// Digits without a needless zero, after a minus sign or not; and `00` and `01`, which are false and true.
    static func isPlainInteger(_ line: [UInt8]) -> Bool {
        if line == Array("00".utf8) || line == Array("01".utf8) { return true }
        let digits = line.first == UInt8(ascii: "-") ? line.dropFirst() : line[...]
        return !digits.isEmpty && digits.allSatisfy(isDigit) && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
    }

    /// An integer with `L` at its end or without.
    static func isPlainLong(_ line: [UInt8]) -> Bool {
        isPlainInteger(line.last == UInt8(ascii: "L") ? line.dropLast() : line)
    }

    /// Digits with a point and an exponent or without, or one of the names that `repr` gives.
    static func isPlainFloat(_ line: [UInt8]) -> Bool {
        let names = ["inf", "-inf", "nan", "-nan"]
        if names.contains(String(decoding: line, as: UTF8.self)) { return true }
        return line.contains(where: isDigit) && line.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
