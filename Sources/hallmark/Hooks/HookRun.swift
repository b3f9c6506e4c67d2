import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkVerification

/// One call of a hook by git.
struct HookRun {
    /// What git hands to the hook.
    let arguments: [String]
    let surroundings: Surroundings

    func run(_ hook: HookKind) async throws {
        switch hook {
        case .postCheckout:
            // The third argument is 0 when files were checked out and no revision was; the pre-commit framework hands it
            // on in a variable.
            guard (arguments.last ?? surroundings.environment["PRE_COMMIT_CHECKOUT_TYPE"]) != "0" else { return }
            try await verifyHead()
        case .postMerge: try await verifyHead()
        case .postRewrite: await RewrittenCommits(self).tell()
        case .prePush: try await PushedCommits(self).verify()
        case .preCommit: try await StagedModels(repository()).scan()
        case .referenceTransaction:
            guard arguments.first == "prepared" else { return }
            try await PreparedTransaction(self).check()
        case .preReceive: try await ReceivedPush(self).check()
        }
    }

    /// The repository that git runs the hook in, which it names where it is not that of the folder.
    func repository() throws -> OpenRepository {
        try OpenRepository(at: surroundings.gitFolder)
    }

    /// The verdict on a revision; what it rests on is a clone's own.
    func verdict(on revision: String, in repository: OpenRepository) throws -> Verdict {
        try Verification(options: TrustOptions.parse([]), surroundings: surroundings).verdict(
            on: VerifyCommand.commit(revision, repository).id,
            named: revision,
            in: repository
        )
    }

    /// Verifies a revision, writes its verdict, and ends with its exit code.
    @discardableResult
    func verify(_ revision: String, in repository: OpenRepository) async throws -> Verdict {
        var verdict = Verdict(lines: [])
        try await VerifyCommand.report(OutputOptions.parse([]), allowingEarlier: true) {
            verdict = try self.verdict(on: revision, in: repository)
            return verdict
        }
        return verdict
    }

    private func verifyHead() async throws {
        let repository = try repository()
        try await verify("HEAD", in: repository)
        // Verified were the objects that the commit names; git has checked out others where it was told to.
        guard surroundings.environment["GIT_NO_REPLACE_OBJECTS"] == nil, try repository.git.replacesObjects() else {
            return
        }
        throw Failure(
            .undecided,
            "replaced-objects",
            "refs/replace or info/grafts makes git show other objects than those that were verified",
            mend: "git replace --list, git replace --delete each, rm .git/info/grafts; then check out again"
        )
    }
}

extension Verdict {
    /// Whether the policy asks for something of commits.
    var judgesCommits: Bool { lines.contains(where: \.isOfCommit) }
}

extension Verdict.Line {
    /// Whether it is about a commit.
    var isOfCommit: Bool { kind == Policy.ArtifactKind.commit.rawValue }
}
