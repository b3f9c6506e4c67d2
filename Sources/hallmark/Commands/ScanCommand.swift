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
            ScanReport(files: paths.flatMap { scan($0, surroundings) })
        }
        let renderer = ScanReportRenderer(report, failingOn: failOn)
        switch output.format {
        case .text: Output.result(renderer.text)
        case .json: Output.result(renderer.json)
        }
        try DecisionExit.check(report.decision(failingOn: failOn))
    }

    func validate() throws {
        guard !paths.contains("") else { throw ValidationError("an empty path names nothing (is a variable not set?)") }
    }

    // A path that cannot be read hides nothing of the others.
    private func scan(_ path: String, _ surroundings: Surroundings) -> [FileReport] {
        let absolute = surroundings.absolute(path)
        do throws(FileError) {
            return [ModelScanner().scan(try FileBytes(path: absolute, followingLink: true), path: path)]
        } catch {
            guard error.code == .notRegular else { return [unreadable(path, error)] }
            do throws(FileError) {
                return try scanFolder(absolute, as: path)
            } catch {
                return [unreadable(path, error)]
            }
        }
    }

    private func unreadable(_ path: String, _ error: FileError) -> FileReport {
        let reason = error.code == .missing ? "there is no such file or folder" : error.reason
        let finding = Finding(GeneralRules.unreadable, reason)
        return FileReport(path: path, format: nil, sha256: nil, verdict: .unknown, findings: [finding])
    }

    /// A folder is looked at from its parent: it can be a model itself.
    private func scanFolder(_ absolute: String, as path: String) throws(FileError) -> [FileReport] {
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
