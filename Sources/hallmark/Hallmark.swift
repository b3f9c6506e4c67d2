import ArgumentParser
import HallmarkCore

/// The `hallmark` command: arguments, environment, files and clock; what decides lives in the libraries.
@main
struct Hallmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hallmark",
        abstract: "Proves what a Swift package and its models are made of, and refuses what it can't prove.",
        discussion: """
            Exit codes: 0 accepted, 1 undecided, 2 rejected, 3 evidence is missing, 64 wrong usage.

            Begin with: hallmark scan Models
            """,
        version: hallmarkVersion,
        subcommands: []
    )
}
