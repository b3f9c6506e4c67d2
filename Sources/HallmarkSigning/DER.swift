internal import HallmarkCore

/// The little of DER (X.690 §10) that is read and written without libcrypto: values whose length two bytes can tell.
enum DER {
    /// The kinds of value.
    enum Tag: UInt8 {
        case boolean = 0x01
        case integer = 0x02
        case bitString = 0x03
        case octetString = 0x04
        case sequence = 0x30
    }

    /// Writes a value.
    static func value(_ tag: Tag, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        guard count >= 0x80 else { return [tag.rawValue, UInt8(count)] + content }
        let size = (Int.bitWidth - count.leadingZeroBitCount + 7) / 8
        let digits = (0..<size).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
        return [tag.rawValue, 0x80 | UInt8(size)] + digits + content
    }

    /// Writes a number above zero, or zero: the shortest two's complement (§8.3.2).
    ///
    /// - Parameter magnitude: most significant byte first, without leading zeros; empty for zero.
    static func integer(_ magnitude: some Collection<UInt8>) -> [UInt8] {
        let isNegative = (magnitude.first ?? 0x80) & 0x80 != 0
        return value(.integer, (isNegative ? [0] : []) + magnitude)
    }

    /// Reads the content of a value; `nil` for another tag and for lengths that DER or this reader does not have.
    static func content(_ tag: Tag, _ cursor: inout ByteCursor) -> [UInt8]? {
        do {
            guard try cursor.readByte() == tag.rawValue else { return nil }
            let first = try cursor.readByte()
            guard first >= 0x80 else { return Array(try cursor.read(Int(first))) }
            guard first == 0x81 || first == 0x82 else { return nil }
            let count = try cursor.read(Int(first & 0x7F)).reduce(0) { $0 << 8 | Int($1) }
            return Array(try cursor.read(count))
        } catch {
            return nil
        }
    }
}
