/// A reader of untrusted bytes that only moves forward and never traps.
package struct ByteCursor: Sendable {
    /// The bytes ended before the value did.
    package struct EndOfBytes: Error, Equatable {
        /// The offset at which the read began.
        package let offset: Int
        /// How many bytes the value needed.
        package let needed: Int
    }

    package let bytes: [UInt8]
    package private(set) var offset: Int

    /// A cursor at the first of `bytes`.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.offset = 0
    }

    /// How many bytes are left.
    package var remaining: Int { bytes.count - offset }

    /// Whether every byte was read.
    package var isAtEnd: Bool { remaining == 0 }

    /// The next byte, left in place; `nil` at the end.
    package var next: UInt8? { isAtEnd ? nil : bytes[offset] }

    /// Reads `count` bytes.
    package mutating func read(_ count: Int) throws(EndOfBytes) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw EndOfBytes(offset: offset, needed: count) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    /// Passes over `count` bytes.
    package mutating func skip(_ count: Int) throws(EndOfBytes) {
        _ = try read(count)
    }

    /// Reads one byte.
    package mutating func readByte() throws(EndOfBytes) -> UInt8 {
        guard !isAtEnd else { throw EndOfBytes(offset: offset, needed: 1) }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Reads an unsigned integer, least significant byte first.
    package mutating func readLittleEndian<Value: FixedWidthInteger & UnsignedInteger>(
        _: Value.Type
    ) throws(EndOfBytes) -> Value {
        try read(Value.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    /// Reads an unsigned integer, most significant byte first.
    package mutating func readBigEndian<Value: FixedWidthInteger & UnsignedInteger>(
        _: Value.Type
    ) throws(EndOfBytes) -> Value {
        try read(Value.bitWidth / 8).reduce(0) { $0 << 8 | Value($1) }
    }

    /// Reads the bytes that follow as long as a condition holds.
    package mutating func read(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let end = bytes[offset...].firstIndex { !condition($0) } ?? bytes.count
        defer { offset = end }
        return bytes[offset..<end]
    }

    /// Reads up to and without `terminator`, and passes over it; `nil` and no move when it does not follow.
    package mutating func read(upTo terminator: UInt8) -> ArraySlice<UInt8>? {
        guard let end = bytes[offset...].firstIndex(of: terminator) else { return nil }
        defer { offset = end + 1 }
        return bytes[offset..<end]
    }
}
