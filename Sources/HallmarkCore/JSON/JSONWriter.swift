/// The one writer of JSON: keys sorted by their UTF-8 bytes, so that the same value gives the same bytes.
package enum JSONWriter {
    /// How the text is laid out.
    package enum Layout: Sendable {
        /// One line without spaces.
        case compact
        /// Two spaces a level, and a final line feed.
        case indented
    }

    /// Writes a value.
    package static func bytes(of value: JSONValue, layout: Layout = .compact) -> [UInt8] {
        var bytes: [UInt8] = []
        write(value, layout: layout, level: 0, into: &bytes)
        if layout == .indented { bytes.append(UInt8(ascii: "\n")) }
        return bytes
    }

    /// Writes a value as text.
    package static func text(of value: JSONValue, layout: Layout = .compact) -> String {
        String(decoding: bytes(of: value, layout: layout), as: UTF8.self)
    }

    private static func write(_ value: JSONValue, layout: Layout, level: Int, into bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .decimal(let text): bytes.append(contentsOf: text.utf8)
        case .string(let text): write(text, into: &bytes)
        case .array(let elements):
            list(elements, "[", "]", layout, level, &bytes) { element, bytes in
                write(element, layout: layout, level: level + 1, into: &bytes)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            list(sorted, "{", "}", layout, level, &bytes) { member, bytes in
                write(member.key, into: &bytes)
                bytes.append(contentsOf: (layout == .indented ? ": " : ":").utf8)
                write(member.value, layout: layout, level: level + 1, into: &bytes)
            }
        }
    }

    private static func list<Element>(
        _ elements: [Element],
        _ open: String,
        _ close: String,
        _ layout: Layout,
        _ level: Int,
        _ bytes: inout [UInt8],
        element: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(contentsOf: open.utf8)
        for (index, item) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if layout == .indented { newLine(level + 1, &bytes) }
            element(item, &bytes)
        }
        if layout == .indented, !elements.isEmpty { newLine(level, &bytes) }
        bytes.append(contentsOf: close.utf8)
    }

    private static func newLine(_ level: Int, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }

    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0C: bytes.append(contentsOf: "\\f".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0..<0x20: bytes.append(contentsOf: ("\\u00" + Hex.encode([byte])).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
