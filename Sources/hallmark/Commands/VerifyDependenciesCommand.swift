import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkVerification

extension VerifyCommand {
    /// `hallmark verify dependencies`.
    struct Dependencies: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verifies what Package.resolved pins at HEAD, from the copies that SwiftPM keeps; runs nothing.",
            discussion: """
                Of each dependency it says one word: verified (signed by its own maintainers), vouched for (reviewed by us),
                unsigned, stale (notes that may be older than its repository's), refused, or unreadable.

                Example: hallmark verify dependencies --fetch
                """
        )

        @OptionGroup var options: Options

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        @Flag(help: "Fetches the notes of what would be stale, into copies of its own, and says then.")
        var fetch = false

        @OptionGroup var evidence: EvidenceOptions

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(options, surroundings) { verification in
                try evidence.prepare(surroundings)
                let repository = try options.repository.open(surroundings)
                let state = try DependencyState(options.trust, surroundings)
                let folders = repository.git.workDirectory.map { [surroundings.absolute($0 + packagePath)] } ?? []
                var check = DependencyCheck(
                    verification: verification,
                    target: try VerifyCommand.target("HEAD", repository),
                    reader: DependencyReader(packages: folders, surroundings, state: state),
                    state: state
                )
                return try evidence.keep(await check.result(package: packagePath, fetching: fetch), surroundings)
            }
        }
    }
}
