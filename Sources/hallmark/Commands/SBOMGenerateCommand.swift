import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkInventory

/// `hallmark sbom generate`.
struct SBOMGenerateCommand: AsyncParsableCommand {
    /// The formats that are written.
    enum Specification: String, ExpressibleByArgument, CaseIterable {
        case cyclonedx16 = "cyclonedx-1.6"
    }

    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes the SBOM of a package, its dependency graph and its model files.",
        discussion: """
            SwiftPM loads the package, which runs its manifest and those of its dependencies; nothing is written to the \
            package. The same commit gives the same bytes: the time is SOURCE_DATE_EPOCH, or else that of the commit.

            Example: hallmark sbom generate --product App --output App.cdx.json
            """
    )

    @Option(help: "The package's directory.")
    var packagePath = "."

    @Option(help: "Limits the SBOM to one product of the package.")
    var product: String?

    @Option(help: "Where to write; without it, to standard output.")
    var output: String?

    @Option(help: "The format: cyclonedx-1.6.")
    var spec: Specification = .cyclonedx16

    func run() async throws {
        let surroundings = Surroundings.current
        let maker = SBOMMaker(surroundings: surroundings, product: product)
        let result = try await Progress.show("loading the package graph") {
            try await maker.make(ofPackageAt: packagePath)
        }
        if let output {
            try FileWriter.replace(surroundings.absolute(output), bytes: result.bytes)
            Output.result("Hallmark sbom generate \(hallmarkVersion): wrote \(DisplayText.escape(output))\n")
        } else {
            Output.result(String(decoding: result.bytes, as: UTF8.self))
        }
        for note in result.notes { Output.error("note: \(note)") }
    }
}
