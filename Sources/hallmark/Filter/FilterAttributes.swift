import Foundation
import HallmarkCore
import HallmarkModelScan

/// Our lines of `info/attributes`, which count before any attribute that a tree brings along (gitattributes(5)).
struct FilterAttributes {
    static let opening = "# >>> hallmark filter: put here by \"hallmark hooks install --filter\" >>>"
    static let closing = "# <<< hallmark filter <<<"
    // Whatever a tree says: a model's bytes are not changed on their way.
    private static let asTheyAre = "-text -ident !working-tree-encoding"

    /// The lines, in the order in which later ones win.
    let lines: [String]

    /// - Parameter lfs: patterns, relative to the top of the tree, whose files Git LFS keeps; its own filter, behind ours,
    ///   is the one for them.
    init(formats: ModelFormats = .standard, lfs: [String]) {
        let endings = Set(formats.files.flatMap(\.extensions)).sorted().map { "*.\(Self.anyCase($0))" }
        let bundles = Set(formats.bundles.flatMap(\.extensions)).sorted().flatMap {
            ["*.\(Self.anyCase($0))", "**/*.\(Self.anyCase($0))/**"]
        }
        lines =
            (endings + bundles).map { "\($0) filter=hallmark \(Self.asTheyAre)" }
            + lfs.map { "\($0) filter=lfs \(Self.asTheyAre)" }
    }

    /// The file with our lines at its end, where they win, and all others as they were.
    func added(to text: String) throws -> String {
        let others = try Self.removed(from: text)
        let separator = others.isEmpty || others.utf8.last == UInt8(ascii: "\n") ? "" : "\n"
        return others + separator + ([Self.opening] + lines + [Self.closing]).map { $0 + "\n" }.joined()
    }

    /// The file without our lines.
    static func removed(from text: String) throws -> String {
        guard let start = text.range(of: opening)?.lowerBound else { return text }
        guard let end = text.range(of: closing + "\n", range: start..<text.endIndex)?.upperBound,
            text.range(of: opening, range: end..<text.endIndex) == nil
        else {
            throw Failure(
                .undecided,
                "attributes-altered",
                "in info/attributes of the repository the lines of hallmark were changed by somebody",
                mend:
                    "remove the lines from \"# >>> hallmark\" to \"# <<< hallmark\", then: hallmark hooks install --filter"
            )
        }
        return String(text[..<start] + text[end...])
    }

    /// The patterns that a `.gitattributes` hands to Git LFS, relative to the top of the tree.
    static func lfsPatterns(_ text: String, in folder: String) throws -> [String] {
        try text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.dropFirst().contains("filter=lfs"), let pattern = words.first, pattern.first != "#" else {
                return nil
            }
            guard pattern.first != "\"" else {
                throw Failure(
                    .undecided,
                    "attributes",
                    "a pattern in quotes is not read: \(line)",
                    mend: "write blanks in the patterns of .gitattributes as [[:space:]], as git lfs track does"
                )
            }
            guard !folder.isEmpty else { return String(pattern) }
            // gitattributes(5): a pattern without a slash matches at any depth below its folder.
            let path = pattern.first == "/" ? pattern.dropFirst() : pattern
            return pattern.contains("/") ? "\(folder)/\(path)" : "\(folder)/**/\(path)"
        }
    }

    /// A pattern for an ending in any case of letters: to a loader `.BIN` is `.bin`.
    private static func anyCase(_ ending: String) -> String {
        ending.map { $0.isLetter ? "[\($0.lowercased())\($0.uppercased())]" : String($0) }.joined()
    }
}
