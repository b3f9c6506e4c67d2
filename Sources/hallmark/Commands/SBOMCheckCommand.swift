import ArgumentParser
import HallmarkCore
import HallmarkInventory

/// `hallmark sbom check`.
struct SBOMCheckCommand: ParsableCommand {
    /// The name of a profile.
    struct Profile: ExpressibleByArgument {
        static let allValueStrings = SBOMProfiles.all.map(\.name)

        let profile: any SBOMProfile

        init?(argument: String) {
            guard let profile = SBOMProfiles.named(argument) else { return nil }
            self.profile = profile
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Holds a CycloneDX SBOM of any tool against a list of what it must hold.",
        discussion: """
            Exits 0 when every element is there, or declared unknown by the SBOM itself; 2 when one is missing; 3 for an \
            SBOM of nothing; 1 for a file that can't be read.

            Example: hallmark sbom check --profile ntia App.cdx.json
            """
    )

    @Option(help: "The list: \(SBOMProfiles.all.map(\.name).joined(separator: " or ")).")
    var profile: Profile

    @Argument(help: "The SBOM, CycloneDX 1.2 to 1.7 as JSON.")
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let document: CycloneDXDocument
        do {
            document = try read()
        } catch  where output.format == .json {
            // A machine reads a report, also where there is none.
            Output.result(SBOMCheck.json(unreadable: file, because: "\(error)", profile: profile.profile))
            throw DecisionExit(decision: .undecided)
        }
        let check = SBOMCheck(document, profile: profile.profile)
        switch output.format {
        case .text: Output.lines(check.text(name: file))
        case .json: Output.result(check.json(name: file))
        case .sarif: try OutputOptions.refuseSARIF()
        }
        try DecisionExit.check(check.decision)
    }

    private func read() throws -> CycloneDXDocument {
        let path = Surroundings.current.absolute(file)
        let bytes = try FileBytes(path: path, followingLink: true).allBytes(maximumSize: CycloneDXDocument.maximumSize)
        return try CycloneDXDocument(bytes, name: file)
    }
}
