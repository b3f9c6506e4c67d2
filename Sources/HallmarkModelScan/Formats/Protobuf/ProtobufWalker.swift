internal import HallmarkCore

/// What a field of a message holds, by the format's published `.proto` file.
enum ProtobufKind<Message: Sendable>: Sendable {
    /// Bytes that are passed over: they name neither code nor files.
    case data
    case number
    /// Numbers, each by itself or several packed in one field.
    case numbers
    /// Text or bytes whose beginning is kept.
    case text
    case texts
    case message(Message)
    case messages(Message)

    /// Whether the field may stand in a message more than once.
    var isRepeated: Bool {
        switch self {
        case .data, .numbers, .texts, .messages: true
        case .number, .text, .message: false
        }
    }
}

/// The messages of a `.proto` file that a reader enters.
protocol ProtobufSchema: Hashable, Sendable {
    static var fields: [Self: [UInt64: ProtobufKind<Self>]] { get }
}

/// Reads a protocol buffer by its schema from the first field to the last, without recursion.
///
/// Tensors' bytes are passed over and never read, so that a model of any size needs no memory.
struct ProtobufWalker<Schema: ProtobufSchema> {
    /// How deep messages may nest; the reference readers stop at 100.
    static var maximumDepth: Int { 128 }
    /// How much of one text is kept.
    static var maximumTextSize: Int { 4096 }

    struct Event {
        enum Content {
            /// A message of this kind begins.
            case begin(Schema)
            /// The message ends.
            case end
            case number(UInt64)
            /// The beginning of a text, and its whole length.
            case text([UInt8], length: UInt64)
            case data(length: UInt64)
            /// The schema does not know the field, or not with this wire type.
            case unknown
        }

        /// The message in which the field stands; for `end` the message itself.
        let message: Schema
        let field: UInt64
        let content: Content
        let offset: UInt64
        /// Whether the field may stand once and has stood before: readers take the last, the first or both.
        let isAgain: Bool
    }

    private struct Frame {
        let message: Schema
        let fields: [UInt64: ProtobufKind<Schema>]
        let field: UInt64
        let offset: UInt64
        let end: UInt64
        var seen: UInt64 = 0
    }

    private var reader: ProtobufReader
    private var frames: [Frame] = []
    private var packed: (field: UInt64, offset: UInt64, end: UInt64)?
    private let malformed: FindingRule

    init(_ source: any ByteSource, root: Schema, malformed: FindingRule) {
        self.reader = ProtobufReader(source, malformed: malformed)
        self.malformed = malformed
        push(root, field: 0, at: 0, end: source.count)
    }

    /// How many messages are open.
    var depth: Int { frames.count }

    /// The next thing in the file; `nil` at its end.
    mutating func next() throws(InspectionError) -> Event? {
        guard let frame = frames.last else { return nil }
        if let packed {
            if reader.cursor.offset < packed.end {
                let value = try reader.varint(until: packed.end)
                return event(packed.field, .number(value), at: packed.offset)
            }
            self.packed = nil
        }
        guard let field = try reader.next(until: frame.end) else {
            frames.removeLast()
            return Event(
                message: frame.message,
                field: frame.field,
                content: .end,
                offset: frame.offset,
                isAgain: false
            )
        }
        return try read(field, in: frame)
    }

    private mutating func read(_ field: ProtobufReader.Field, in frame: Frame) throws(InspectionError) -> Event? {
        let kind = frame.fields[field.number]
        let isAgain = kind.map { !$0.isRepeated && note(field.number) } ?? false
        switch (kind, field.value) {
        case (.number, .number(let value)), (.numbers, .number(let value)):
            return event(field.number, .number(value), at: field.offset, isAgain: isAgain)
        case (.numbers, .bytes(let length)):
            packed = (field.number, field.offset, reader.cursor.offset + length)
            return try next()
        case (.text, .bytes(let length)), (.texts, .bytes(let length)):
            let text = try reader.bytes(field, limit: Self.maximumTextSize)
            return event(field.number, .text(text, length: length), at: field.offset, isAgain: isAgain)
        case (.message(let inner), .bytes(let length)), (.messages(let inner), .bytes(let length)):
            guard frames.count < Self.maximumDepth else {
                throw .refused(malformed, "messages nest more than \(Self.maximumDepth) deep", at: field.offset)
            }
            push(inner, field: field.number, at: field.offset, end: reader.cursor.offset + length)
            return Event(
                message: frame.message,
                field: field.number,
                content: .begin(inner),
                offset: field.offset,
                isAgain: isAgain
            )
        case (.data, .bytes(let length)):
            try reader.skip(field)
            return event(field.number, .data(length: length), at: field.offset)
        case (.data, .number): return event(field.number, .data(length: 0), at: field.offset)
        default:
            try reader.skip(field)
            return event(field.number, .unknown, at: field.offset)
        }
    }

    private mutating func push(_ message: Schema, field: UInt64, at offset: UInt64, end: UInt64) {
        let fields = Schema.fields[message] ?? [:]
        frames.append(Frame(message: message, fields: fields, field: field, offset: offset, end: end))
    }

    /// Notes that a field stands in the innermost message; whether it did before.
    private mutating func note(_ number: UInt64) -> Bool {
        guard number < 64, let last = frames.indices.last else { return false }
        let bit = UInt64(1) << number
        defer { frames[last].seen |= bit }
        return frames[last].seen & bit != 0
    }

    private func event(
        _ field: UInt64,
        _ content: Event.Content,
        at offset: UInt64,
        isAgain: Bool = false
    ) -> Event? {
        frames.last.map {
            Event(message: $0.message, field: field, content: content, offset: offset, isAgain: isAgain)
        }
    }
}
