/// The records of a pax header: lines `<length> <key>=<value>` (POSIX.1-2017 pax, "pax Extended Header").
struct PaxRecords {
    private(set) var path: [UInt8]?
    private(set) var linkPath: [UInt8]?
    private(set) var size: UInt64?
    /// Whether the member is one with holes.
    private(set) var isSparse = false
    /// Whether a record that counts stands there twice.
    private(set) var hasDuplicates = false

    init() {}

    /// Reads further records, which take the place of earlier ones.
    ///
    /// - Returns: whether all of them could be read.
    mutating func add(_ bytes: [UInt8]) -> Bool {
        var index = 0
        var seen: Set<String> = []
        while index < bytes.count {
            let digits = bytes[index...].prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count), let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= bytes.count - index
            else { return false }
            let record = bytes[index + digits.count..<index + length]
            guard record.first == 0x20, record.last == UInt8(ascii: "\n"),
                let equals = record.firstIndex(of: UInt8(ascii: "="))
            else { return false }
            let key = String(decoding: record[(record.startIndex + 1)..<equals], as: UTF8.self)
            let value = Array(record[(equals + 1)..<(record.endIndex - 1)])
            guard set(key, value, isFirst: seen.insert(key).inserted) else { return false }
            index += length
        }
        return true
    }

    private mutating func set(_ key: String, _ value: [UInt8], isFirst: Bool) -> Bool {
        switch key {
        case "path": path = value
        case "linkpath": linkPath = value
        case "size":
            let isNumber = !value.isEmpty && value.allSatisfy { (0x30...0x39).contains($0) }
            guard isNumber, let number = UInt64(String(decoding: value, as: UTF8.self)) else { return false }
            size = number
        default:
            if key.hasPrefix("GNU.sparse.") || key.hasPrefix("SUN.holes") { isSparse = true }
            return true
        }
        if !isFirst { hasDuplicates = true }
        // A NUL ends a name for some readers.
        return !value.contains(0)
    }
}
