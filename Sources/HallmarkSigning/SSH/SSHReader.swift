internal import HallmarkCore

/// A reader of SSH's data types (RFC 4251 §5) that only moves forward.
struct SSHReader {
    /// How many bytes one string may have where nothing smaller is said.
    static let maximumStringSize = 16 << 10

    private var cursor: ByteCursor
    private let name: String
    private let code: SigningError.Code

    /// A reader of what is named so in errors.
    init(_ bytes: [UInt8], of name: String, code: SigningError.Code = .keyFormat) {
        self.cursor = ByteCursor(bytes)
        self.name = name
        self.code = code
    }

    /// An error about what is read.
    func refusal(_ reason: String) -> SigningError { SigningError(code, "\(name) \(reason)") }

    mutating func bytes(_ count: Int) throws(SigningError) -> [UInt8] {
        do { return Array(try cursor.read(count)) } catch { throw refusal("ends too early, at byte \(error.offset)") }
    }

    mutating func byte() throws(SigningError) -> UInt8 { try bytes(1)[0] }

    mutating func uint32() throws(SigningError) -> UInt32 { try bytes(4).reduce(0) { $0 << 8 | UInt32($1) } }

    /// A `string` of at most `maximum` bytes.
    mutating func string(maximum: Int = maximumStringSize) throws(SigningError) -> [UInt8] {
        guard let count = Int(exactly: try uint32()), count <= maximum else {
            throw refusal("has a field of more than \(maximum) bytes")
        }
        return try bytes(count)
    }

    /// A `string` that is a text.
    mutating func text(maximum: Int = maximumStringSize) throws(SigningError) -> String {
        guard let text = String(validating: try string(maximum: maximum), as: UTF8.self) else {
            throw refusal("has a text that is not UTF-8")
        }
        return text
    }

    /// The bytes of an `mpint` above zero, in its one form: the shortest, with a zero before a high bit.
    mutating func positiveInteger() throws(SigningError) -> [UInt8] {
        let bytes = try string()
        guard let first = bytes.first, first < 0x80, first != 0 || bytes.count > 1 && bytes[1] >= 0x80 else {
            throw refusal("has a number that is not above zero or not in its shortest form")
        }
        return bytes
    }

    /// All that is left.
    mutating func rest() throws(SigningError) -> [UInt8] { try bytes(cursor.remaining) }

    /// Refuses what was left unread.
    func end() throws(SigningError) {
        guard cursor.isAtEnd else { throw refusal("has \(cursor.remaining) bytes too many") }
    }
}

extension [UInt8] {
    /// Appends a `uint32` (RFC 4251 §5).
    mutating func append(uint32 value: UInt32) {
        append(contentsOf: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
    }

    /// Appends a number above zero as an `mpint`: one whose first bit is set would be negative.
    mutating func append(integer number: [UInt8]) {
        append(string: (number.first ?? 0) & 0x80 == 0 ? number : [0] + number)
    }

    /// Appends a `string`; no caller has one that a `uint32` cannot count.
    mutating func append(string bytes: some Collection<UInt8>) {
        append(uint32: UInt32(clamping: bytes.count))
        append(contentsOf: bytes)
    }
}
