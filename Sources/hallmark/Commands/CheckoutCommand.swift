import ArgumentParser

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
        try await options.output.checkOut(options.trust, surroundings) {
            let checkout = try VerifiedCheckout(options.repository.open(surroundings))
            return (checkout, try checkout.destination(revision))
        }
    }
}
