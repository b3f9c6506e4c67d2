import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

extension VouchCommand {
    /// `hallmark vouch add PACKAGE…`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what there is to read of dependencies as HEAD pins them, and signs that you have read it.",
            discussion: """
                Shown is the difference from the nearest revision that reviews cover already, or everything. It is computed \
                from git's objects alone; what a terminal would hide or obey is spelt out.

                Example: hallmark vouch add swift-log --criteria safe-to-run
                """
        )

        @OptionGroup var options: AttestCommand.Options
        @OptionGroup var trust: TrustOptions

        @Option(help: "The package's folder below the repository's root.")
        var packagePath = "."

        @Flag(help: "All that Package.resolved pins.")
        var all = false

        @Option(help: "What you say of it: safe-to-run, or safe-to-deploy, which includes it.")
        var criteria = ReviewCriteria.safeToDeploy

        @Option(help: ArgumentHelp("Reviews the difference from this revision of the package.", valueName: "revision"))
        var from: String?

        @Flag(help: "Reviews everything, also where a difference would do.")
        var full = false

        @Option(help: "A word to others, which is signed too.")
        var note: String?

        @Flag(help: "Signs without asking, for where nobody can answer; everything is shown all the same.")
        var yes = false

        @Argument(help: "The names by which Package.resolved pins them, such as swift-log.")
        var packages: [String] = []

        func validate() throws {
            guard all != !packages.isEmpty else { throw ValidationError("name packages, or give --all") }
            guard from == nil || (packages.count == 1 && !full) else {
                throw ValidationError("--from is a revision of one package, and the contrary of --full")
            }
            guard (note ?? "").utf8.count <= ReviewPredicate.maximumNoteSize else {
                throw ValidationError("--note has at most \(ReviewPredicate.maximumNoteSize) bytes")
            }
        }

        func run() async throws {
            let surroundings = Surroundings.current
            let attestor = try options.attestor(surroundings)
            let survey = try await Progress.show("reading dependencies") {
                try ReviewSurvey(attestor.repository, package: packagePath, trust, surroundings)
            }
            if let remark = survey.remark { Output.error("hallmark: \(remark)") }
            var chosen: [ReadableDependency] = []
            for found in try chosenOnes(of: survey) { chosen.append(try ReadableDependency(found)) }
            for dependency in chosen {
                let reading = try await Progress.show("comparing") { try self.reading(of: dependency, survey) }
                let artifacts = try ManifestArtifacts(of: dependency.commit.tree, in: dependency.copy.git)
                try show(reading, of: dependency, artifacts)
                try confirm(dependency, reading.size.unshown, surroundings)
                let review = ReviewPredicate(
                    package: dependency.dependency.package,
                    version: dependency.dependency.version,
                    criteria: criteria,
                    base: reading.base.map { ReviewPredicate.Base(commit: $0.commit.id.hex, tree: $0.tree) },
                    artifacts: artifacts.artifacts,
                    note: note
                )
                let item = try attestor.reviewStatement(
                    review,
                    commit: dependency.commit.id.hex,
                    tree: dependency.tree
                )
                try options.store([item], by: attestor)
            }
        }

        private func chosenOnes(of survey: ReviewSurvey) throws -> [DependencyReader.Found] {
            let known = Set(survey.found.map(\.dependency.identity))
            if let stranger = packages.first(where: { !known.contains($0) }) {
                throw Failure(
                    .undecided,
                    "no-dependency",
                    "Package.resolved of HEAD pins no \(stranger); it pins: \(known.sorted().joined(separator: ", "))"
                )
            }
            let chosen = survey.found.filter { all || packages.contains($0.dependency.identity) }
            guard !chosen.isEmpty else {
                throw Failure(
                    .missing,
                    "no-pins",
                    "HEAD has no Package.resolved with pins: there is nothing to vouch for"
                )
            }
            return chosen
        }

        private func reading(of dependency: ReadableDependency, _ survey: ReviewSurvey) throws -> Reading {
            let covered = survey.coveredRevisions(of: dependency.dependency, criteria: criteria)
            if let from {
                let base = try dependency.base(from)
                if !covered.contains(where: { $0.tree == base.tree }) {
                    Output.error(
                        "hallmark: \(from) is not covered for \(criteria.rawValue): until it is, this review will not count"
                    )
                }
                return try Reading(dependency.commit, from: base, in: dependency.copy)
            }
            if !full, let nearest = try dependency.deltas(from: covered).first { return nearest }
            return try Reading(dependency.commit, from: nil, in: dependency.copy)
        }

        private func show(
            _ reading: Reading,
            of dependency: ReadableDependency,
            _ artifacts: ManifestArtifacts
        ) throws {
            Output.lines(Self.heading(reading, dependency))
            for names in try TreeDifference(from: nil, to: dependency.commit.tree, in: dependency.copy.git).collisions {
                let paths = names.map { ExactText($0[...]).text }.joined(separator: " and ")
                Output.lines("one name on many file systems, where one takes the other's place: \(paths)\n")
            }
            var budget = DifferenceSize.maximumCost
            for change in reading.difference.changes {
                let file = try FileDifference(change, in: dependency.copy.git, budget: &budget)
                Output.result(DifferenceText(file).text)
            }
            for artifact in artifacts.artifacts {
                Output.line("fetched besides, and not shown: \(artifact.url), sha256:\(artifact.digest.hex)")
            }
            if artifacts.unreadable > 0 {
                Output.line(
                    "\(artifacts.unreadable) binary targets of its manifest have no URL and checksum in so many words, and are not covered"
                )
            }
            Output.line("to read: \(reading.size.text)")
        }

        private static func heading(_ reading: Reading, _ dependency: ReadableDependency) -> String {
            let base = reading.base.map { base in
                """
                the difference from \(base.name)
                  commit \(base.commit.id), gitTree \(base.tree.hex)
                """
            }
            return """
                \(dependency.dependency.name)
                  commit \(dependency.commit.id), gitTree \(dependency.tree.hex)
                \(base ?? "everything, since no earlier revision is compared with")
                \(DifferenceText.legend)

                """
        }

        private func confirm(
            _ dependency: ReadableDependency,
            _ unshown: Int,
            _ surroundings: Surroundings
        ) throws {
            guard !yes else { return }
            let name = DisplayText.escape(dependency.dependency.name)
            let rest = unshown > 0 ? ", with \(unshown) files that were not shown" : ""
            guard let answer = surroundings.ask("Sign that \(name) is \(criteria.rawValue)\(rest)? Type yes:") else {
                throw Failure(
                    .undecided,
                    "no-terminal",
                    "nothing was signed: only a person at a terminal can say that they have read it",
                    mend: "having read it: hallmark vouch add \(ShellWord.quoted(dependency.dependency.identity)) --yes"
                )
            }
            guard answer == "yes" else {
                throw Failure(.undecided, "not-vouched", "nothing was signed for \(dependency.dependency.identity)")
            }
        }
    }
}
