/// Textual encodings of DER (RFC 7468, strict form), with nothing before, between or after them.
package enum PEM {
    /// One encoded value.
    package struct Block: Sendable, Hashable {
        /// What the value is, such as `CERTIFICATE`.
        package let label: String
        package let bytes: [UInt8]

        package init(label: String, bytes: [UInt8]) {
            self.label = label
            self.bytes = bytes
        }
    }

    /// How many characters of Base64 a line has.
    package static let lineLength = 64

    /// Encodes values, each with a final line feed.
    package static func encode(_ blocks: [Block]) -> String {
        blocks.map { encode($0) }.joined()
    }

    /// Encodes a value, with a final line feed.
    ///
    /// - Parameter lineLength: how many characters of Base64 a line has; 64 in RFC 7468.
    package static func encode(_ block: Block, lineLength: Int = lineLength) -> String {
        var lines: [Substring] = []
        var rest = Base64.encode(block.bytes)[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(lineLength))
            rest = rest.dropFirst(lineLength)
        }
        let body = lines.map { "\($0)\n" }.joined()
        return "-----BEGIN \(block.label)-----\n\(body)-----END \(block.label)-----\n"
    }

    /// Decodes one or more values; `nil` for any other text, headers and empty values included.
    package static func decode(_ text: [UInt8]) -> [Block]? {
        var blocks: [Block] = []
        var open: (label: String, body: [UInt8])?
        // A carriage return at the end of a line is what some editors leave.
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if let (label, body) = open {
                if content.elementsEqual("-----END \(label)-----".utf8) {
                    guard !body.isEmpty, let bytes = Base64.decode(body) else { return nil }
                    blocks.append(Block(label: label, bytes: bytes))
                    open = nil
                } else {
                    open?.body.append(contentsOf: content)
                }
            } else if let label = label(of: content) {
                open = (label, [])
            } else {
                return nil
            }
        }
        return open == nil && !blocks.isEmpty ? blocks : nil
    }

    private static func label(of line: ArraySlice<UInt8>) -> String? {
        let start = Array("-----BEGIN ".utf8)
        let end = Array("-----".utf8)
        guard line.count > start.count + end.count, line.starts(with: start), line.suffix(end.count).elementsEqual(end)
        else { return nil }
        return String(validating: line.dropFirst(start.count).dropLast(end.count), as: UTF8.self)
    }
}
