import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkVerification

/// `hallmark resolve`: SwiftPM runs the manifests of dependencies, so they are verified before it sees them.
struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Resolves what Package.resolved pins, once HEAD and every dependency are accepted.",
        discussion: """
            Makes copies of the repositories of all dependencies, verifies the pinned commits in them, and only then lets
            SwiftPM resolve, from these copies and without the network. Nothing of a dependency that is not accepted is run.
            Afterwards build with: swift build --force-resolved-versions

            Example: hallmark resolve
            """
    )

    @OptionGroup var options: VerifyCommand.Options

    @Option(help: "The package's folder below the repository's root.")
    var packagePath = "."

    func run() async throws {
        let surroundings = Surroundings.current
        var resolution: VerifiedResolution?
        defer { resolution?.remove() }
        try await VerifyCommand.report(options, surroundings) { verification in
            let repository = try options.repository.open(surroundings)
            var target = try VerifyCommand.headTarget(repository)
            target.isStrict = true
            let result = try verification.run(target)
            let outside = result.sboms[packagePath]?.first.map(SBOMRegeneration.outside) ?? []
            let head = Verdict(lines: result.verdict.lines + outside, remarks: result.verdict.remarks)
            guard head.decision == .accepted else { return head }
            let folder = surroundings.realPath(try repository.workTree() + packagePath)
            let workTree = try FolderTree(folder) { $0.pathComponents.last == ".build" }
            try ManifestCheck(target.tree, package: packagePath, workTree: workTree).check()
            let state = try DependencyState(options.trust, surroundings)
            let made = try VerifiedResolution(package: folder)
            resolution = made
            for pin in try DependencyReader.pins(of: target.tree, package: packagePath) { try await made.copy(pin) }
            var check = DependencyCheck(
                verification: verification,
                target: target,
                reader: DependencyReader(copies: made.copies, state: state),
                state: state
            )
            let verdict = try await check.result(package: packagePath, fetching: false).verdict
            return Verdict(
                lines: head.lines + verdict.lines.filter { !head.lines.contains($0) },
                remarks: verdict.remarks
            )
        }
        try await resolution?.resolve()
        options.output.say("resolved; build with: swift build --force-resolved-versions")
    }
}
