import ArgumentParser
import HallmarkCore
import HallmarkGit

/// `hallmark checkout REV`: verifies an object id first, and only then lets git touch the work tree with that id.
struct CheckoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkout",
        abstract: "Verifies a revision and then checks it out; a refused one changes nothing.",
        discussion: "Example: hallmark checkout v1.2.0"
    )

    @OptionGroup var options: VerifyCommand.Options

    @Argument(help: "A branch, a tag or a commit id.")
    var revision: String

    func run() async throws {
        let surroundings = Surroundings.current
        let repository = try options.repository.open(surroundings)
        let branch = "refs/heads/\(revision)"
        let tip = try? repository.git.reference(branch)
        let commit = try VerifyCommand.target(tip?.hex ?? revision, repository).commit
        guard let id = commit?.id else { throw Failure(.undecided, "no-revision", "\(revision) names no commit") }
        try await VerifyCommand.report(options, surroundings) {
            try $0.run(VerifyCommand.target(id.hex, repository)).verdict
        }

        let git = GitCommandLine(in: try repository.workTree())
        // The id that was verified, not the name, which another process may have moved meanwhile.
        try await git.run(["checkout", "--quiet", "--detach", id.hex])
        guard let tip else {
            Output.result("checked out \(id.hex)\n")
            return
        }
        guard try repository.git.reference(branch) == tip else {
            throw Failure(
                .undecided,
                "moved-branch",
                "checked out \(id.hex), but \(revision) has moved since it was verified",
                mend: "hallmark checkout \(revision)"
            )
        }
        try await git.run(["symbolic-ref", "HEAD", branch])
        Output.result("checked out \(revision) at \(id.hex)\n")
    }
}
