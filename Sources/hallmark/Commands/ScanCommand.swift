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
            ScanReport(files: try paths.flatMap { try scan($0, surroundings) })
        }
        let renderer = ScanReportRenderer(report, failingOn: failOn)
        switch output.format {
        case .text: Output.result(renderer.text)
        case .json: Output.result(renderer.json)
        }
        try DecisionExit.check(report.decision(failingOn: failOn))
    }

    private func scan(_ path: String, _ surroundings: Surroundings) throws -> [FileReport] {
        let absolute = surroundings.absolute(path)
        do {
            return [ModelScanner().scan(try FileBytes(path: absolute, followingLink: true), path: path)]
        } catch {
            switch error.code {
            case .notRegular: return try scanFolder(absolute, as: path)
            case .missing: throw Failure(.undecided, "no-file", "there is no file or folder \(path)")
            default: throw error
            }
        }
    }

    /// A folder is looked at from its parent: it can be a model itself.
    private func scanFolder(_ absolute: String, as path: String) throws -> [FileReport] {
        let folder = URL(filePath: absolute).resolvingSymlinksInPath()
        let parent = folder.deletingLastPathComponent().path(percentEncoded: false)
        let name = folder.path() == "/" ? "" : folder.lastPathComponent
        let report = try ModelScanner().scan(FileTree(path: parent), below: name)
        let prefix = path.hasSuffix("/") ? String(path.dropLast()) : path
        return report.files.map { file in
            guard let inner = file.path.path(below: name), !inner.isEmpty else { return file.moved(to: prefix) }
            return file.moved(to: "\(prefix)/\(inner)")
        }
    }
}

extension ScanReport.Threshold: ExpressibleByArgument {}
