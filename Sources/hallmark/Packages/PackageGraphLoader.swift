import Foundation
import HallmarkCore
import HallmarkInventory

/// Loads a package's graph through SwiftPM: without a plugin in the package, and without a byte written to it.
///
/// SwiftPM runs a command plugin of ours, in a package of its own beside the user's in one workspace. The user's package
/// is a root there, as it is for `swift package plugin generate-sbom`, so both see the same graph; as the dependency of
/// a wrapper it would lose its tests and the products that SwiftPM adds for executables. Checkouts, Package.resolved and
/// configuration lie in a temporary folder. SwiftPM runs the manifests of the package and of its dependencies, so this
/// is only for packages that are trusted, or that one would build anyway.
struct PackageGraphLoader: Sendable {
    /// What was loaded.
    struct Result: Sendable {
        /// The JSON that ``HallmarkInventory/PackageGraph`` reads; it names files in the loader's folder.
        let graph: [UInt8]
        /// The Package.resolved that SwiftPM made because the package has none.
        let pins: [UInt8]?
    }

    /// How many bytes of one configuration file are copied.
    private static let maximumConfigurationSize = 4 << 20

    /// Arguments for `swift package` before the verb, such as `--cache-path`.
    var swiftArguments: [String] = []
    /// Variables for SwiftPM and the git that it runs.
    var environment: [String: String?] = [:]
    /// Refuses any version that Package.resolved does not pin, also when there is no such file.
    var forcesPins = false
    /// Replaces the package's `mirrors.json`, for graphs that are loaded from repositories at hand.
    var mirrors: [UInt8]?

    /// Loads a graph, and hands it over while the checkouts that it names exist.
    ///
    /// - Parameter directory: the package's directory, as an absolute path without links.
    func withGraph<Value>(
        ofPackageAt directory: String,
        _ body: (Result) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        let workspace = WalkWorkspace(folder: folder.resolvingSymlinksInPath(), package: directory)
        try workspace.write()
        let isPinned = try copySettings(of: directory, to: workspace)

        var arguments = ["package", "--multiroot-data-file", workspace.data, "--scratch-path", workspace.scratch]
        if isPinned || forcesPins { arguments.append("--force-resolved-versions") }
        arguments += swiftArguments + ["plugin", WalkWorkspace.verb]
        let output = try await run(arguments, in: workspace)
        let pins =
            isPinned || forcesPins
            ? nil
            : try FileTree(path: workspace.settings)
                .bytes(of: PackagePins.fileName, maximumSize: PackagePins.maximumSize)
        return try await body(Result(graph: output, pins: pins))
    }

    private func run(_ arguments: [String], in workspace: WalkWorkspace) async throws -> [UInt8] {
        var runner = ProcessRunner()
        // A hook's variables would lead the git that SwiftPM runs to the wrong repository.
        for name in GitCommand.unwantedVariables { runner.environment[name] = .some(nil) }
        runner.environment.merge(environment) { _, wanted in wanted }
        let result = try await runner.run("swift", arguments, in: workspace.folder.path(percentEncoded: false))
        guard result.status == 0 else {
            let words = result.errors.split(separator: "\n").filter { !$0.contains("--multiroot-data-file is an") }
            if result.errors.contains("Unknown option '--multiroot-data-file'") {
                throw Failure(
                    .undecided,
                    "package-graph",
                    "this version of SwiftPM can't load a package beside another",
                    mend: "add the plugin to the package, and: swift package plugin generate-sbom"
                )
            }
            throw Failure(
                .undecided,
                "package-graph",
                "SwiftPM could not load the package:\n  \(words.suffix(20).joined(separator: "\n  "))",
                mend: "swift package resolve"
            )
        }
        return result.output
    }

    /// Copies what steers the resolution, and says whether the package has pins.
    private func copySettings(of directory: String, to workspace: WalkWorkspace) throws -> Bool {
        let tree = try FileTree(path: directory)
        let target = FileManager.default
        try target.createDirectory(atPath: workspace.settings + "/configuration", withIntermediateDirectories: true)
        let configuration = ".swiftpm/configuration"
        if try tree.entry(configuration)?.kind == .directory {
            for entry in try tree.children(of: configuration) {
                guard case .file = entry.kind else { continue }
                let bytes = try tree.file(entry.path).allBytes(maximumSize: Self.maximumConfigurationSize)
                try FileWriter.create("\(workspace.settings)/configuration/\(entry.name)", bytes: bytes)
            }
        }
        if let mirrors { try FileWriter.replace("\(workspace.settings)/configuration/mirrors.json", bytes: mirrors) }
        guard let pins = try tree.bytes(of: PackagePins.fileName, maximumSize: PackagePins.maximumSize) else {
            return false
        }
        try FileWriter.create("\(workspace.settings)/\(PackagePins.fileName)", bytes: pins)
        return true
    }
}
