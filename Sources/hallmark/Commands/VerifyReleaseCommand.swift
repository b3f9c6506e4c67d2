import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkVerification

extension VerifyCommand {
    /// `hallmark verify release TAG --artifacts DIR`.
    struct ReleaseVerification: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release",
            abstract:
                "Verifies a tag, its commit's whole chain, and the built artifacts: what a release pipeline calls.",
            discussion: """
                What the policy asks for about each artifact must be there: provenance, SBOM, scan. Where it has rules about \
                dependencies, those that the commit pins are judged too, from the copies that SwiftPM keeps.

                Example: hallmark verify release v1.2.0 --artifacts dist --evidence v1.2.0.evidence.json
                """
        )

        @OptionGroup var options: Options
        @OptionGroup var fetching: FetchOptions
        @OptionGroup var evidence: EvidenceOptions

        @Argument(help: "The name of the tag.")
        var tag: String

        @Option(help: "The folder with the artifacts, all of which must be part of the release.")
        var artifacts: String

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(options, surroundings) { verification in
                try evidence.prepare(surroundings)
                let remarks = try await fetching.run(options, surroundings)
                let repository = try options.repository.open(surroundings)
                guard let found = try repository.git.tag(tag) else {
                    throw Failure(.missing, "no-tag", "there is no tag \(tag)", mend: "git fetch --tags")
                }
                let files = try ArtifactFolder.digests(surroundings.absolute(artifacts))
                var target = Verification.Target(
                    tree: try GitTree(found.commit, of: repository),
                    repository: repository,
                    commit: found.commit,
                    name: "\(tag) (\(found.commit.id.hex))"
                )
                target.release = Evidence.Release(tag: tag, commit: found.commit.id.hex)
                target.artifacts = files
                target.objects = [found.object]
                target.tagMessage = try repository.git.message(ofTag: found.object)
                let state = try DependencyState(options.trust, surroundings)
                let reader = DependencyReader(packages: packages(in: repository), surroundings, state: state)
                target.dependencies = reader
                target.teams = try DependencyCheck.teams(of: target.tree, state)
                let result = try verification.run(target)
                if let policy = result.policy, !result.dependencies.isEmpty {
                    try DependencyCheck(verification: verification, target: target, reader: reader, state: state)
                        .remember(result.dependencies, by: policy)
                }
                return try evidence.keep(result.remarking(remarks + state.remarks), surroundings)
            }
        }

        // SwiftPM keeps its copies below the package that it was asked to resolve.
        private func packages(in repository: OpenRepository) -> [String] {
            repository.git.workDirectory.map { [$0.hasSuffix("/") ? String($0.dropLast()) : $0] } ?? []
        }
    }
}

/// The artifacts of a folder.
enum ArtifactFolder {
    /// The digests by file name; a folder without a file is missing evidence.
    static func digests(_ path: String) throws -> [String: Digest] {
        let folder: FileTree
        let entries: [FileTree.Entry]
        do {
            folder = try FileTree(path: path)
            entries = try folder.entries()
        } catch {
            throw Failure(.missing, "no-artifacts", "\(path): \(error.reason)", mend: "build the release into \(path)")
        }
        var digests: [String: Digest] = [:]
        for entry in entries {
            switch entry.kind {
            case .directory: continue
            case .file: digests[entry.path] = try folder.file(entry.path).digest()
            case .link, .other:
                throw Failure(
                    .rejected,
                    "odd-artifact",
                    "\(path)/\(entry.path) is no regular file, so that nothing could be signed about it",
                    mend: "rm \(ShellWord.quoted("\(path)/\(entry.path)")), or put the file itself there"
                )
            }
        }
        guard !digests.isEmpty else {
            throw Failure(
                .missing,
                "no-artifacts",
                "\(path) holds no artifact: there is nothing to verify",
                mend: "build the release into \(path)"
            )
        }
        return digests
    }
}
