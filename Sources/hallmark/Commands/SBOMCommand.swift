import ArgumentParser

/// `hallmark sbom`: what a package is made of.
struct SBOMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sbom",
        abstract: "Writes and checks SBOMs; needs no key, no root and no git.",
        subcommands: [SBOMGenerateCommand.self, SBOMCheckCommand.self]
    )
}
