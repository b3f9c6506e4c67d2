import ArgumentParser
import HallmarkCore
import HallmarkGit

/// `hallmark pull`: fetches the branch's upstream and the notes, verifies what came, and only then moves the branch.
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Fetches, verifies the remote's tip, and moves the current branch to it if that is a fast-forward.",
        discussion: "Example: hallmark pull"
    )

    @OptionGroup var options: VerifyCommand.Options

    func run() async throws {
        let surroundings = Surroundings.current
        var verified: Step?
        try await VerifyCommand.report(options, surroundings) { verification in
            let step = try await step(surroundings)
            verified = step
            return try verification.verdict(on: step.new, named: step.upstream, in: step.repository)
        }
        guard let verified else { return }
        options.output.say(try await verified.run())
    }

    /// A move of the current branch to what its upstream was at.
    private struct Step {
        let repository: OpenRepository
        let git: GitCommandLine
        let branch: String
        let old: ObjectID
        let upstream: String
        let new: ObjectID

        func run() async throws -> String {
            guard old != new, try await !isAncestor(new, of: old) else {
                return "\(branch) has all of \(upstream) already"
            }
            guard try await isAncestor(old, of: new) else {
                throw Failure(
                    .undecided,
                    "not-fast-forward",
                    "\(branch) and \(upstream) have both gone on: nothing was merged",
                    mend: "git rebase \(new.hex) (verified just now), then: hallmark attest commit --again"
                )
            }
            // By id, of the branch as it was: git refuses when it was moved to somewhere else.
            guard try await git.run(["symbolic-ref", "HEAD"]) == "refs/heads/\(branch)",
                try repository.git.reference("refs/heads/\(branch)") == old
            else { throw moved }
            try await git.run(["merge", "--quiet", "--ff-only", "\(new.hex)^0"])
            guard try repository.git.commit("HEAD").id == new else { throw moved }
            return "\(branch) is at \(new.hex)"
        }

        private var moved: Failure {
            Failure(
                .undecided,
                "moved-branch",
                "\(branch) was moved by something else meanwhile",
                mend: "hallmark pull"
            )
        }

        private func isAncestor(_ first: ObjectID, of second: ObjectID) async throws -> Bool {
            try await git.output(["merge-base", "--is-ancestor", first.hex, second.hex]) != nil
        }
    }

    private func step(_ surroundings: Surroundings) async throws -> Step {
        let repository = try options.repository.open(surroundings)
        let git = GitCommandLine(in: try repository.workTree())
        guard let branch = try await git.currentBranch() else {
            throw Failure(.undecided, "detached", "HEAD is on no branch", mend: "hallmark switch BRANCH")
        }
        guard let remote = try await git.output(["config", "--get", "branch.\(branch).remote"]), remote != ".",
            let upstream = try await git.output(["rev-parse", "--symbolic-full-name", "\(branch)@{upstream}"]),
            upstream.hasPrefix("refs/remotes/")
        else {
            throw Failure(
                .undecided,
                "no-upstream",
                "\(branch) follows no branch of a remote",
                mend: "git branch --set-upstream-to=origin/\(ShellWord.quoted(branch))"
            )
        }
        // A refspec of the user's may overwrite notes that were not sent yet; they are joined below.
        let apart = "remote.\(remote).fetch=^refs/notes/attestations*"
        try await git.run(["-c", apart, "fetch", "--quiet", "--", remote])
        try await NoteSync(repository, remote: remote, options.trust, surroundings).fetchAndTell()
        guard let old = try repository.git.reference("refs/heads/\(branch)"),
            let new = try repository.git.reference(upstream)
        else {
            throw Failure(.undecided, "no-upstream", "\(upstream) is gone", mend: "git fetch --prune \(remote)")
        }
        return Step(repository: repository, git: git, branch: branch, old: old, upstream: upstream, new: new)
    }
}
