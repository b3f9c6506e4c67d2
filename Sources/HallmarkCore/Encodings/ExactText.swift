/// Untrusted text for somebody who decides by what they read: each character stands for itself, or is spelt out.
///
/// Spelt out is whatever a terminal would obey, hide or put in another place: control and format characters, spaces other
/// than the plain one, marks that go on top of others, text that runs from right to left, and bytes that are no UTF-8.
package struct ExactText: Sendable, Hashable {
    /// One line, without line feeds.
    package let text: String
    /// Whether something is spelt out; then each backslash that is in the bytes stands doubled.
    package let isEscaped: Bool

    /// - Parameter keepingTabs: leaves tabs as they are, as in lines of code.
    package init(_ bytes: ArraySlice<UInt8>, keepingTabs: Bool = false) {
        let isPlain = bytes.allSatisfy { (0x20...0x7E).contains($0) || (keepingTabs && $0 == Self.tab) }
        guard !isPlain else {
            text = String(decoding: bytes, as: UTF8.self)
            isEscaped = false
            return
        }
        let (text, isEscaped) = Self.spell(bytes, keepingTabs: keepingTabs, doubling: false)
        self.text = isEscaped ? Self.spell(bytes, keepingTabs: keepingTabs, doubling: true).text : text
        self.isEscaped = isEscaped
    }

    private static let tab = UInt8(ascii: "\t")

    private static func spell(
        _ bytes: ArraySlice<UInt8>,
        keepingTabs: Bool,
        doubling: Bool
    ) -> (text: String, isEscaped: Bool) {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = bytes.startIndex
        var text = String.UnicodeScalarView()
        var isEscaped = false
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                position += encoded.count
                if scalar == "\\", doubling {
                    text.append(contentsOf: #"\\"#.unicodeScalars)
                } else if stands(scalar) || (keepingTabs && scalar == "\t") {
                    text.append(scalar)
                } else {
                    text.append(contentsOf: #"\u{\#(String(scalar.value, radix: 16))}"#.unicodeScalars)
                    isEscaped = true
                }
            case .error(let length):
                for byte in bytes[position..<(position + length)] {
                    text.append(contentsOf: #"\x{\#(Hex.encode([byte]))}"#.unicodeScalars)
                }
                position += length
                isEscaped = true
            case .emptyInput: return (String(text), isEscaped)
            }
        }
    }

    /// Whether a character has a place of its own in a line and shows in it.
    private static func stands(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return (0x20...0x7E).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator, .nonspacingMark, .enclosingMark:
            return false
        default: break
        }
        // Fillers such as U+3164 are letters by their category, and the empty Braille pattern is a symbol.
        return !scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0x2800
            && !rightToLeft.contains { $0.contains(scalar.value) }
    }

    // Unicode Standard Annex #9, table 4 and DerivedBidiClass.txt: the blocks whose letters turn what stands beside them.
    private static let rightToLeft: [ClosedRange<UInt32>] = [
        0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF,
    ]
}
