internal import HallmarkCore

/// Looks for code in the Keras configurations of a saved model: JSON of any size, read piece by piece.
///
/// Only members that are text matter: a class's name, or how a function is kept. Repeated members are all seen.
struct KerasMetadata {
    private enum State {
        case outside
        case inText
        case afterBackslash
        case inUnicode(digits: Int, value: UInt32)
    }

    /// The longest text that matters.
    private static let maximumTextSize = 64
    private static let code: Set<String> = [
        "Lambda", "__lambda__", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "lambda",
    ]
    private static let members: Set<String> = ["class_name", "function_type", "output_shape_type", "mask_type"]

    private var state = State.outside
    private var text: [UInt8] = []
    private var key = ""
    private var isAfterColon = false

    /// The names of code in the bytes, as far as they stand in a class's place.
    static func code(in source: any ByteSource, at start: UInt64, length: UInt64) throws(InspectionError) -> Set<String>
    {
        var cursor = SourceCursor(source, at: start, truncated: TensorFlowRules.structure)
        var reader = KerasMetadata()
        var found: Set<String> = []
        for _ in 0..<length {
            if let name = reader.take(try cursor.readByte()) { found.insert(name) }
        }
        return found
    }

    private mutating func take(_ byte: UInt8) -> String? {
        switch state {
        case .outside: return takeOutside(byte)
        case .inText:
            if byte == UInt8(ascii: "\"") { return end() }
            if byte == UInt8(ascii: "\\") { state = .afterBackslash } else { append(byte) }
        case .afterBackslash:
            if byte == UInt8(ascii: "u") {
                state = .inUnicode(digits: 0, value: 0)
            } else {
                append(byte)
                state = .inText
            }
        case .inUnicode(let digits, let value):
            let digit = UInt32(Character(Unicode.Scalar(byte)).hexDigitValue ?? 0)
            let sum = value << 4 | digit
            state = digits == 3 ? .inText : .inUnicode(digits: digits + 1, value: sum)
            // Nothing that matters has other characters.
            if digits == 3 { append(sum < 0x80 ? UInt8(sum) : UInt8(ascii: "?")) }
        }
        return nil
    }

    private mutating func takeOutside(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "\""):
            state = .inText
            text = []
        case UInt8(ascii: ":"): isAfterColon = true
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
        default: isAfterColon = false
        }
        return nil
    }

    private mutating func end() -> String? {
        state = .outside
        let word = String(decoding: text, as: UTF8.self)
        defer { isAfterColon = false }
        guard isAfterColon else {
            key = word
            return nil
        }
        return Self.members.contains(key) && Self.code.contains(word) ? word : nil
    }

    private mutating func append(_ byte: UInt8) {
        if text.count < Self.maximumTextSize { text.append(byte) }
    }
}
