internal import HallmarkCore

/// A reader of a byte source of any size that only moves forward and holds one window of it.
struct SourceCursor {
    /// How many bytes are read ahead.
    static let windowSize = 1 << 17

    let source: any ByteSource
    private(set) var offset: UInt64
    /// The rule that bytes which end too early break.
    private let truncated: FindingRule
    /// How many bytes this one reads ahead.
    private let ahead: Int
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0

    init(_ source: any ByteSource, at offset: UInt64 = 0, ahead: Int = Self.windowSize, truncated: FindingRule) {
        self.source = source
        self.offset = min(offset, source.count)
        self.truncated = truncated
        self.ahead = ahead
    }

    /// How many bytes are left.
    var remaining: UInt64 { source.count - offset }

    var isAtEnd: Bool { remaining == 0 }

    /// Reads one byte.
    mutating func readByte() throws(InspectionError) -> UInt8 {
        let index = offset &- windowStart
        if index < UInt64(window.count) {
            offset += 1
            return window[Int(index)]
        }
        try require(1)
        try fill()
        offset += 1
        return window[0]
    }

    /// Reads `count` bytes; the caller has bounded `count`.
    mutating func read(_ count: Int) throws(InspectionError) -> [UInt8] {
        try require(UInt64(clamping: count))
        let index = offset &- windowStart
        if index <= UInt64(window.count), UInt64(count) <= UInt64(window.count) - index {
            offset += UInt64(count)
            return Array(window[Int(index)..<Int(index) + count])
        }
        let bytes = try bytes(at: offset, count: count)
        offset += UInt64(count)
        return bytes
    }

    /// Passes over `count` bytes without reading them.
    mutating func skip(_ count: UInt64) throws(InspectionError) {
        try require(count)
        offset += count
    }

    /// Reads an unsigned integer, least significant byte first.
    mutating func readLittleEndian<Value: FixedWidthInteger & UnsignedInteger>(
        _: Value.Type
    ) throws(InspectionError) -> Value {
        try require(UInt64(Value.bitWidth / 8))
        var value: Value = 0
        for shift in 0..<Value.bitWidth / 8 { value |= Value(try readByte()) << (8 * shift) }
        return value
    }

    /// Reads up to a line feed and passes over it.
    ///
    /// - Returns: the first `keeping` bytes of the line, where they stand, and how many the line has.
    mutating func readLine(
        keeping limit: Int
    ) throws(InspectionError) -> (kept: [UInt8], start: UInt64, length: UInt64) {
        let start = offset
        var kept: [UInt8] = []
        while true {
            let byte = try readByte()
            guard byte != UInt8(ascii: "\n") else { return (kept, start, offset - start - 1) }
            if kept.count < limit { kept.append(byte) }
        }
    }

    /// Bytes at any place, without a move.
    func bytes(at offset: UInt64, count: Int) throws(InspectionError) -> [UInt8] {
        do {
            return try source.bytes(at: offset, count: count)
        } catch {
            throw .file(error)
        }
    }

    private func require(_ count: UInt64) throws(InspectionError) {
        guard count <= remaining else {
            throw .refused(truncated, "ends where \(count) more bytes are due; \(remaining) are left", at: offset)
        }
    }

    private mutating func fill() throws(InspectionError) {
        window = try bytes(at: offset, count: Int(min(UInt64(ahead), remaining)))
        windowStart = offset
    }
}
