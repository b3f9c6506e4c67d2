import Foundation

/// The git hooks that Hallmark guards.
enum HookKind: String, CaseIterable {
    case postCheckout = "post-checkout"
    case postMerge = "post-merge"
    case postRewrite = "post-rewrite"
    case prePush = "pre-push"
    case preCommit = "pre-commit"
    case referenceTransaction = "reference-transaction"
    case preReceive = "pre-receive"

    /// What `hallmark hooks install` puts into a clone.
    static let standard: [HookKind] = [.postCheckout, .postMerge, .postRewrite, .prePush, .preCommit]

    /// What the hook does, for people.
    var purpose: String {
        switch self {
        case .postCheckout, .postMerge: "verifies what is in the work tree now (git has already changed it)"
        case .postRewrite: "says what must be attested again after an amend or a rebase"
        case .prePush: "verifies the tip of whatever is about to be pushed"
        case .preCommit: "scans models before they are committed"
        case .referenceTransaction:
            "refuses branches that would move to what is not verified, and notes that would be lost"
        case .preReceive:
            "verifies every branch and new commit that is pushed here, and refuses pushes that take notes away"
        }
    }

    /// The script: an earlier hook first, with the same arguments and input, then Hallmark.
    func script(executable: String) -> String {
        """
        #!/bin/sh
        # Put here by "hallmark hooks install"; "hallmark hooks uninstall" takes it away.
        \(Self.opening)\(executable.replacing("'", with: Self.escapedQuote))\(Self.closing)
        previous="$0\(HookFolder.previousSuffix)"
        \(run)

        """
    }

    private var run: String {
        switch self {
        case .postCheckout, .postMerge, .preCommit:
            """
            if [ -x "$previous" ]; then "$previous" "$@" || exit $?; fi
            exec "$hallmark" hooks run \(rawValue) "$@"
            """
        case .postRewrite, .prePush, .preReceive:
            """
            input=$(mktemp) || exit 1
            trap 'rm -f "$input"' EXIT
            cat > "$input"
            if [ -x "$previous" ]; then "$previous" "$@" < "$input" || exit $?; fi
            "$hallmark" hooks run \(rawValue) "$@" < "$input"
            """
        case .referenceTransaction:
            // Git calls it several times for each change of a reference: without an earlier hook nothing else is started.
            """
            if [ -x "$previous" ]; then
                input=$(mktemp) || exit 1
                trap 'rm -f "$input"' EXIT
                cat > "$input"
                "$previous" "$@" < "$input" || exit $?
                [ "$1" = prepared ] || exit 0
                "$hallmark" hooks run \(rawValue) "$@" < "$input"
            else
                [ "$1" = prepared ] || exit 0
                exec "$hallmark" hooks run \(rawValue) "$@"
            fi
            """
        }
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
