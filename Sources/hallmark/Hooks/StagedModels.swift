import Foundation
import HallmarkCore
import HallmarkDecompression
import HallmarkModelScan
import HallmarkReport

/// The models that are about to be committed.
struct StagedModels {
    private let repository: OpenRepository

    init(_ repository: OpenRepository) {
        self.repository = repository
    }

    /// Scans them, and ends with the decision where one is refused.
    func scan() async throws {
        // A partial commit has an index of its own, which git names to its hooks.
        let git = GitCommandLine(in: try repository.workTree(), keepingIndex: true)
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
        let names = try await git.bytes(["diff", "--cached", "--name-only", "--diff-filter=ACMRT", "-z"])
        guard !names.isEmpty else { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // What is committed are the index's blobs, and not what attributes and filters make of them in a work tree.
        try await StagedFiles(repository, git).write(names, to: folder.path(percentEncoded: false))
        let staged = try FileTree(path: folder.path(percentEncoded: false))
        try refuseList(in: staged)
        let report = try ModelScanner(formats: .complete).scan(staged)
        guard report.decision() != .accepted, report.decision() != .missing else { return }
        Output.result(ScanReportRenderer(report).text)
        Output.error("hallmark: these models were not committed (git commit --no-verify goes past this guard)")
        throw DecisionExit(decision: report.decision())
    }

    // In a commit it would speak of every clone, and the filter would go on changing it.
    private func refuseList(in staged: FileTree) throws {
        let bytes = try staged.bytes(of: RefusalList.name, maximumSize: RefusedModels.maximumSize)
        guard let bytes, RefusalList.isList(bytes) else { return }
        throw Failure(
            .undecided,
            "refusal-list",
            "\(RefusalList.name) names the models that were refused in this work tree, and belongs into no commit",
            mend: "git rm -q --cached \(RefusalList.name), and commit again"
        )
    }
}
