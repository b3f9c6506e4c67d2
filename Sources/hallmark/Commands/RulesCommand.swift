import ArgumentParser
import HallmarkModelScan
import HallmarkReport

/// `hallmark rules`: what the scanner goes by.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Shows the rules by which models are scanned.",
        subcommands: [Show.self]
    )

    /// `hallmark rules show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints every rule and every name that a pickle may import, with their version and digest.",
            discussion: """
                The digest is the one that hallmark attest scan signs, so that evidence says what was known when.

                Example: hallmark rules show --format json
                """
        )

        @OptionGroup var output: OutputOptions

        func validate() throws {
            if output.format == .sarif { try OutputOptions.refuseSARIF() }
        }

        func run() throws {
            let renderer = ScanRulesRenderer(.standard)
            switch output.format {
            case .text: Output.result(renderer.text)
            case .json, .sarif: Output.result(renderer.json)
            }
        }
    }
}
