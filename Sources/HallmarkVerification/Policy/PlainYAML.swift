/// The part of YAML that every reader takes the same way.
///
/// Anchors, aliases, tags, block scalars, directives and further documents are refused in the text itself, before a
/// parser expands what a few bytes can blow up. That is only sound when this reader and the parser agree where text is
/// quoted, so nothing goes on over a line's end: a line is empty, or has list marks, a key, or both, then at most one
/// value, and quotes and brackets close on it.
enum PlainYAML {
    /// How deep the lists and mappings of one line may nest.
    static let maximumDepth = 16

    /// Refuses a text that uses more of YAML than plain mappings, lists and scalars.
    static func check(_ text: String) throws(TrustError) {
        var number = 1
        for scalar in text.unicodeScalars {
            guard scalar == "\n" || isPrintable(scalar) else {
                throw refusal(number, "a tab, or a control or other invisible character")
            }
            if scalar == "\n" { number += 1 }
        }
        var innermost: Int?
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            var line = PlainYAMLLine(Array(line), number: index + 1)
            try line.check()
            guard let indentation = line.indentation else { continue }
            // An unquoted text goes on over every line that lies deeper, whatever stands there.
            if let innermost, indentation > innermost {
                throw refusal(index + 1, "more indentation than the value above it (text stands on one line)")
            }
            innermost = line.innermost
        }
    }

    static func refusal(_ line: Int, _ what: String) -> TrustError {
        TrustError(.malformedPolicy, "line \(line) of the policy has \(what)")
    }

    // YAML 1.1 ends a line, and with it a comment, at U+0085, U+2028 and U+2029 too; and what turns the direction of
    // text shows a reviewer another policy than the one that is read.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }
}
