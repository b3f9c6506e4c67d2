import ArgumentParser
import HallmarkCore
import HallmarkStatement
import HallmarkVerification

/// `hallmark vouch`: reviews of dependencies that nobody else has signed.
struct VouchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vouch",
        abstract: "Signs reviews of dependencies.",
        subcommands: [Add.self]
    )

    /// `hallmark vouch add PACKAGE…`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Signs that you have looked at dependencies as Package.resolved pins them at HEAD.",
            discussion: "Example: hallmark vouch add swift-log --key ~/.config/hallmark/key"
        )

        @OptionGroup var options: AttestCommand.Options

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        @Flag(help: "All that Package.resolved pins.")
        var all = false

        @Argument(help: "The names by which Package.resolved pins them, such as swift-log.")
        var packages: [String] = []

        func validate() throws {
            guard all != !packages.isEmpty else { throw ValidationError("name packages, or give --all") }
        }

        func run() async throws {
            let surroundings = Surroundings.current
            let attestor = try options.attestor(surroundings)
            let folder = try surroundings.absolute(attestor.repository.workTree() + packagePath)
            let reader = DependencyReader(packages: [folder], surroundings)
            let pinned = try await Progress.show("reading dependencies") {
                try reader.dependencies(of: attestor.tree, package: packagePath).map(\.dependency)
            }
            let known = Set(pinned.map(\.identity))
            if let stranger = packages.first(where: { !known.contains($0) }) {
                throw Failure(
                    .undecided,
                    "no-dependency",
                    "Package.resolved of HEAD pins no \(stranger); it pins: \(known.sorted().joined(separator: ", "))"
                )
            }
            let chosen = pinned.filter { all || packages.contains($0.identity) }
            guard !chosen.isEmpty else {
                throw Failure(
                    .missing,
                    "no-pins",
                    "HEAD has no Package.resolved with pins: there is nothing to vouch for"
                )
            }
            try options.store(chosen.map(attestor.reviewStatement), by: attestor)
        }
    }
}
