import HallmarkCore
import HallmarkGit

/// What changed at a path, as text for somebody who decides by it.
///
/// Lines of files begin with a blank, `+` or `-`, and nothing else does; where the next column has a backslash, something in
/// the line is spelt out (see `ExactText`).
struct DifferenceText {
    /// How many unchanged lines stand around changed ones.
    static let context = 3
    /// What a reader has to know first.
    static let legend =
        #"in lines with \ beside the margin, \u{…} and \x{…} stand for what a terminal hides or obeys, \\ for \"#

    /// Every line ends in a line feed.
    private(set) var text = ""

    init(_ file: FileDifference) {
        let path = ExactText(file.path[...])
        let verb = file.old == nil ? "added" : file.new == nil ? "removed" : "changed"
        text = "\(verb)\(path.isEscaped ? " \\ " : " ")\(path.text)\n"
        if let old = file.old { text += "was: \(Self.description(of: old))\n" }
        if let new = file.new { text += "now: \(Self.description(of: new))\n" }
        switch file.content {
        case .lines(let difference, let old, let new):
            if !difference.isMinimal {
                text += "more lines changed than are compared: what follows replaces more than it had to\n"
            }
            for hunk in difference.hunks(context: Self.context) { add(hunk, old, new, isWhole: verb != "changed") }
        case .same: text += "the same bytes\n"
        case .binary: text += "not shown: binary (it has NUL bytes)\n"
        case .tooLarge: text += "not shown: larger than \(FileDifference.maximumTextSize) bytes\n"
        case .submodule: text += "not shown: the content is in another repository\n"
        }
    }

    private mutating func add(
        _ hunk: LineDifference.Hunk,
        _ old: [ArraySlice<UInt8>],
        _ new: [ArraySlice<UInt8>],
        isWhole: Bool
    ) {
        if !isWhole {
            let (before, after) = (hunk.old, hunk.new)
            text += "@@ -\(before.lowerBound + 1),\(before.count) +\(after.lowerBound + 1),\(after.count) @@\n"
        }
        for run in hunk.runs {
            switch run.kind {
            case .same: for line in old[run.old] { add(line, " ") }
            case .removed: for line in old[run.old] { add(line, "-") }
            case .added: for line in new[run.new] { add(line, "+") }
            }
        }
    }

    private mutating func add(_ line: ArraySlice<UInt8>, _ margin: String) {
        let isEnded = line.last == UInt8(ascii: "\n")
        let exact = ExactText(isEnded ? line.dropLast() : line, keepingTabs: true)
        text += "\(margin)\(exact.isEscaped ? "\\" : " ") \(exact.text)\n"
        if !isEnded { text += "\\ no line feed at the end\n" }
    }

    private static func description(of side: FileDifference.Side) -> String {
        let kind =
            switch side.kind {
            case .file(let executable): executable ? "executable file" : "file"
            case .link: "link, whose target is its text"
            case .submodule: "submodule"
            case .tree: "folder"
            }
        guard let digest = side.digest else { return "\(kind) at commit \(side.id)" }
        return "\(kind), \(side.size) bytes, \(digest)"
    }
}

extension DifferenceSize {
    /// For people, in one line.
    var text: String {
        let parts = ["\(files) files", "\(added) lines added", "\(removed) removed"]
        return (parts + (unshown > 0 ? ["\(unshown) files not shown"] : [])).joined(separator: ", ")
    }
}
