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
        case .prePush: "verifies each commit before it is pushed"
        case .preCommit: "scans models before they are committed"
        }
    }

    /// The script: an earlier hook first, with the same arguments and input, then Hallmark.
    func script(executable: String) -> String {
        let quoted = "'" + executable.replacing("'", with: "'\\''") + "'"
        let run =
            self == .prePush
            ? """
            input=$(cat)
            if [ -x "$previous" ]; then printf '%s\\n' "$input" | "$previous" "$@" || exit $?; fi
            printf '%s\\n' "$input" | \(quoted) hooks run \(rawValue) "$@"
            """
            : """
            if [ -x "$previous" ]; then "$previous" "$@" || exit $?; fi
            exec \(quoted) hooks run \(rawValue) "$@"
            """
        return """
            #!/bin/sh
            # Put here by "hallmark hooks install"; "hallmark hooks uninstall" takes it away.
            previous="$0\(HookFolder.previousSuffix)"
            \(run)

            """
    }
}
