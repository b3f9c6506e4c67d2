import ArgumentParser
import HallmarkStatement

/// `hallmark vouch`: reviews of dependencies that nobody else has signed.
struct VouchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vouch",
        abstract: "Shows, signs and imports reviews of dependencies.",
        subcommands: [Add.self, Suggest.self, Import.self, Withdraw.self]
    )
}

extension ReviewCriteria: ExpressibleByArgument {}
