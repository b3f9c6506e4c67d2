import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkVerification

extension VerifyCommand {
    /// `hallmark verify dependencies`.
    struct Dependencies: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verifies what Package.resolved pins at HEAD, from the copies that SwiftPM keeps; runs nothing.",
            discussion: "Example: hallmark verify dependencies"
        )

        @OptionGroup var options: Options

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(options, surroundings) { verification in
                let repository = try options.repository.open(surroundings)
                var target = try VerifyCommand.target("HEAD", repository)
                let folder = try surroundings.absolute(repository.workTree() + packagePath)
                let reader = DependencyReader(packages: [folder], surroundings)
                let found = try reader.dependencies(of: target.tree, package: packagePath)
                guard !found.isEmpty else {
                    throw Failure(
                        .missing,
                        "no-pins",
                        "HEAD has no Package.resolved with pins: nothing says which versions are used",
                        mend: "swift package resolve && git add Package.resolved && git commit"
                    )
                }
                target.scope = .dependencies(found.map(\.dependency))
                return try verification.run(target).verdict
            }
        }
    }
}
