/// Runs git, for facts that files don't tell.
///
/// Whoever makes one runs processes; this library doesn't. The environment must be free of variables that point git
/// elsewhere (`GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE`, …), as they are set while a hook runs.
package struct GitCommand: Sendable {
    /// What a run gave.
    package struct Output: Sendable {
        package let status: Int32
        package let bytes: [UInt8]

        package init(status: Int32, bytes: [UInt8]) {
            self.status = status
            self.bytes = bytes
        }
    }

    /// Variables that git's surroundings set and that must not reach it.
    package static let unwantedVariables = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_PARAMETERS",
        "GIT_CONFIG_COUNT", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS", "GIT_REPLACE_REF_BASE", "GIT_CONFIG", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
        "GIT_SHALLOW_FILE", "GIT_INTERNAL_SUPER_PREFIX",
    ]
    /// Variables that keep its output to itself and its hands off the repository.
    package static let wantedVariables = [
        "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0",
    ]

    private let execute: @Sendable ([String]) async throws(InventoryError) -> Output

    /// - Parameter execute: runs `git` with these arguments and gives its exit status and standard output.
    package init(_ execute: @escaping @Sendable ([String]) async throws(InventoryError) -> Output) {
        self.execute = execute
    }

    /// Runs git in a directory.
    func run(in directory: String, _ arguments: [String]) async throws(InventoryError) -> Output {
        // A file system monitor would be a program of the repository's choice.
        try await execute(["-C", directory, "-c", "core.fsmonitor=false"] + arguments)
    }

    /// The text that a run gave, which must succeed.
    func text(in directory: String, _ arguments: [String]) async throws(InventoryError) -> String {
        let output = try await run(in: directory, arguments)
        guard output.status == 0, let text = String(validating: output.bytes, as: UTF8.self) else {
            throw InventoryError(
                .repository,
                directory,
                "git \(arguments.joined(separator: " ")) ended with status \(output.status), or its output isn't UTF-8"
            )
        }
        return text
    }
}
