import Foundation
import HallmarkCore
import HallmarkInventory

/// Makes the SBOM of a package on this machine.
struct SBOMMaker: Sendable {
    let surroundings: Surroundings
    var product: String?
    /// The repository's URI, such as that of the policy; otherwise that of `attestations/suppliers.json`.
    var repository: String?
    /// What a recorded SBOM was made with, to make it again.
    var recorded: Inventory.Parameters?
    var loader = PackageGraphLoader()

    /// Makes the SBOM; this runs the manifests of the package and of its dependencies.
    func make(ofPackageAt path: String) async throws -> SBOMGenerator.Result {
        let folder = surroundings.realPath(path)
        guard FileManager.default.fileExists(atPath: folder + "/Package.swift") else {
            throw Failure(
                .missing,
                "no-package",
                "there is no Package.swift in \(path)",
                mend: "hallmark sbom generate --package-path DIRECTORY"
            )
        }
        var generator = SBOMGenerator(directory: folder)
        generator.product = product ?? recorded?.product
        generator.repository = repository
        generator.sourceDateEpoch = surroundings.environment[SourceDateEpoch.variable]
        generator.recorded = recorded
        return try await loader.withGraph(ofPackageAt: folder) { [generator] graph in
            try await generator.generate(graph: graph.graph, fallbackPins: graph.pins, git: .runner)
        }
    }
}

extension GitCommand {
    /// The `git` of the search path.
    static let runner = GitCommand { (arguments) throws(InventoryError) in
        var runner = ProcessRunner()
        for name in unwantedVariables { runner.environment[name] = .some(nil) }
        for (name, value) in wantedVariables { runner.environment[name] = value }
        do {
            let result = try await runner.run("git", arguments)
            return Output(status: result.status, bytes: result.output)
        } catch {
            throw InventoryError(.repository, "git", "cannot be run: \(error.localizedDescription)")
        }
    }
}
