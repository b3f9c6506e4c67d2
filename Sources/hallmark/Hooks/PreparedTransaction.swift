import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkReport
import HallmarkVerification

/// References that git has locked and is about to change.
///
/// A commit that no reference reaches was just made here, by `git commit` for instance, and nobody can have signed it:
/// it may pass, and what it was made from is verified in its place.
struct PreparedTransaction {
    /// How many commits may be new at once.
    private static let maximumNewCommits = 10_000

    private let run: HookRun

    init(_ run: HookRun) {
        self.run = run
    }

    func check() async throws {
        let updates = ReferenceUpdate.read().filter { $0.isOfNotes || ($0.isBranch && !$0.isDeletion) }
        // Most transactions are about other references, and cost no more than this.
        guard !updates.isEmpty else { return }
        let repository = try run.repository()
        let git = GitCommandLine(in: repository.folder)
        for update in updates {
            // Git gives no old id where it does not care for one.
            let present = try repository.git.reference(update.name)
            if update.isOfNotes {
                try update.refuseLoss(present: present, in: repository) {
                    try NoteTrust(repository, TrustOptions.parse([]), run.surroundings)
                }
            } else if update.new != present?.hex {
                try await check(update, present: present, repository, git)
            }
        }
    }

    private func check(
        _ update: ReferenceUpdate,
        present: ObjectID?,
        _ repository: OpenRepository,
        _ git: GitCommandLine
    ) async throws {
        for origin in try await origins(of: update.new, repository, git) where origin != present?.hex {
            // What the branch had already it does not get now.
            if let present, try await git.output(["merge-base", "--is-ancestor", origin, present.hex]) != nil {
                continue
            }
            let verdict = try run.verdict(on: origin, in: repository)
            guard verdict.decision != .accepted else { continue }
            Output.error(VerdictReport(verdict).text)
            Output.error(
                """
                hallmark: \(update.name) was not moved, since \(origin) is not verified.
                  Files may have changed already. Back to what HEAD is: git reset --hard HEAD
                """
            )
            throw DecisionExit(decision: verdict.decision)
        }
    }

    // The commit itself where some reference reaches it, or else what the new commits below it were made from.
    private func origins(of new: String, _ repository: OpenRepository, _ git: GitCommandLine) async throws -> [String] {
        let known = try fetched(repository)
        let list = try await git.run(
            ["rev-list", "--parents", "--max-count=\(Self.maximumNewCommits)", new, "--not", "--all"] + known
        )
        let lines = list.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        guard !lines.isEmpty else { return [new] }
        guard lines.count < Self.maximumNewCommits else {
            throw Failure(
                .undecided,
                "too-many-commits",
                "more than \(Self.maximumNewCommits) commits are new here, and none of them has come by a fetch"
            )
        }
        let made = Set(lines.compactMap(\.first))
        return Set(lines.flatMap { $0.dropFirst() }).subtracting(made).sorted()
    }

    // `git pull URL` and `git fetch URL A:B` have brought commits that no reference reaches yet.
    private func fetched(_ repository: OpenRepository) throws -> [String] {
        let folder = try FileTree(path: run.surroundings.environment["GIT_DIR"] ?? repository.git.commonDirectory)
        let bytes = try folder.bytes(of: "FETCH_HEAD", maximumSize: 16 << 20) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.split(separator: "\t").first.map(String.init).flatMap { ObjectID(hex: $0)?.hex }
        }
    }
}
