import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkModelScan
import HallmarkReport

/// `hallmark scan PATH…`: what loading model files could do, found without loading them.
struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Scans model files and folders; needs no key, no root and no git.",
        discussion: "Example: hallmark scan Models --format json"
    )

    @Argument(help: "Files or folders.")
    var paths: [String]

    @Option(help: "The least class that is refused: suspicious or malicious.")
    var failOn: ScanReport.Threshold = .suspicious

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let surroundings = Surroundings.current
        let report = try await Progress.show("scanning") {
            ScanReport(files: paths.flatMap { PathScanner.scan($0, surroundings) })
        }
        let renderer = ScanReportRenderer(report, failingOn: failOn)
        switch output.format {
        case .text: Output.result(renderer.text)
        case .json: Output.result(renderer.json)
        case .sarif: Output.result(renderer.sarif)
        }
        try DecisionExit.check(report.decision(failingOn: failOn))
    }

    func validate() throws {
        try PathArgument.refuseEmpty(paths)
    }
}

extension ScanReport.Threshold: ExpressibleByArgument {}
