import ArgumentParser
import HallmarkCore
import HallmarkGit

/// `hallmark switch BRANCH`: verifies the tip of a branch, and then makes it the current one.
struct SwitchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch",
        abstract: "Verifies the tip of a branch and then switches to it; a refused one changes nothing.",
        discussion: """
            A branch that only the remote origin has is made here, at the commit that was verified, and follows it.

            Example: hallmark switch main
            """
    )

    @OptionGroup var options: VerifyCommand.Options

    @Argument(help: "The name of a branch.")
    var branch: String

    func run() async throws {
        let surroundings = Surroundings.current
        try await options.output.checkOut(options.trust, surroundings) {
            let checkout = try VerifiedCheckout(options.repository.open(surroundings))
            if try checkout.branch(branch) != nil { return (checkout, try checkout.destination(branch)) }
            let remote = "refs/remotes/origin/\(branch)"
            guard let tip = try checkout.reference(remote) else {
                throw Failure(
                    .undecided,
                    "no-branch",
                    "there is no branch \(branch), here or at origin",
                    mend: "git fetch origin, or for a tag or a commit: hallmark checkout \(ShellWord.quoted(branch))"
                )
            }
            let new = VerifiedCheckout.Branch(name: branch, tip: tip, upstream: remote)
            return (checkout, VerifiedCheckout.Destination(name: branch, commit: tip, branch: new))
        }
    }
}
