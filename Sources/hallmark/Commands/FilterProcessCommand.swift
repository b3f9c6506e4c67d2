import ArgumentParser
import Foundation

/// `hallmark filter-process`: what git runs to hand models out.
struct FilterProcessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filter-process",
        abstract: "Keeps models that nobody vouches for out of the work tree (called by git as a filter).",
        discussion: """
            A model whose content no signer of the policy vouches for becomes a readable text that names the reason and the \
            blob; staging that text stages the model as it was.

            Example: hallmark hooks install --filter
            """
    )

    @OptionGroup var trust: TrustOptions

    @Flag(help: "Fails the checkout in place of a text for each refused model.")
    var refuse = false

    @Option(
        help: ArgumentHelp("The filter of Git LFS, which gets to see accepted pointers only.", valueName: "command")
    )
    var lfs: String?

    func run() throws {
        // A git that ends early is an error of writing, and no signal.
        signal(SIGPIPE, SIG_IGN)
        let surroundings = Surroundings.current
        try FilterProcess(
            PacketChannel(input: STDIN_FILENO, output: STDOUT_FILENO),
            judge: ModelJudge(trust, surroundings),
            refusal: refuse ? .error : .stub,
            downstream: lfs.map { DownstreamFilter(command: $0, surroundings) },
            surroundings: surroundings
        ).run()
    }
}
