import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

extension VouchCommand {
    /// `hallmark vouch suggest`.
    struct Suggest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says which dependencies the policy does not accept yet, and the least reading that mends it.",
            discussion: """
                Exits with 3 while something is missing, 0 otherwise.

                Example: hallmark vouch suggest --format json
                """
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        func run() async throws {
            let surroundings = Surroundings.current
            let suggestions = try await Progress.show("comparing") {
                let survey = try ReviewSurvey(
                    repository.open(surroundings),
                    package: packagePath,
                    trust,
                    surroundings
                )
                return try VouchSuggestions(survey)
            }
            switch output.format {
            case .text: Output.lines(suggestions.text)
            case .json: Output.result(suggestions.json)
            case .sarif: try OutputOptions.refuseSARIF()
            }
            try DecisionExit.check(suggestions.decision)
        }
    }
}
