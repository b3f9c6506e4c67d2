import ArgumentParser

@main
struct ModelApp: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the models it ships and encodes text for them.",
        subcommands: [List.self, Encode.self],
        defaultSubcommand: List.self
    )
}
