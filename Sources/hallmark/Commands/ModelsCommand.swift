import ArgumentParser
import HallmarkCore
import HallmarkInventory

/// `hallmark models`: which models a repository is meant to hold.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Keeps the list of models, attestations/models.lock.",
        subcommands: [Lock.self]
    )

    /// `hallmark models lock`.
    struct Lock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every model of the work tree with the digests of its files.",
            discussion: "Example: hallmark models lock && git add attestations/models.lock"
        )

        @OptionGroup var repository: RepositoryOptions

        func run() async throws {
            let open = try repository.open(.current)
            let lock = try await Progress.show("reading the models") { try ModelsLockFile(open).update() }
            for model in lock.models { Output.result(DisplayText.escape("\(model.format) \(model.path)") + "\n") }
            Output.result("wrote \(ModelsLock.path), \(lock.models.count) models\n")
        }
    }
}
