import Foundation

/// The git hooks that Hallmark guards.
enum HookKind: String, CaseIterable {
    case postCheckout = "post-checkout"
    case postMerge = "post-merge"
    case prePush = "pre-push"
    case preCommit = "pre-commit"

    /// What the hook does, for people.
    var purpose: String {
        switch self {
        case .postCheckout, .postMerge: "verifies what is in the work tree now (git has already changed it)"
        case .prePush: "verifies the tip of whatever is about to be pushed"
        case .preCommit: "scans models before they are committed"
        }
    }

    /// The script: an earlier hook first, with the same arguments and input, then Hallmark.
    func script(executable: String) -> String {
        let run =
            self == .prePush
            ? """
            input=$(mktemp) || exit 1
            trap 'rm -f "$input"' EXIT
            cat > "$input"
            if [ -x "$previous" ]; then "$previous" "$@" < "$input" || exit $?; fi
            "$hallmark" hooks run \(rawValue) "$@" < "$input"
            """
            : """
            if [ -x "$previous" ]; then "$previous" "$@" || exit $?; fi
            exec "$hallmark" hooks run \(rawValue) "$@"
            """
        return """
            #!/bin/sh
            # Put here by "hallmark hooks install"; "hallmark hooks uninstall" takes it away.
            \(Self.opening)\(executable.replacing("'", with: Self.escapedQuote))\(Self.closing)
            previous="$0\(HookFolder.previousSuffix)"
            \(run)

            """
    }

    /// The executable that a script of ours calls, or `nil` when none is named.
    static func executable(in script: String) -> String? {
        guard let start = script.range(of: opening)?.upperBound,
            let end = script.range(of: closing + "\nprevious=", range: start..<script.endIndex)?.lowerBound
        else { return nil }
        return String(script[start..<end]).replacingOccurrences(of: escapedQuote, with: "'")
    }

    private static let opening = "hallmark='"
    private static let closing = "'"
    private static let escapedQuote = "'\\''"
}
