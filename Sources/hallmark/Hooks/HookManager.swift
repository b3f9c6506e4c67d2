import Foundation

/// A tool that keeps a repository's hooks itself, and how it is told to run ours.
enum HookManager: CaseIterable {
    case husky
    case lefthook
    case preCommit

    /// The tool whose files lie in a work tree, or `nil`.
    static func present(in top: String) -> HookManager? {
        allCases.first { $0.files.contains { FileManager.default.fileExists(atPath: top + $0) } }
    }

    /// Lines for the tool's own files, which call a `hallmark` on the PATH.
    var snippet: String {
        switch self {
        case .husky:
            HookKind.standard.map { "echo 'hallmark hooks run \($0.rawValue) \"$@\"' >> .husky/\($0.rawValue)" }
                .joined(separator: "\n")
        case .lefthook:
            "put this into lefthook.yml, then run \"lefthook install\":\n"
                + HookKind.standard.map { kind in
                    """
                    \(kind.rawValue):
                      commands:
                        hallmark:
                          run: hallmark hooks run \(kind.rawValue) {0}
                          use_stdin: true
                    """
                }.joined(separator: "\n")
        case .preCommit:
            """
            put this into .pre-commit-config.yaml, then run "pre-commit install -t pre-commit -t pre-push -t post-checkout -t post-merge -t post-rewrite":
            repos:
              - repo: https://github.com/hallmark-swift/hallmark
                rev: main
                hooks:
            """ + HookKind.standard.map { "\n      - id: hallmark-\($0.rawValue)" }.joined()
        }
    }

    private var files: [String] {
        switch self {
        case .husky: [".husky"]
        case .lefthook:
            ["lefthook", ".lefthook"].flatMap { name in ["yml", "yaml", "toml", "json"].map { "\(name).\($0)" } }
        case .preCommit: [".pre-commit-config.yaml"]
        }
    }
}
