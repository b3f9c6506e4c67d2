internal import HallmarkCore

/// Reads the fields of protocol buffer messages, one after the other, without knowing what they mean.
struct ProtobufReader {
    /// A field's number and what follows it.
    struct Field {
        /// A field's value as far as the wire tells.
        enum Value {
            case number(UInt64)
            /// So many bytes, which the caller reads or skips.
            case bytes(UInt64)
        }

        let number: UInt64
        let value: Value
        let offset: UInt64
    }

    /// The largest field number (protobuf language guide, "assigning field numbers").
    static let maximumFieldNumber: UInt64 = 536_870_911

    private(set) var cursor: SourceCursor
    private let malformed: FindingRule

    init(_ source: any ByteSource, at offset: UInt64 = 0, ahead: Int = SourceCursor.windowSize, malformed: FindingRule)
    {
        self.cursor = SourceCursor(source, at: offset, ahead: ahead, truncated: malformed)
        self.malformed = malformed
    }

    /// Reads a field of the message that ends at `end`; `nil` at its end.
    mutating func next(until end: UInt64) throws(InspectionError) -> Field? {
        guard cursor.offset < end else { return nil }
        let start = cursor.offset
        let tag = try varint(until: end)
        let number = tag >> 3
        guard number >= 1, number <= Self.maximumFieldNumber else {
            throw .refused(malformed, "a field with the number \(number)", at: start)
        }
        switch tag & 7 {
        case 0: return Field(number: number, value: .number(try varint(until: end)), offset: start)
        case 1:
            try require(8, until: end)
            return Field(number: number, value: .number(try cursor.readLittleEndian(UInt64.self)), offset: start)
        case 2:
            let length = try varint(until: end)
            try require(length, until: end)
            return Field(number: number, value: .bytes(length), offset: start)
        case 5:
            try require(4, until: end)
            let value = UInt64(try cursor.readLittleEndian(UInt32.self))
            return Field(number: number, value: .number(value), offset: start)
        default: throw .refused(malformed, "a field of the wire type \(tag & 7)", at: start)
        }
    }

    /// Passes over the value of a field.
    mutating func skip(_ field: Field) throws(InspectionError) {
        if case .bytes(let length) = field.value { try cursor.skip(length) }
    }

    /// Reads the text of a field, and only its beginning when it is longer than `limit`.
    mutating func text(_ field: Field, limit: Int) throws(InspectionError) -> String {
        String(decoding: try bytes(field, limit: limit), as: UTF8.self)
    }

    /// Reads the bytes of a field, and only their beginning when there are more than `limit`.
    mutating func bytes(_ field: Field, limit: Int) throws(InspectionError) -> [UInt8] {
        guard case .bytes(let length) = field.value else {
            throw .refused(malformed, "a number where text is due", at: field.offset)
        }
        let kept = Int(min(length, UInt64(limit)))
        let bytes = try cursor.read(kept)
        try cursor.skip(length - UInt64(kept))
        return bytes
    }

    /// Reads a number of seven bits a byte.
    mutating func varint(until end: UInt64) throws(InspectionError) -> UInt64 {
        let start = cursor.offset
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            try require(1, until: end)
            let byte = try cursor.readByte()
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw .refused(malformed, "a number of more than 64 bits", at: start)
    }

    private func require(_ count: UInt64, until end: UInt64) throws(InspectionError) {
        guard cursor.offset <= end, count <= end - cursor.offset else {
            throw .refused(malformed, "a field reaches beyond its message", at: cursor.offset)
        }
    }
}
