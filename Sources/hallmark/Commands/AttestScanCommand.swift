import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkModelScan
import HallmarkReport
import HallmarkSigning
import HallmarkStatement

extension AttestCommand {
    /// `hallmark attest scan PATH…`.
    struct Scan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scan",
            abstract: "Scans models and signs what the scan found, good or bad (an in-toto test result).",
            discussion: """
                What was not found safe makes the result FAILED; it is signed all the same, and the exit code is that of \
                hallmark scan. With --bundle or --output no repository is needed.

                Example: hallmark attest scan Models
                """
        )

        @OptionGroup var options: Options
        @OptionGroup var report: OutputOptions

        @Option(help: "Also writes the envelope to this new file.")
        var output: String?

        @Argument(help: "Files or folders.")
        var paths: [String]

        func validate() throws { try PathArgument.refuseEmpty(paths) }

        func run() async throws {
            let surroundings = Surroundings.current
            let signer = try options.signing.signer(surroundings)
            let repository = try openRepository(signer, surroundings)
            let top = try repository.map { surroundings.realPath(try $0.workTree()) }
            let tracked = try repository?.git.trackedPaths() ?? []
            let scan = try await Progress.show("scanning") {
                try SignedScan(paths, top: top, tracked: tracked, surroundings)
            }
            let envelope = try signer.envelope(scan.statement(at: surroundings.now))
            if let output { try NewFile.write(envelope, to: output, surroundings, say: report.say) }
            try options.write(envelope, by: signer, say: report.say)
            if let repository {
                try options.storeNotes(scan.items(for: envelope), in: repository, say: report.say)
            }
            let renderer = ScanReportRenderer(scan.report)
            switch report.format {
            case .text: Output.result(renderer.text)
            case .json: Output.result(renderer.json)
            case .sarif: Output.result(renderer.sarif)
            }
            try DecisionExit.check(scan.report.decision())
        }

        // Notes are kept in a repository with a policy, as those about models are; a file is enough elsewhere.
        private func openRepository(_ signer: any Signer, _ surroundings: Surroundings) throws -> OpenRepository? {
            do {
                return try Attestor(options.repository.open(surroundings), signer: signer).repository
            } catch let failure as Failure where Model.withoutNote.contains(failure.code) {
                guard output != nil || options.bundle != nil else { throw failure }
                return nil
            }
        }
    }
}
