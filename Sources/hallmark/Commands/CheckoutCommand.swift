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
        var verified: (repository: OpenRepository, id: ObjectID, tip: ObjectID?)?
        try await VerifyCommand.report(options, surroundings) { verification in
            let repository = try options.repository.open(surroundings)
            _ = try repository.workTree()
            let tip = try Self.tip(of: revision, in: repository)
            if tip != nil { try await refuseBranchElsewhere(repository) }
            let target = try VerifyCommand.target(tip?.hex ?? revision, repository)
            guard let id = target.commit?.id else {
                throw Failure(.undecided, "no-revision", "\(revision) names no commit")
            }
            verified = (repository, id, tip)
            return try verification.run(target).verdict
        }
        guard let (repository, id, tip) = verified else { return }

        let git = GitCommandLine(in: try repository.workTree())
        // The id that was verified, not the name, which another process may have moved meanwhile; with ^0, since git would
        // take a branch that is called like an id for that branch.
        try await git.run(["checkout", "--quiet", "--detach", "\(id.hex)^0"])
        guard let tip else { return tell("checked out \(id.hex)") }
        guard try repository.git.reference(branch) == tip else {
            throw Failure(
                .undecided,
                "moved-branch",
                "checked out \(id.hex), but \(revision) has moved since it was verified",
                mend: "hallmark checkout \(revision)"
            )
        }
        try await git.run(["symbolic-ref", "HEAD", branch])
        tell("checked out \(revision) at \(id.hex)")
    }

    private var branch: String { "refs/heads/\(revision)" }

    /// What a branch of this name is at, or `nil` when the revision is no branch.
    private static func tip(of revision: String, in repository: OpenRepository) throws -> ObjectID? {
        // A full id is that object and HEAD is HEAD, whatever branches are called.
        guard revision != "HEAD", ObjectID(hex: revision) == nil else { return nil }
        do {
            return try repository.git.reference("refs/heads/\(revision)")
        } catch {
            // Not the name of a branch, such as `HEAD~1`.
            guard error.code == .invalidName || error.code == .library else { throw error }
            return nil
        }
    }

    // Two work trees on one branch would each undo what the other commits.
    private func refuseBranchElsewhere(_ repository: OpenRepository) async throws {
        let top = try repository.workTree()
        let list = try await GitCommandLine(in: top).run(["worktree", "list", "--porcelain"])
        var tree = ""
        for line in list.split(separator: "\n") {
            if line.hasPrefix("worktree ") { tree = String(line.dropFirst("worktree ".count)) }
            guard line == "branch \(branch)", tree + "/" != top else { continue }
            throw Failure(
                .undecided,
                "branch-in-use",
                "\(revision) is checked out in the work tree \(tree) already",
                mend: "hallmark checkout a commit id, or work there"
            )
        }
    }

    // A machine reads standard output, and finds the verdict there and nothing else.
    private func tell(_ text: String) {
        if options.output.format == .json {
            Output.error(text)
        } else {
            Output.lines(text + "\n")
        }
    }
}
