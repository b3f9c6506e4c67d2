internal import HallmarkCore

/// Looks at bytes that may be a protocol buffer, to tell which: what breaks ends the look and is no error.
struct ProtobufProbe {
    /// How many fields of one message are looked at.
    static let maximumFields = 1 << 20
    /// How many bytes are read ahead: most looks are short.
    static let windowSize = 1 << 12
    /// How much of a text is looked at.
    static let maximumTextSize = 256

    struct Field {
        let number: UInt64
        /// The number, where the field holds one.
        let value: UInt64?
        /// Where the field's bytes stand, as far as the source has them.
        let content: Range<UInt64>?
    }

    private let source: any ByteSource
    private let end: UInt64
    private var reader: ProtobufReader
    private var left = Self.maximumFields

    /// A look at a whole source, of which more may follow.
    init(_ source: any ByteSource) {
        self.init(source, 0..<source.count)
    }

    private init(_ source: any ByteSource, _ range: Range<UInt64>) {
        self.source = source
        self.end = range.upperBound
        self.reader = ProtobufReader(
            source,
            at: range.lowerBound,
            ahead: Self.windowSize,
            malformed: GeneralRules.mismatch
        )
    }

    /// The next field; `nil` at the end or where no field is.
    mutating func next() throws(FileError) -> Field? {
        guard left > 0, reader.cursor.offset < end else { return nil }
        left -= 1
        do {
            // A message may go on behind what there is of it.
            guard let field = try reader.next(until: .max) else { return nil }
            guard case .bytes(let length) = field.value else {
                if case .number(let value) = field.value {
                    return Field(number: field.number, value: value, content: nil)
                }
                return nil
            }
            let start = reader.cursor.offset
            let isWhole = length <= end - min(start, end)
            if isWhole { try reader.skip(field) } else { left = 0 }
            guard start <= end else { return nil }
            return Field(number: field.number, value: nil, content: start..<(isWhole ? start + length : end))
        } catch {
            if case .file(let error) = error { throw error }
            return nil
        }
    }

    /// The message in a field.
    func message(_ field: Field) -> ProtobufProbe? {
        field.content.map { ProtobufProbe(source, $0) }
    }

    /// The text in a field when it is one word: letters, digits and a few signs, as operators are called.
    func word(_ field: Field) throws(FileError) -> String? {
        guard let content = field.content, !content.isEmpty, content.count <= Self.maximumTextSize else { return nil }
        let bytes = try source.bytes(at: content.lowerBound, count: content.count)
        return bytes.allSatisfy(Self.isOfWord) ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// The text in a field when it is printable.
    func line(_ field: Field) throws(FileError) -> String? {
        guard let content = field.content, content.count <= Self.maximumTextSize else { return nil }
        let bytes = try source.bytes(at: content.lowerBound, count: content.count)
        return bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Whether a field of the message passes a test, among the first so many.
    static func contains(
        _ message: ProtobufProbe?,
        within limit: Int = maximumFields,
        where test: (ProtobufProbe, Field) throws(FileError) -> Bool
    ) throws(FileError) -> Bool {
        guard var message else { return false }
        message.left = limit
        while let field = try message.next() {
            if try test(message, field) { return true }
        }
        return false
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ">"),
            UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
