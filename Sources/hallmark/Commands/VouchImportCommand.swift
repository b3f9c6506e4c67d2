import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkVerification

extension VouchCommand {
    /// `hallmark vouch import REMOTE|URL|PATH`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Takes over another team's reviews of what is pinned here, and its roots of trust.",
            discussion: """
                They count only where a rule of our policy names the team and its root: \
                { statement: review, team: NAME, root: "sha256:…", role: review, threshold: 1 }

                Example: hallmark vouch import https://example.com/team/tools --team tools
                """
        )

        @OptionGroup var repository: RepositoryOptions

        @Option(help: "The name by which our policy knows the team; without it, the repository's.")
        var team: String?

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        @Argument(help: "The team's repository: a remote of this one, a URL or a path.")
        var source: String

        func run() async throws {
            let surroundings = Surroundings.current
            let repository = try repository.open(surroundings)
            let team = try name()
            let target = try VerifyCommand.target("HEAD", repository)
            let folder = try surroundings.absolute(repository.workTree() + packagePath)
            let pinned = try await Progress.show("reading dependencies") {
                try DependencyReader(packages: [folder], surroundings)
                    .dependencies(of: target.tree, package: packagePath).map(\.dependency)
            }
            let location = try await location(repository, surroundings)
            let source = TeamSource(repository: repository, team: team, location: location)
            let found = try await Progress.show("fetching") { try await source.fetch() }
            let trusted = try TeamRoots(team, found, policy: TreeContents(target.tree).policy(), at: surroundings.now)
            let reviews = try ImportedReviews(of: pinned, from: source, by: trusted.root)
            for path in try trusted.write(into: repository.workTree()) { Output.line("wrote \(path)") }
            _ = try StatementStore(repository: repository, records: false).add(reviews.items)
            for line in reviews.lines + trusted.lines { Output.line(line) }
        }

        private func name() throws -> TeamName {
            let text =
                team
                ?? source.split(separator: "/").last.map { $0.hasSuffix(".git") ? $0.dropLast(4) : $0 }
                .map { $0.lowercased() }
            guard let name = text.flatMap({ TeamName($0) }) else {
                throw ValidationError("give --team NAME, a name of a-z, 0-9 and - by which the policy knows the team")
            }
            return name
        }

        private func location(_ repository: OpenRepository, _ surroundings: Surroundings) async throws -> String {
            if try repository.git.remotes().contains(source) {
                return try await GitCommandLine(in: repository.folder).run(["remote", "get-url", source])
            }
            return TeamSource.isURL(source) ? source : surroundings.absolute(source)
        }
    }
}
